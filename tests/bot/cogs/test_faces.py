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
