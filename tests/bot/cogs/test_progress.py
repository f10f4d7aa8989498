"""How far the history is read is told in one message that changes, survives a restart, and pings nobody."""

import asyncio
import itertools

from bot.cogs import EXTENSIONS
from storage.store import Store
from tests.bot.services.pasts import HISTORY, START, talk
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord import permissions as p
from tests.fakes.discord.replies import visible
from tests.fakes.discord.running import live, running

EDITS = "PATCH /channels/{channel_id}/messages/{message_id}"


def arranged(server, path):
    guild = server.add_guild(bot_permissions=p.MANAGE_MESSAGES)
    mara = guild.user("mara", guild.role("mods", p.MANAGE_MESSAGES | p.MANAGE_GUILD))
    room, desk = server.text(guild, "general"), server.text(guild, "desk")
    talk(server, room, [guild.user("ann"), guild.user("ben")], 1500)
    with Store(path) as store, store.transaction():
        store.put_setting("review.channel", f'"discord:{desk.id}"')
    return guild, mara, room, desk


@live
async def test_one_message_follows_the_reading_across_a_restart(tmp_path):
    path = tmp_path / "g.db"
    async with LoopbackDiscord() as server:
        guild, mara, room, desk = arranged(server, path)
        async with running(server, path, extensions=EXTENSIONS) as bot:
            await server.until(lambda: server.commands.get(guild.id))
            await bot.caught_up()
            bot.client.get_cog("Progressing")._every = 0.2
            server.faults.add(HISTORY, times=1000, delay=0.1)
            first = await server.slash(mara, room, "setup")
            begun = await server.click(mara, first, "4. Read the history")
            assert "The review channel and /status tell how far I am" in begun.text
            await server.until(lambda: server.said(desk))
            (told,) = server.said(desk)
            assert "Reading the history" in visible(told)
            assert "#general" in visible(told)
            await server.until(lambda: len(server.asked(EDITS)) > 1)
            status = await server.slash(mara, room, "status")
            assert "I am reading the history: " in status.text
        before = visible(told)
        async with running(server, path, extensions=EXTENSIONS) as bot:
            await server.until(lambda: bot.client and bot.client.get_cog("Progressing"))
            bot.client.get_cog("Progressing")._every = 0.2
            await server.until(lambda: visible(told) != before and "Reading" in visible(told))
            server.faults.waiting.clear()
            await bot.caught_up()
            await server.until(lambda: "The history is read" in visible(told))
            assert "1,500 messages read" in visible(told)
            assert len(server.said(desk)) == 1
            assert told.pings == []
            assert told.flags & 4096  # not even a sound
            assert (await server.slash(mara, room, "status")).text.count("reading the history") == 0
        times = [request.at for request in server.asked(EDITS)]
        assert all(b - a > 0.15 for a, b in itertools.pairwise(times[:-1]))
        async with running(server, path, extensions=EXTENSIONS) as bot:
            await bot.caught_up()
            await asyncio.sleep(0.3)
        assert len(server.said(desk)) == 1


@live
async def test_nobody_is_told_of_a_small_gap_and_a_lost_message_is_sent_again(tmp_path):
    path = tmp_path / "g.db"
    async with LoopbackDiscord() as server:
        guild, _, room, desk = arranged(server, path)
        async with running(server, path, extensions=EXTENSIONS, backfill=True) as bot:
            await server.until(lambda: bot.client and bot.client.get_cog("Progressing"))
            bot.client.get_cog("Progressing")._every = 0.05
            server.faults.add(HISTORY, times=1000, delay=0.05)
            server.delete(await server.until(lambda: server.said(desk) and server.said(desk)[0]))
            await server.until(lambda: server.said(desk))
            await bot.caught_up()
            server.faults.waiting.clear()
            await server.until(lambda: "The history is read" in visible(server.said(desk)[-1]))
        said = len(server.said(desk))
        talk(server, room, [guild.user("cleo")], 60, START.replace(year=2026, month=6))
        async with running(server, path, extensions=EXTENSIONS, backfill=True) as bot:
            await bot.caught_up()
            await asyncio.sleep(0.2)
        assert len(server.said(desk)) == said
