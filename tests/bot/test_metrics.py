"""Health and metrics: told on the loopback address alone, and true."""

import aiohttp
import pytest

from bot.metrics import Gauge, Meters, exposed, exposition
from storage.errors import ConfigError
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.running import live, running


async def ask(port, path):
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


def figures(text):
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


@live
async def test_the_bot_tells_what_it_recorded_and_when_it_is_cut_off(tmp_path):
    async with LoopbackDiscord() as server:
        guild = server.add_guild("Town")
        room, ann = server.text(guild, "general"), guild.user("ann")
        async with running(server, tmp_path / "m.db") as bot:
            meters = Meters(bot.desk, lambda: bot.supervisor.restarts, lambda: bot.supervisor.latency)
            bot.desk.listeners.append(meters.heard)
            async with exposed(meters, 0) as port:
                await bot.caught_up()
                assert await ask(port, "/health") == (200, "ok\n")
                for text in ("one", "two", "three"):
                    server.say(room, ann, text)
                await bot.stored()
                status, text = await ask(port, "/metrics")
                found = figures(text)
                assert status == 200
                assert (found["givetake_messages_total"], found["givetake_up"]) == ("3", "1")
                assert "ann" not in text
                bot.supervisor.stop()
                await bot.task
                assert await ask(port, "/health") == (503, "not connected\n")


@live
async def test_a_taken_port_is_told(tmp_path):
    async with LoopbackDiscord() as server, running(server, tmp_path / "m.db") as bot:
        meters = Meters(bot.desk, lambda: 0, lambda: 0.1)
        async with exposed(meters, 0) as port:
            with pytest.raises(ConfigError, match="metrics port"):
                async with exposed(meters, port):
                    pass
        async with exposed(meters, None) as nowhere:
            assert nowhere is None


def test_the_text_format_names_meaning_and_type():
    lines = exposition([Gauge("x_total", "counter", "Things.", 2), Gauge("y", "gauge", "None.", float("nan"))])
    assert lines == "# HELP x_total Things.\n# TYPE x_total counter\nx_total 2\n# HELP y None.\n# TYPE y gauge\ny NaN\n"
