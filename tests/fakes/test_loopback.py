"""The loopback Discord itself: the real client is served, and what Discord refuses is refused."""

import asyncio
import contextlib

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.client import use_addresses
from bot.config_discord import DiscordSection, from_environment
from tests.fakes.discord import LoopbackDiscord, NoAnswer, NotOffered, permissions
from tests.fakes.discord.running import live


class Choice(discord.ui.View):
    """A button that changes its message, and a select menu that answers."""

    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Go", custom_id="go")
    async def go(self, interaction, button):
        await interaction.response.edit_message(content="gone", view=None)

    @discord.ui.select(custom_id="pick", options=[discord.SelectOption(label="a"), discord.SelectOption(label="b")])
    async def pick(self, interaction, select):
        await interaction.response.send_message(f"picked {select.values[0]}", ephemeral=True)


class Form(discord.ui.Modal, title="Form"):
    words = discord.ui.TextInput(label="Words", custom_id="words", max_length=5)

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"got {self.words.value}", ephemeral=True)


def commands_of(tree):
    @tree.command(description="shows")
    async def show(interaction, days: app_commands.Range[int, 1, 30] = 1, who: discord.Member | None = None):
        await interaction.response.defer(ephemeral=True)
        embed = discord.Embed(title="Title", description="Words")
        await interaction.followup.send(f"{days} {who}", view=Choice(), file=discord.File(__file__), embed=embed)

    @tree.command(description="asks")
    async def ask(interaction):
        await interaction.response.send_modal(Form())

    @tree.command(description="is silent")
    async def silent(interaction):
        pass

    @tree.command(description="writes")
    async def write(interaction, what: str):
        await interaction.response.send_message("x" * 2001 if what == "long" else what)

    @write.autocomplete("what")
    async def complete(interaction, current):
        return [app_commands.Choice(name=f"{current}!", value=current)]

    @tree.context_menu(name="Read")
    async def read(interaction, message: discord.Message):
        await interaction.response.send_message(message.content, ephemeral=True)

    group = app_commands.Group(name="mods", description="d", default_permissions=discord.Permissions(manage_guild=True))

    @group.command(description="now")
    async def now(interaction):
        await interaction.response.send_message("now")

    tree.add_command(group)


@contextlib.asynccontextmanager
async def connected(server, guild):
    use_addresses(from_environment(DiscordSection(), server.settings()))
    client = discord.Client(
        intents=discord.Intents(guilds=True, guild_messages=True, message_content=True), guild_ready_timeout=0.1
    )
    tree = app_commands.CommandTree(client)
    commands_of(tree)
    task = asyncio.create_task(client.start(server.token))
    await server.until(lambda: server.connected and client.is_ready())
    tree.copy_global_to(guild=guild)
    await tree.sync(guild=guild)
    yield client
    await client.close()
    await task


@live
async def test_commands_buttons_menus_and_dialogs():
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann, mod = guild.user("ann"), guild.user("mo", guild.role("mods", permissions.MANAGE_GUILD))
        said = server.say(room, ann, "read me")
        async with connected(server, guild):
            shown = await server.slash(ann, room, "show", days=3, who=ann)
            assert (shown.text.splitlines()[:3], shown.ephemeral, shown.deferred) == (
                ["3 ann", "Title", "Words"],
                True,
                True,
            )
            assert list(shown.files) == ["test_loopback.py"]
            assert (await server.select(ann, shown, "pick", "b")).content == "picked b"
            with pytest.raises(NotOffered):
                await server.click(mod, shown, "Go")  # somebody else's ephemeral message
            assert (await server.click(ann, shown, "Go")).content == "gone"
            assert (await server.submit(await server.slash(ann, room, "ask"), words="hello")).content == "got hello"
            assert (await server.message_menu(ann, said, "Read")).content == "read me"
            assert await server.autocomplete(ann, room, "write", "what", "so") == [{"name": "so!", "value": "so"}]
            assert (await server.slash(mod, room, "mods now")).content == "now"
            for wrong in ({"days": 99}, {"nonsense": 1}, {"days": "3"}):
                with pytest.raises(NotOffered):
                    await server.slash(ann, room, "show", **wrong)
            with pytest.raises(NotOffered):
                await server.slash(ann, room, "mods now")
        assert [message.content for message in server.said(room)] == ["read me", "now"]


@live
async def test_what_discord_refuses_is_refused():
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, locked = server.text(guild), server.text(guild, "locked")
        locked.forbid(guild.everyone, permissions.SEND_MESSAGES)
        ann = guild.user("ann", dms_closed=True)
        async with connected(server, guild) as client:
            channel = client.get_channel(room.id)
            for form in (
                {"content": "x" * 2001},
                {"content": ""},
                {"embed": discord.Embed(description="x" * 4097)},
                {"embeds": [discord.Embed(description="x" * 4000)] * 2},
                {"embed": discord.Embed().add_field(name="", value="x")},
            ):
                with pytest.raises(discord.HTTPException) as refused:
                    await channel.send(**form)
                assert refused.value.code in (50035, 50006)
            with pytest.raises(discord.Forbidden) as refused:
                await client.get_channel(locked.id).send("x")
            assert refused.value.code == 50013
            with pytest.raises(discord.Forbidden) as refused:
                await (await client.fetch_user(ann.id)).send("x")
            assert refused.value.code == 50007
            server.first_answer_within = 0.2
            with pytest.raises(NoAnswer):
                await server.slash(ann, room, "silent")
            with pytest.raises(NoAnswer):
                await server.slash(ann, room, "write", what="long")
        assert server.said(room) == []


@live
async def test_mentions_ping_only_as_allowed():
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann = guild.user("ann")
        async with connected(server, guild) as client:
            channel = client.get_channel(room.id)
            await channel.send(f"@everyone {ann.mention}", allowed_mentions=discord.AllowedMentions.none())
            await channel.send(f"{ann.mention}", allowed_mentions=discord.AllowedMentions(users=True, everyone=False))
        quiet, loud = server.said(room)
        assert (quiet.pings, quiet.mention_everyone, loud.pings) == ([], False, [ann])


@live
async def test_a_lost_answer_leaves_its_effect():
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        async with connected(server, guild) as client:
            server.faults.add("POST /channels/{channel_id}/messages", lose=True)
            with pytest.raises(Exception):  # noqa: B017  whatever the client's library raises
                await client.get_channel(room.id).send("once", nonce="n1")
            assert [m.content for m in server.said(room)] == ["once"]


@live
async def test_a_body_that_breaks_discords_description_fails_the_test():
    from tests.fakes.discord import openapi

    if openapi.description() is None:
        pytest.skip("no OpenAPI description in the shared data folder")
    bad = openapi.complaints("/channels/{channel_id}/messages", "POST", "request", {"content": 5})
    good = openapi.complaints("/channels/{channel_id}/messages", "POST", "request", {"content": "x"})
    assert (bool(bad), good) == (True, [])


@live
async def test_a_client_that_says_goodbye_ends_its_session():
    async with LoopbackDiscord() as server, aiohttp.ClientSession() as session:
        for code, left in ((4000, 1), (1000, 0), (1001, 0)):
            async with session.ws_connect(f"{server.gateway_url}?v=10&encoding=json") as socket:
                await socket.receive_json()
                await socket.send_json({"op": 2, "d": {"token": server.token, "intents": 1, "properties": {}}})
                await socket.receive_json()
                await socket.close(code=code)
            await server.until(lambda left=left: len(server.gateway.sessions) == left)
            server.gateway.sessions.clear()
