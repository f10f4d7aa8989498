"""Servers that are not like ours: another base path, no limits told, other compression, a gateway somewhere else."""

import asyncio
import zlib

import pytest

from bot.client import with_gateway
from bot.cogs import EXTENSIONS
from bot.config_discord import DiscordSection, from_environment
from tests.bot.services.pasts import everything, filled, town
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord import permissions as p
from tests.fakes.discord.running import live, running


@pytest.mark.parametrize(
    ("prefix", "added"), [("/api/v10", "/"), ("/some/proxy/api/v10", ""), ("/discord.com/api/v10", "/")]
)
@live
async def test_any_base_path_serves_history_commands_buttons_and_files(tmp_path, prefix, added):
    async with LoopbackDiscord(prefix=prefix) as server:
        guild = server.add_guild(bot_permissions=p.MANAGE_MESSAGES)
        mara = guild.user("mara", guild.role("mods", p.MANAGE_MESSAGES | p.MANAGE_GUILD))
        acme, room = guild.user("acme"), server.text(guild)
        for number in range(12):
            server.say(room, acme, f"answer {number}")
        environ = server.settings()
        environ["GIVETAKE_DISCORD_API"] += added
        found = from_environment(DiscordSection(), environ)
        assert found.api == server.api_url
        brand = {"accounts": [f"discord:{acme.id}"]}
        async with running(server, tmp_path / "g.db", brand=brand, backfill=True, extensions=EXTENSIONS) as bot:
            await bot.caught_up()
            await server.until(lambda: server.commands.get(guild.id))
            shown = await server.slash(mara, room, "report")
            assert "12 gives" in shown.text
            assert shown.files["balance.png"].startswith(b"\x89PNG")


@live
async def test_without_any_limits_told_all_is_read(tmp_path):
    async with LoopbackDiscord() as server:
        town(server, messages=500)
        server.limits.silent = True
        result = await filled(server, tmp_path / "g.db")
        assert result.new == len(everything(server))
        assert server.too_many <= 3


class Zlib:
    """What discord.py does where zstandard is not installed."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self):
        self._stream, self._waiting = zlib.decompressobj(), b""

    def decompress(self, data, /):
        self._waiting += data
        if not self._waiting.endswith(b"\x00\x00\xff\xff"):
            return None
        whole, self._waiting = self._waiting, b""
        return self._stream.decompress(whole).decode()


@pytest.mark.parametrize("way", ["zlib", "as installed", "none"])
@live
async def test_every_compression_is_understood(tmp_path, monkeypatch, way):
    if way == "zlib":
        monkeypatch.setattr("discord.utils._ActiveDecompressionContext", Zlib)
    async with LoopbackDiscord() as server:
        server.gateway.compressed = way != "none"
        room = server.text(server.add_guild())
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            for number in range(30):
                server.say(room, server.owner, f"{number} " + "é" * 900)
            await asyncio.sleep(0.1)
            assert [m.text.split()[0] for m in await bot.stored()] == [str(number) for number in range(30)]


@live
async def test_the_gateway_is_what_the_rest_address_names_unless_one_is_configured(tmp_path):
    async with LoopbackDiscord() as server:
        only_rest = DiscordSection(api=server.api_url)
        assert (await with_gateway(only_rest)).gateway == server.gateway_url.rstrip("/")
        both = DiscordSection(api=server.api_url, gateway="ws://elsewhere:1")
        assert (await with_gateway(both)).gateway == "ws://elsewhere:1"
        assert (await with_gateway(DiscordSection())).gateway == "wss://gateway.discord.gg"
        nobody = DiscordSection(api="http://127.0.0.1:9/api/v10")
        assert (await with_gateway(nobody)).gateway == "wss://gateway.discord.gg"


@live
async def test_a_session_resumes_through_the_configured_gateway(tmp_path):
    async with LoopbackDiscord() as server:
        room = server.text(server.add_guild())
        server.gateway.resume_url = "wss://gateway-us-east1-b.discord.gg"
        async with running(server, tmp_path / "g.db") as bot:
            await bot.caught_up()
            await server.gateway.drop()
            server.say(room, server.owner, "meanwhile")
            await server.until(lambda: server.gateway.resumed)
            assert [m.text for m in await bot.stored()] == ["meanwhile"]
