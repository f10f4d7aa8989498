"""The brake: far from a ban, and still when shut out."""

import asyncio
import time
from datetime import timedelta

import aiohttp

from bot.brake import Brake
from storage.store import Store
from tests.bot.services.pasts import HISTORY, START, everything, filled, talk, town
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.running import live, running


@live
async def test_shut_out_nobody_asks_until_the_door_opens(tmp_path):
    async with LoopbackDiscord() as server:
        town(server, messages=350)
        server.faults.add(HISTORY, times=1, status=429, retry_after=0.6, banned=True, skip=2)
        shut = []
        server.faults.add(HISTORY, times=1, skip=1, call=lambda: shut.append(time.monotonic()))
        result = await filled(server, tmp_path / "g.db")
        assert result.new == len(everything(server))
        banned = next(r for r in server.requests if r.status == 429)
        after = [r.at - banned.at for r in server.requests if r.at > banned.at]
        assert min(after) > 0.5
        assert server.invalid_requests == 1


@live
async def test_a_ban_at_the_login_is_waited_out(tmp_path):
    async with LoopbackDiscord() as server:
        room = server.text(server.add_guild())
        server.faults.add("GET /users/@me", times=3, status=429, retry_after=0.3, banned=True)
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            server.say(room, server.owner, "hello")
            assert [m.text for m in await bot.stored()] == ["hello"]
        assert server.invalid_requests == 3


@live
async def test_many_refusals_stop_all_requests_long_before_a_ban(tmp_path):
    async with LoopbackDiscord() as server:
        brake = Brake(most=5)
        async with aiohttp.ClientSession(trace_configs=[brake.trace()]) as session:
            for _ in range(5):
                async with session.get(f"{server.api_url}/users/@me") as answer:
                    assert answer.status == 401
            assert (brake.refused, brake.pause > 500) == (5, True)
            try:
                async with asyncio.timeout(0.1), session.get(f"{server.api_url}/gateway"):
                    raise AssertionError("it went out")
            except TimeoutError:
                pass
        assert len(server.requests) == 5


@live
async def test_commands_are_told_as_soon_as_discord_answers_and_not_at_every_session(tmp_path, monkeypatch):
    put = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
    monkeypatch.setattr("bot.cogs.listen._SYNC_PAUSE", 0.1)
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        server.faults.add(put, times=1, drop=True)
        async with running(server, tmp_path / "g.db", extensions=("bot.cogs.listen", "bot.cogs.faces")) as bot:
            await server.until(lambda: server.commands.get(guild.id), 20)
            assert bot.desk.notices.told == []
            await bot.caught_up()
            before = len(server.asked(put))
            for _ in range(2):
                await server.gateway.invalidate()
                await asyncio.sleep(0.2)
                await bot.caught_up()
            assert len(server.asked(put)) == before


@live
async def test_what_was_told_is_not_told_again_after_a_restart_unless_it_was_right_in_between(tmp_path):
    from tests.fakes.discord import permissions

    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        locked, admin = server.text(guild, "locked"), server.text(guild, "admin")
        talk(server, locked, [guild.user("ann")], 3)

        async def session():
            async with running(server, tmp_path / "g.db", backfill=True, admin_channel=str(admin.id)) as bot:
                await bot.caught_up()
                await bot.desk.notices.settled()
                return bot.desk.notices.told

        locked.forbid(guild.everyone, permissions.READ_MESSAGE_HISTORY)
        for _ in range(3):
            assert ["#locked" in line for line in await session()] == [True]
        assert len(server.said(admin)) == 1
        locked.overwrites.clear()
        assert await session() == []
        locked.forbid(guild.everyone, permissions.READ_MESSAGE_HISTORY)
        talk(server, locked, [guild.user("ben")], 1, START + timedelta(days=90))
        for _ in range(2):
            await session()
        assert len(server.said(admin)) == 2
        with Store(tmp_path / "g.db") as store:
            assert [key for key in store.settings() if key.startswith("told:")] == [f"told:unread:discord:{locked.id}"]


async def _sessions(brake, monkeypatch, count):
    """How long each of so many sessions had to wait."""
    waited, now = [], [1000.0]

    async def sleep(seconds):
        waited[-1] += seconds
        now[0] += seconds

    monkeypatch.setattr("bot.brake.time.monotonic", lambda: now[0])
    monkeypatch.setattr("bot.brake.asyncio.sleep", sleep)
    for _ in range(count):
        waited.append(0.0)
        await brake.before_identify()
        now[0] += 1
    return waited


def test_sessions_that_end_again_and_again_never_come_near_a_thousand_a_day(monkeypatch):
    waited = asyncio.run(_sessions(Brake(), monkeypatch, 400))
    assert set(waited[:200]) == {0.0}
    assert all(each == 119 for each in waited[201:])
    assert 200 + 86_400 / 120 < 1000


@live
async def test_a_client_asks_the_brake_before_each_session(tmp_path):
    from bot.client import make_client
    from bot.config import Config
    from bot.config_discord import DiscordSection
    from bot.desk import Desk

    desk = Desk(Config(), DiscordSection(), database=":memory:")
    client = make_client(desk, extensions=())
    await client.before_identify_hook(None, initial=True)
    assert len(desk.brake._sessions) == 1
    await client.close()
    desk.worker._thread.shutdown()
