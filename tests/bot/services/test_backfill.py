"""Backfill: every message once, whatever kills us on the way and whoever talks meanwhile."""

import asyncio
import itertools
import os
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import Plan
from bot.services.backfill import Filled
from storage.store import Store
from tests.bot.services.pasts import (
    HISTORY,
    START,
    chatter,
    content,
    everything,
    filled,
    killed_and_resumed,
    own,
    talk,
    town,
)
from tests.fakes.discord import LoopbackDiscord, payloads, permissions
from tests.fakes.discord.running import live, running
from tests.fakes.discord.world import snowflake


@live
async def test_everything_is_read_once_in_no_more_requests_than_needed(tmp_path):
    async with LoopbackDiscord() as server:
        guild, _, people, _ = town(server)
        result = await filled(server, tmp_path / "g.db", brand=own(people[0]))
        stored = content(tmp_path / "g.db")
        wanted = everything(server)
        assert stored["messages"].keys() == {f"discord:{m.id}" for m in wanted}
        assert (result.messages, result.new, result.unread) == (len(wanted), len(wanted), {})
        pages = sum(len(c.order) // 100 + 1 for c in guild.channels.values() if c.kind != 15)
        assert len(server.asked(HISTORY)) == pages
        assert server.too_many == 0


@live
async def test_a_second_run_reads_no_more_than_it_looks_back(tmp_path):
    async with LoopbackDiscord() as server:
        guild, busy, people, _ = town(server)
        await filled(server, tmp_path / "g.db")
        before = len(server.asked(HISTORY))
        late = talk(server, busy, people, 2, START + timedelta(days=90))
        result = await filled(server, tmp_path / "g.db")
        asked = [request.id("channel_id") for request in server.asked(HISTORY)[before:]]
        places = [c for c in guild.channels.values() if c.kind != 15]
        assert {c.id for c in places if not c.archived} <= set(asked)
        assert len(asked) <= len(places) + 2  # a hundred messages each, and those that are new
        assert result.new == len(late)


@live
async def test_live_messages_meanwhile_are_neither_lost_nor_doubled(tmp_path):
    async with LoopbackDiscord() as server:
        _, busy, people, _ = town(server)
        server.faults.add(HISTORY, times=100, delay=0.02)
        results = []
        async with running(
            server, tmp_path / "g.db", plan=Plan(whole=True, done=results.append), brand=own(people[0])
        ) as bot:
            await server.until(lambda: server.connected)
            for number in itertools.count():
                if results:
                    break
                said = server.say(busy, people[number % 4], f"live {number}")
                if number % 4 == 0:
                    server.edit(said, "edited")
                if number % 4 == 1:
                    server.delete(said)
                await asyncio.sleep(0.01)
            await bot.caught_up()
            await bot.stored()
        await filled(server, tmp_path / "again.db", brand=own(people[0]))
        stored, again = content(tmp_path / "g.db"), content(tmp_path / "again.db")
        for part in ("messages", "exchanges", "books", "tallies", "channels"):
            assert stored[part] == again[part], part
        assert len(stored["messages"]) == len(everything(server))


@live
async def test_killed_at_random_instants_it_ends_in_the_same_database(tmp_path):
    async with LoopbackDiscord() as server:
        _, busy, people, _ = town(server, messages=1500)
        path = tmp_path / "killed.db"
        async with chatter(server, busy, people) as said:
            await killed_and_resumed(server, path, people[:1], 4, most_seconds=20)
        assert len(said) > 50
        await filled(server, path, brand=own(people[0]))  # what was said after the last one had ended
        await filled(server, tmp_path / "whole.db", brand=own(people[0]))
        killed, whole = content(tmp_path / "killed.db"), content(tmp_path / "whole.db")
        for part in whole:
            assert killed[part] == whole[part], part


@live
async def test_what_was_edited_or_deleted_while_away_is_followed_however_old_or_quiet_the_channel(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        ann = guild.user("ann")
        busy, quiet, emptied = (server.text(guild, name) for name in ("busy", "quiet", "emptied"))
        days = datetime.now(UTC) - timedelta(days=6)
        lively = talk(server, busy, [ann], 700, days, every=600)
        old = talk(server, quiet, [ann], 60)
        all_of_them = talk(server, emptied, [ann], 5)
        await filled(server, tmp_path / "g.db")
        gone = [lively[20], lively[699], old[3], *all_of_them]
        for message in gone:
            server.delete(message)
        changed = [lively[21], lively[400], old[4]]
        for message in changed:
            server.edit(message, "other words")
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            stored = {m.id: m for m in await bot.stored()}
        assert {key for key, m in stored.items() if m.removed} == {f"discord:{m.id}" for m in gone}
        assert {key for key, m in stored.items() if m.text == "other words"} == {f"discord:{m.id}" for m in changed}
        assert server.too_many == 0


@live
async def test_a_look_back_that_is_killed_begins_again(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, ann = server.text(guild), guild.user("ann")
        said = talk(server, room, [ann], 450, datetime.now(UTC) - timedelta(days=5))
        await filled(server, tmp_path / "g.db")
        server.delete(said[10]), server.delete(said[440])
        server.faults.add(HISTORY, times=9, delay=9, skip=2)
        async with running(server, tmp_path / "g.db") as bot:
            await server.until(lambda: server.faults.done)
        server.faults.waiting.clear()
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            removed = {m.id for m in await bot.stored() if m.removed}
        assert removed == {f"discord:{said[10].id}", f"discord:{said[440].id}"}


@live
async def test_a_page_that_is_empty_for_want_of_permission_removes_nothing(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, ann = server.text(guild), guild.user("ann")
        talk(server, room, [ann], 5)
        await filled(server, tmp_path / "g.db")
        room.forbid(guild.everyone, permissions.READ_MESSAGE_HISTORY)
        async with running(server, tmp_path / "g.db") as bot:
            await server.until(lambda: server.connected)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("bot.connectors.discord_history.DiscordReading._check", lambda self: None)
                bot.listen.catch_up(archives=True)
                await bot.caught_up()
            assert not any(m.removed for m in await bot.stored())


@live
async def test_a_storm_of_sessions_looks_back_once_at_first(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, ann = server.text(guild), guild.user("ann")
        talk(server, room, [ann], 300, datetime.now(UTC) - timedelta(days=2))
        await filled(server, tmp_path / "g.db")
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            before = len(server.asked(HISTORY))
            for _ in range(4):
                await server.gateway.invalidate()
                await server.until(lambda: not server.connected)
                await bot.caught_up()
            assert len(server.asked(HISTORY)) - before <= 4


@live
async def test_a_storm_of_429s_and_server_errors_is_waited_out(tmp_path):
    async with LoopbackDiscord() as server:
        town(server, messages=150)
        server.faults.add(HISTORY, times=3, status=429, retry_after=0.05)
        server.faults.add(HISTORY, times=1, status=429, retry_after=0.05, overall=True, skip=4)
        server.faults.add(HISTORY, times=1, status=503, skip=2)
        server.faults.add(HISTORY, times=1, drop=True, skip=1)
        server.faults.add(HISTORY, times=1, lose=True, skip=1)
        result = await filled(server, tmp_path / "g.db")
        assert result.new == len(everything(server))
        assert server.invalid_requests < 10


@live
async def test_what_cannot_be_read_is_told_once_and_passed_over(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        people = [guild.user("ann")]
        locked, gone, fine = (server.text(guild, name) for name in ("locked", "gone", "fine"))
        for room in (locked, gone, fine):
            talk(server, room, people, 3)
        locked.forbid(guild.everyone, permissions.READ_MESSAGE_HISTORY)
        admin = server.text(guild, "admin")
        server.faults.add(HISTORY, call=lambda: setattr(gone, "deleted", True))
        results = []
        plan = Plan(whole=True, done=results.append)
        async with running(server, tmp_path / "g.db", plan=plan, admin_channel=str(admin.id)) as bot:
            await server.until(lambda: results)
            bot.listen.catch_up(archives=True)
            await bot.caught_up()
            await server.until(lambda: len(server.said(admin)) >= 2)
            told = [m.content for m in server.said(admin)]
        assert len(told) == len(set(told)) == 2
        assert any("#locked" in line and "Read Message History" in line for line in told)
        assert any("#gone is gone" in line for line in told)
        assert results[0].new == 3


@live
async def test_private_channels_that_nobody_chose_are_no_complaint(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, staff = server.text(guild), server.text(guild, "staff")
        talk(server, room, [guild.user("ann")], 2)
        admin = server.text(guild, "admin")
        async with running(server, tmp_path / "g.db", backfill=True, admin_channel=str(admin.id)) as bot:
            await bot.caught_up()
            staff.hide()
            server.gateway.emit("CHANNEL_UPDATE", payloads.channel(staff, server.bot), intent=1, guild=guild)
            bot.listen.catch_up(archives=True)
            await bot.caught_up()
            bot.desk.section.channels.append(str(staff.id))
            bot.listen.catch_up()
            bot.desk.journal.unsettle()
            await server.until(lambda: server.said(admin))
        (told,) = server.said(admin)
        assert "#staff" in told.content


@live
async def test_a_network_that_breaks_off_is_tried_again(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        talk(server, room, [guild.user("ann")], 250)
        for skip in (0, 1):
            server.faults.add(HISTORY, times=3, drop=True, skip=skip)
        result = await filled(server, tmp_path / "g.db")
        assert (result.new, result.unread) == (250, {})


@live
async def test_who_reacted_is_asked_under_our_own_old_messages_alone(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann, ben, cleo = (guild.user(name) for name in ("ann", "ben", "cleo"))
        ours, theirs = (
            server.say(room, ann, "news", at=START),
            server.say(room, ben, "hm", at=START + timedelta(days=1)),
        )
        for message in (ours, theirs):
            server.react(message, ben), server.react(message, cleo)
        await filled(server, tmp_path / "g.db", brand=own(ann))
        with Store(tmp_path / "g.db") as store:
            found = {m.id: m.reactions for part in store.all_messages() for m in part}
            contacts = store.exchanges("Acme", 1 << 60)
        assert found[f"discord:{ours.id}"][0].users == tuple(sorted(f"discord:{u.id}" for u in (ben, cleo)))
        assert (found[f"discord:{theirs.id}"][0].count, found[f"discord:{theirs.id}"][0].users) == (2, ())
        assert len(server.asked("GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}")) == 1
        assert sorted(e.account for e in contacts if e.means == "reaction") == sorted(
            f"discord:{u.id}" for u in (ben, cleo)
        )


@pytest.mark.parametrize("after", [False, True])
@live
async def test_a_reaction_while_its_page_is_read_counts_once(tmp_path, after):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, users = server.text(guild), [guild.user(f"user{n}") for n in range(5)]
        said = server.say(room, users[0], "look", at=START)
        for user in users[:3]:
            server.react(said, user)
        server.faults.add(HISTORY, call=lambda: server.react(said, users[3]), after=after)
        async with running(server, tmp_path / "g.db", plan=Plan(whole=True)) as bot:
            await bot.caught_up()
            server.react(said, users[4])
            server.unreact(said, users[4])
            await server.until(lambda: server.asked("GET /channels/{channel_id}/messages/{message_id}"))
            (found,) = await bot.stored()
        assert found.reactions[0].count == 4


@live
async def test_a_guild_with_an_outage_of_its_own_is_read_when_it_is_back(tmp_path):
    async with LoopbackDiscord() as server:
        guild, there = server.add_guild("Away"), server.add_guild("Town")
        for each in (guild, there):
            talk(server, server.text(each), [each.user("ann")], 3)
        guild.away = True
        results = []
        async with running(server, tmp_path / "g.db", plan=Plan(whole=True, done=results.append)) as bot:
            await server.until(lambda: results)
            assert "outage" in results[0].unread[f"guild {guild.id}"]
            assert len(await bot.stored()) == 3
            server.bring_back(guild)
            await server.until(lambda: len(results) > 1)
            assert results[-1].unread == {}
            assert len(await bot.stored()) == 6


@live
async def test_without_being_asked_only_what_comes_is_read(tmp_path):
    async with LoopbackDiscord() as server:
        _, busy, people, _ = town(server)
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            assert server.asked(HISTORY) == [] or len(server.asked(HISTORY)) == 1  # the empty channel
            server.say(busy, people[0], "first words")
            assert [m.text for m in await bot.stored()] == ["first words"]
            before = len(everything(server))
            bot.desk.plan = Plan(whole=True)
            bot.listen.catch_up(archives=True)
            await bot.caught_up()
            assert len(await bot.stored()) == before


@live
async def test_a_backfill_that_was_asked_for_goes_on_after_a_restart(tmp_path):
    async with LoopbackDiscord() as server:
        _, busy, people, _ = town(server, messages=1000)
        server.faults.add(HISTORY, times=1000, delay=0.05)
        async with running(server, tmp_path / "g.db", plan=Plan(whole=True)) as bot:
            await server.until(lambda: len(server.asked(HISTORY)) > 3)
        assert not bot.desk.plan.filled.places > 1
        server.faults.waiting.clear()
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            assert len(await bot.stored()) == len(everything(server))
        before = len(server.asked(HISTORY))
        late = server.thread(busy, people[0], "late and old", number=snowflake(START))
        talk(server, late, people, 2)
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            assert bot.desk.plan.whole is False
        assert late.id not in {request.id("channel_id") for request in server.asked(HISTORY)[before:]}


@live
async def test_progress_goes_from_nothing_to_all(tmp_path):
    seen = []

    class Watcher:
        async def at(self, name, share, filled):
            seen.append((name, share, filled.messages))

    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild, "busy")
        talk(server, room, [guild.user("ann")], 250)
        results = []
        plan = Plan(whole=True, done=results.append, progress=Watcher())
        async with running(server, tmp_path / "g.db", plan=plan):
            await server.until(lambda: results)
    assert [count for _, _, count in seen] == [100, 200, 250]
    assert {name for name, _, _ in seen} == {"#busy"}
    assert all(0 <= share <= 1 for _, share, _ in seen)
    assert isinstance(results[0], Filled)


@pytest.mark.skipif(
    not os.environ.get("GIVETAKE_LONG_TESTS"), reason="set GIVETAKE_LONG_TESTS=1 for 50 kills on real data"
)
@pytest.mark.timeout(1800)
def test_fifty_kills_on_a_real_month_change_nothing(tmp_path, shared_data):
    from tests.fakes.discord.replay import replay

    async def story():
        async with LoopbackDiscord(validate=False) as server:
            people = replay(server, sorted((shared_data / "discord").glob("*.json")))
            brand = sorted(people, key=lambda user: -user.said)[:3]
            server.limits.overall = None
            (room,) = (c for guild in server.guilds.values() for c in guild.channels.values())

            path, busy = tmp_path / "killed.db", people[:4]
            async with chatter(server, room, busy, every=0.05) as said:
                assert await killed_and_resumed(server, path, brand, 50, most_seconds=60) == 0
            assert len(said) > 500
            await filled(server, path, brand=own(*brand))  # what was said after the last one had ended
            before = len(server.asked(HISTORY))
            await filled(server, tmp_path / "whole.db", brand=own(*brand))
            whole = len(server.asked(HISTORY)) - before
            assert before <= whole + 6 * 50
            assert len(everything(server)) > 18_515

    asyncio.run(story())
    killed, whole = content(tmp_path / "killed.db"), content(tmp_path / "whole.db")
    for part in whole:
        assert killed[part] == whole[part], part
