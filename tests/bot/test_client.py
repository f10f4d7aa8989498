"""The connection: addresses, intents, restarts, a clean end; plain lines for admins, logs without secrets."""

import asyncio
import io
import json
import logging
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from bot.client import use_addresses
from bot.config_discord import DiscordSection, from_environment, token_of
from bot.logs import JsonLines
from storage.errors import ConfigError
from storage.store import Store
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.gateway import MEMBERS
from tests.fakes.discord.running import live, running

ROOT = Path(__file__).parents[2]
START = datetime(2025, 1, 1, tzinfo=UTC)


def test_addresses_come_from_the_environment_before_the_file():
    section = from_environment(
        DiscordSection(api="http://file:1/api", token="file"),
        {"GIVETAKE_DISCORD_API": "http://proxy:2/api/v10/", "GIVETAKE_DISCORD_TOKEN": " env\n"},
    )
    assert (section.api, section.pictures, token_of(section)) == ("http://proxy:2/api/v10", "http://proxy:2", "env")
    use_addresses(section)
    assert discord.http.Route("GET", "/gateway").url == "http://proxy:2/api/v10/gateway"
    assert discord.Asset.BASE == "http://proxy:2"
    use_addresses(DiscordSection())
    assert discord.http.Route("GET", "/gateway").url == "https://discord.com/api/v10/gateway"
    assert str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY) == "wss://gateway.discord.gg/"
    use_addresses(DiscordSection(gateway="ws://proxy:2/some/gateway"))
    assert str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY) == "ws://proxy:2/some/gateway"
    use_addresses(DiscordSection())


@pytest.mark.parametrize("address", ["discord.com/api", "ftp://x", "https://", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ConfigError, match="GIVETAKE_DISCORD_API"):
        from_environment(DiscordSection(), {"GIVETAKE_DISCORD_API": address})


def test_a_token_comes_from_its_file_and_is_never_shown(tmp_path):
    (tmp_path / "token").write_text("Bot abc.def\n")
    assert token_of(DiscordSection(token_file=str(tmp_path / "token"))) == "abc.def"
    assert "s3cret" not in repr(DiscordSection(token="s3cret"))
    for bad in (DiscordSection(), DiscordSection(token_file=str(tmp_path / "none")), DiscordSection(token="a b")):
        with pytest.raises(ConfigError):
            token_of(bad)


def test_channels_are_wanted_by_allow_and_deny_lists():
    section = DiscordSection(guilds=["1"], channels=["10", "discord:20"], skip=["12"])
    assert section.wants(1, 10)
    assert section.wants(1, 99, 20)  # a thread under 20, or a channel in that category
    assert not section.wants(1, 12, 10)
    assert not section.wants(2, 10)
    assert not section.wants(1, 11, None)
    assert DiscordSection().wants(5, 6)


@live
async def test_a_token_discord_does_not_know_ends_with_the_remedy(tmp_path):
    async with LoopbackDiscord() as server:
        with pytest.raises(ConfigError, match="developer portal"):
            async with running(server, tmp_path / "g.db") as bot:
                bot.desk.section.token = "wrong"
                await bot.caught_up()


@live
async def test_a_missing_privileged_intent_is_told_once_and_the_bot_carries_on(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, admin = server.text(guild), server.text(guild, "admin")
        ann = guild.user("ann")
        server.gateway.allowed = MEMBERS
        async with running(server, tmp_path / "g.db", admin_channel=str(admin.id)) as bot:
            await bot.caught_up()
            server.say(room, ann, "unseen")
            assert [m.text for m in await bot.stored() if m.author == f"discord:{ann.id}"] == [""]
            await server.gateway.drop(4014)
            await server.until(lambda: server.said(admin))
            await asyncio.sleep(0.1)
            assert [("Message Content" in m.content) for m in server.said(admin)] == [True]


@live
async def test_a_crash_of_the_gateway_task_restarts_it(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann = guild.user("ann")
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            for _ in range(2):
                before = bot.client
                session = next(s for s in server.gateway.sessions.values() if s.socket)
                before._connection.parsers["TYPING_START"] = lambda data: 1 / 0
                session.dispatch("TYPING_START", {})
                said = server.say(room, ann, "right behind")
                await server.until(lambda before=before: bot.client is not before)
                await bot.caught_up()
                assert f"discord:{said.id}" in {m.id for m in await bot.stored()}
            assert bot.supervisor.restarts == 2


@live
async def test_an_outage_is_waited_out_without_a_storm_of_logins(tmp_path):
    async with LoopbackDiscord() as server:
        server.add_guild()
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            server.faults.add("GET /users/@me", times=4, status=503)
            server.gateway.sessions.clear()
            await server.gateway.drop(4000)
            server.gateway.refuse = [4000]
            await server.until(lambda: len(server.gateway.identified) > 1, 20)
            await server.until(lambda: server.connected, 30)
        assert len(server.asked("GET /users/@me")) < 12


@live
async def test_a_sharded_bot_hears_all_guilds(tmp_path):
    async with LoopbackDiscord() as server:
        rooms = [server.text(server.add_guild(f"g{n}")) for n in range(4)]
        for room in rooms:
            room.guild.join(server.owner)
        async with running(server, tmp_path / "g.db", shards=2) as bot:
            await server.until(lambda: len(server.gateway.sessions) == 2, 20)
            await bot.caught_up()
            said = [server.say(room, server.owner, "hello") for room in rooms]
            assert {m.id for m in await bot.stored()} == {f"discord:{m.id}" for m in said}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@live
async def test_a_signal_ends_the_program_with_everything_recorded(tmp_path, number):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room = server.text(guild)
        ann = guild.user("ann")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "from bot.commands.serve import bot_; bot_(db='g.db')", cwd=tmp_path,
            env={**os.environ, **server.settings(), "PYTHONPATH": str(ROOT)}, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await server.until(lambda: server.connected, 20)
        said = [server.say(room, ann, f"word {n} s3cretword") for n in range(10)]
        await server.until(lambda: server.connected)
        await asyncio.sleep(0.3)
        process.send_signal(number)
        _, logs = await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0, logs
        with Store(tmp_path / "g.db") as store:
            assert store.totals().messages == len(said)
        for line in logs.decode().splitlines():
            json.loads(line)
        assert b"s3cretword" not in logs
        assert server.token.encode() not in logs


def test_logs_are_json_lines_without_secrets_or_values():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(("t0ken",)))
    log = logging.Logger("x")
    log.addHandler(handler)
    try:
        raise ValueError("what somebody wrote")
    except ValueError:
        log.exception("failed with t0ken at /webhooks/12/abc-def/messages", extra={"channel": 5, "bad": "a\nb"})
    line = json.loads(stream.getvalue())
    assert (line["level"], line["channel"], line["bad"], line["error"]) == ("error", 5, "a\nb", "ValueError")
    assert "t0ken" not in stream.getvalue()
    assert "abc-def" not in stream.getvalue()
    assert "somebody wrote" not in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


@live
async def test_the_backfill_command_reads_and_says_what_it_could_not(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild()
        room, other = server.text(guild), server.text(guild, "other")
        ann = guild.user("ann")
        for channel in (room, other):
            server.say(channel, ann, "old", at=START)

        async def command(*channels):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c",
                f"from bot.commands.serve import backfill; backfill({list(channels)!r}, db='g.db')",
                cwd=tmp_path, env={**os.environ, **server.settings(), "PYTHONPATH": str(ROOT)},
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            out, _ = await asyncio.wait_for(process.communicate(), 20)
            return process.returncode, out.decode().splitlines()

        assert await command(str(room.id)) == (0, ["1 messages read in 1 pages from 1 places: 1 new, 0 changed."])
        code, lines = await command(str(room.id), "12345")
        assert (code, lines[1:]) == (1, ["Not read: I see no channel 12345."])
