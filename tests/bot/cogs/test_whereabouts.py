"""Places that the client does not remember: old threads show to those who may read them, deleted places lose texts."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.cogs import EXTENSIONS
from bot.cogs.sight import by_member, by_readers
from storage.store import Store
from tests.bot.services.pasts import START, filled, own, talk
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord import permissions as p
from tests.fakes.discord.running import live, running

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
CHANNEL = "GET /channels/{channel_id}"


def arranged(server):
    """A guild with a forum and a staff room, each with old threads that nobody's client remembers.

    Gives the guild, (ann, mara, acme), (room, staff), the posts, and the threads (inside the staff room, secret).
    """
    guild = server.add_guild(bot_permissions=p.MANAGE_THREADS)
    ann, acme = guild.user("ann"), guild.user("acme")
    mods = guild.role("mods", p.MANAGE_MESSAGES | p.MANAGE_GUILD)
    mara = guild.user("mara", mods)
    bot = next(role for role in guild.roles.values() if "(bot)" in role.name)
    forum, room, staff = server.forum(guild, "help"), server.text(guild, "general"), server.text(guild, "staff")
    staff.hide(mods, bot)
    posts = [server.post(forum, ann, f"post {n}", f"{acme.mention} how does it work?", at=YESTERDAY) for n in range(3)]
    inside = server.thread(staff, mara, "staff talk")
    secret = server.thread(room, mara, "secret", kind=12)
    for thread in (inside, secret):
        talk(server, thread, [mara], 2)
    for thread in (*posts, inside, secret):
        server.archive(thread, at=YESTERDAY)
    server.say(room, acme, "hello all", at=START)
    return guild, (ann, mara, acme), (room, staff), posts, (inside, secret)


@live
async def test_old_threads_show_where_their_parent_does_and_cost_no_request_each(tmp_path):
    async with LoopbackDiscord() as server:
        guild, (ann, _, acme), (room, staff), posts, (inside, secret) = arranged(server)
        await filled(server, tmp_path / "g.db", brand=own(acme))
        with Store(tmp_path / "g.db") as store:
            threads = store.open_threads()
            assert store.doubtful_threads(f"discord:{guild.id}") == []
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            here = bot.client.get_guild(guild.id)
            assert here.get_thread(posts[0].id) is None
            readers, member = by_readers(here.get_channel(room.id), threads), await here.fetch_member(ann.id)
            assert all(readers(f"discord:{post.id}") for post in posts)
            assert not readers(f"discord:{inside.id}")
            assert not readers(f"discord:{secret.id}")
            assert by_readers(here.get_channel(staff.id), threads)(f"discord:{inside.id}")
            assert by_member(here, member, threads)(f"discord:{posts[0].id}")
            assert not by_member(here, member, threads)(f"discord:{secret.id}")
            assert not by_readers(here.get_channel(room.id), {})(f"discord:{posts[0].id}")  # unknown stays closed
        assert server.asked(CHANNEL) == []


@live
async def test_threads_stored_before_are_asked_for_once(tmp_path):
    async with LoopbackDiscord() as server:
        _, (_, _, acme), _, posts, (_, secret) = arranged(server)
        await filled(server, tmp_path / "g.db", brand=own(acme))
        with Store(tmp_path / "g.db") as store, store.transaction():
            store.conn.execute("UPDATE channel SET private = NULL")
        for _ in range(2):
            async with running(server, tmp_path / "g.db") as bot:
                await bot.caught_up()
        assert len(server.asked(CHANNEL)) == 5
        with Store(tmp_path / "g.db") as store:
            assert store.open_threads().keys() >= {f"discord:{post.id}" for post in posts}
            assert f"discord:{secret.id}" not in store.open_threads()


@live
async def test_questions_in_old_forum_posts_are_in_the_report_of_those_who_read_the_forum(tmp_path):
    async with LoopbackDiscord() as server:
        guild, (_, mara, acme), (room, _), _, _ = arranged(server)
        async with running(server, tmp_path / "g.db", brand=own(acme), extensions=EXTENSIONS, backfill=True) as bot:
            await bot.caught_up()
            await server.until(lambda: server.commands.get(guild.id))
            shown = await server.slash(mara, room, "report", days=3650)
            assert "how does it work" in shown.text
            assert "private channel" not in shown.text
        assert server.asked(CHANNEL) == []


@pytest.mark.parametrize("away", [False, True])
@live
async def test_a_deleted_place_loses_its_texts_and_keeps_its_counts(tmp_path, away):
    async with LoopbackDiscord() as server:
        _, (ann, _, acme), (room, _), posts, _ = arranged(server)
        talk(server, room, [ann, acme], 30)
        thread = server.thread(room, ann, "about it")
        talk(server, thread, [ann, acme], 3)
        await filled(server, tmp_path / "g.db", brand=own(acme))
        with Store(tmp_path / "g.db") as store:
            before, exchanges = store.totals(), store.exchanges("Acme", 1 << 60)
        if away:
            server.delete_channel(room)
        async with running(server, tmp_path / "g.db", brand=own(acme)) as bot:
            await bot.caught_up()
            if not away:
                server.delete_channel(room)
            for _ in range(2):
                stored = await bot.stored()
        left = {m.channel for m in stored if m.text}
        assert not left & {f"discord:{room.id}", f"discord:{thread.id}"}
        assert f"discord:{posts[0].id}" in left
        with Store(tmp_path / "g.db") as store:
            assert (store.totals(), store.exchanges("Acme", 1 << 60)) == (before, exchanges)
        asked = len(server.asked(CHANNEL))
        async with running(server, tmp_path / "g.db", brand=own(acme)) as bot:
            await bot.caught_up()
        assert len(server.asked(CHANNEL)) == asked


@live
async def test_a_channel_that_is_hidden_from_us_keeps_its_texts_and_its_gap_is_read_when_we_are_let_in_again(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        ann, room = guild.user("ann"), server.text(guild)
        bot_role = next(role for role in guild.roles.values() if "(bot)" in role.name)
        room.hide(bot_role)
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            server.say(room, ann, "before")
            await bot.stored()
            allowed = room.overwrites.pop(bot_role.id)
            server.update_channel(room)
            await asyncio.sleep(0.2)
            server.say(room, ann, "meanwhile")
            room.overwrites[bot_role.id] = allowed
            server.update_channel(room)
            await server.until(lambda: not bot.listen.caught_up.is_set())
            await bot.caught_up()
            texts = [m.text for m in await bot.stored()]
        assert texts == ["before", "meanwhile"]


@live
async def test_a_role_that_lets_us_in_is_noticed(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        ann, room = guild.user("ann"), server.text(guild)
        bot_role = next(role for role in guild.roles.values() if "(bot)" in role.name)
        guild.everyone.permissions &= ~p.READ_MESSAGE_HISTORY
        async with running(server, tmp_path / "g.db", channels=[str(room.id)], backfill=True) as bot:
            server.say(room, ann, "old")
            await bot.caught_up()
            assert "#general" in bot.desk.notices.told[0]
            server.update_role(guild, bot_role, bot_role.permissions | p.READ_MESSAGE_HISTORY)
            await server.until(lambda: not bot.desk.notices.told)
            await bot.caught_up()
            assert [m.text for m in await bot.stored()] == ["old"]
