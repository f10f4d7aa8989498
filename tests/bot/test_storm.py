"""A storm: refusals, errors, lost connections and sessions, all while people talk; nothing is lost, nothing doubled."""

import asyncio
import random

import pytest

from bot.cogs import EXTENSIONS
from storage.store import Store
from tests.bot.services.pasts import HISTORY, chatter, content, filled, own, town
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.running import live, running

FAULTS = [
    {"status": 429, "retry_after": 0.05}, {"status": 429, "retry_after": 0.05, "overall": True},
    {"status": 429, "retry_after": None}, {"status": 429, "retry_after": 0.2, "banned": True},
    {"status": 502}, {"status": 503}, {"status": 500}, {"drop": True}, {"lose": True}, {"delay": 0.2},
]  # fmt: skip


def gateway_trouble(server):
    gateway = server.gateway
    return [
        gateway.drop, lambda: gateway.drop(4000), lambda: gateway.drop(1001), gateway.reconnect,
        lambda: gateway.invalidate(resumable=True), gateway.invalidate,
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@live
async def test_in_a_storm_nothing_is_lost_or_doubled_and_no_ban_is_near(tmp_path, seed):
    chance = random.Random(seed)
    async with LoopbackDiscord() as server:
        _, busy, people, _ = town(server, messages=500)
        server.gateway.repeat = 4
        async with running(
            server, tmp_path / "g.db", brand=own(people[0]), backfill=True, extensions=EXTENSIONS
        ) as bot:
            await server.until(lambda: server.connected)
            async with chatter(server, busy, people) as said:
                for fault in chance.sample(FAULTS, len(FAULTS)):
                    server.faults.add(chance.choice([HISTORY, HISTORY, "*"]), times=chance.randint(1, 2), **fault)
                for trouble in chance.sample(gateway_trouble(server), 6):
                    await asyncio.sleep(chance.random() * 0.5)
                    await trouble()
            server.faults.waiting.clear()
            await bot.caught_up(40)
            await bot.stored()
            refused = bot.desk.brake.refused
        assert len(said) > 20
        identified, invalid = len(server.gateway.identified), server.invalid_requests
        await filled(server, tmp_path / "again.db", brand=own(people[0]))
    stored, again = content(tmp_path / "g.db"), content(tmp_path / "again.db")
    assert stored["messages"].keys() == again["messages"].keys()
    for part in ("messages", "exchanges", "books", "tallies", "channels"):
        assert stored[part] == again[part], part
    assert invalid <= refused + 2 <= 40
    assert identified <= 8


@live
async def test_a_connection_that_hears_nothing_any_more_is_left_and_the_gap_filled(tmp_path):
    async with LoopbackDiscord() as server:
        room = server.text(server.add_guild())
        server.gateway.heartbeat_ms = 200
        async with running(server, tmp_path / "g.db", options={"heartbeat_timeout": 0.7}) as bot:
            await bot.caught_up()
            server.say(room, server.owner, "before")
            await bot.stored()
            server.gateway.deaf = True
            for session in server.gateway.sessions.values():
                session.outbox = asyncio.Queue()  # what is sent from now on is never heard
            server.say(room, server.owner, "unheard")
            await server.until(lambda: server.gateway.resumed or len(server.gateway.identified) > 1, 15)
            server.gateway.deaf = False
            await bot.caught_up()
            assert [m.text for m in await bot.stored()] == ["before", "unheard"]


@live
async def test_events_that_come_twice_after_a_resume_change_nothing(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, ann, ben = server.text(guild), guild.user("ann"), guild.user("ben")
        server.gateway.repeat = 50
        async with running(server, tmp_path / "g.db", brand=own(ann)) as bot:
            await bot.caught_up()
            post, other = (server.say(room, ann, text) for text in ("hello", "bye"))
            server.react(post, ben), server.react(post, ann), server.unreact(post, ann)
            server.edit(post, "hello!")
            server.delete(other)
            first = await bot.stored()
            for _ in range(2):
                before = len(server.gateway.resumed)
                await server.gateway.drop()
                await server.until(lambda before=before: len(server.gateway.resumed) > before)
                await bot.caught_up()
            again = await bot.stored()
        assert again == first
        assert [(r.emoji, r.count, r.users) for r in again[0].reactions] == [("👍", 1, (f"discord:{ben.id}",))]
    with Store(tmp_path / "g.db") as store:
        assert len([e for e in store.exchanges("Acme", 1 << 60) if e.means == "reaction"]) == 1
