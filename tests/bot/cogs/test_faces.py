"""Our own client with every cog: what it hears becomes cards, and what is set up changes what it hears."""

import asyncio

from bot.cogs import EXTENSIONS
from storage.store import Store
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord import permissions as p
from tests.fakes.discord.replies import visible
from tests.fakes.discord.running import live, running

AD = "buy two and use code BEN20"


@live
async def test_what_is_heard_is_flagged_and_what_is_set_up_is_followed(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild(bot_permissions=p.MANAGE_MESSAGES)
        mara = guild.user("mara", guild.role("mods", p.MANAGE_MESSAGES | p.MANAGE_GUILD))
        ben, acme = guild.user("ben"), guild.user("acme")
        room, desk = server.text(guild, "general"), server.text(guild, "desk")
        with Store(tmp_path / "g.db") as store:
            store.put_setting("review.channel", f'"discord:{desk.id}"')
        async with running(server, tmp_path / "g.db", extensions=EXTENSIONS) as bot:
            await bot.caught_up()
            post = server.say(room, ben, AD)
            await server.until(lambda: server.said(desk))
            card = server.said(desk)[0]
            assert "BEN20" in visible(card)
            server.edit(post, AD.replace("20", "30"))
            await server.until(lambda: "BEN30" in visible(card))
            server.delete(post)
            await server.until(lambda: "deleted" in visible(card))
            assert "BEN" not in visible(card)
            await server.until(lambda: server.commands.get(guild.id))
            first = await server.slash(mara, room, "setup")
            await server.select(mara, first, "gt:setup:brand", acme)
            await server.until(lambda: bot.desk.own == {f"discord:{acme.id}"})
            server.say(room, ben, f"{acme.mention} hello?")
            server.say(room, acme, "hello Ben")
            await asyncio.sleep(0.3)
            await bot.stored()
            assert "1 give" in (await server.slash(mara, room, "report")).text
            begun = await server.click(mara, first, "4. Read the history")
            assert "began to read the history" in begun.text
            assert len(server.said(desk)) == 1


@live
async def test_roles_that_are_set_up_make_it_connect_again_with_the_members_intent(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        mara = guild.user("mara", guild.role("mods", p.MANAGE_GUILD))
        team = guild.role("team")
        tom, room = guild.user("tom", team), server.text(guild)
        server.say(room, tom, "old words of the team")
        async with running(server, tmp_path / "g.db", extensions=EXTENSIONS, backfill=True) as bot:
            await server.until(lambda: server.commands.get(guild.id))
            assert not bot.client.intents.members
            first = await server.slash(mara, room, "setup")
            told = await server.select(mara, first, "gt:setup:brand", team)
            await server.until(lambda: told.followups and "Server Members intent" in told.text)
            await server.until(lambda: bot.client.intents.members and bot.client.is_ready(), 20)
            await bot.caught_up()
            server.say(room, tom, "new words")
            await bot.stored()
            await server.until(bot.listen.caught_up.is_set)
            await bot.desk.refresh()
            assert bot.desk.own == {f"discord:{tom.id}"}
        async with running(server, tmp_path / "g.db", extensions=EXTENSIONS) as bot:
            await bot.caught_up()
            assert bot.client.intents.members
            assert len(server.gateway.identified) == 3
