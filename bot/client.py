"""The connection to Discord: the client with its cogs, and where it connects to."""

from __future__ import annotations

import importlib
import logging
import time
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.brake import patient
from bot.config_discord import API, GATEWAY, DiscordSection, address
from bot.desk import Desk

_log = logging.getLogger("givetake.client")
#: Seconds within which a guild's commands are not told again, however often the session begins anew.
_SYNC_AGAIN = 600.0
#: The intents that Discord gives to bots only where their owner switched them on.
PRIVILEGED = ("message_content", "members")


def use_addresses(section: DiscordSection) -> None:
    """Point discord.py at the addresses of the configuration; they hold for the whole process."""
    Route.BASE = section.api
    DiscordWebSocket.DEFAULT_GATEWAY = _gateway(section)
    discord.Asset.BASE = section.pictures
    if section.api != API:
        discord.Webhook.BASE_URL = section.api  # type: ignore[attr-defined]


async def with_gateway(section: DiscordSection) -> DiscordSection:
    """The section with the gateway that its REST address names, where only that one was configured.

    Whoever does not answer, or names Discord's own, changes nothing.
    """
    if section.api == API or section.gateway != GATEWAY:
        return section
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(f"{section.api}/gateway") as answer,
        ):
            found = address((await answer.json(content_type=None))["url"])
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
        _log.warning("the REST address names no gateway", extra={"problem": type(error).__name__})
        return section
    return section.model_copy(update={"gateway": found})


def intents_for(desk: Desk) -> discord.Intents:
    """What we ask Discord to tell us: guilds, messages, reactions, and by configuration texts and members."""
    section = desk.section
    members = bool(desk.config.brand.roles) if section.members is None else section.members
    return discord.Intents(
        guilds=True, guild_messages=True, guild_reactions=True,
        message_content=section.message_content, members=members,
    )  # fmt: skip


class Face:
    """What every client of ours does, sharded or not."""

    desk: Desk
    extensions_wanted: tuple[str, ...]

    async def setup_hook(self) -> None:
        """Load the cogs, after login and before the gateway."""
        assert isinstance(self, commands.Bot | commands.AutoShardedBot)
        for name in self.extensions_wanted:
            await importlib.import_module(name).setup(self)  # not load_extension: it makes every class a second time

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait as discord.py does, and longer where sessions end again and again."""
        await self.desk.brake.before_identify()
        await super().before_identify_hook(shard_id, initial=initial)  # type: ignore[misc]

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A handler failed: say where, never with what."""
        _log.error("a handler failed", extra={"event": event_method}, exc_info=True)

    async def sync_commands(self, guild: discord.Guild, *, anew: bool = True) -> bool:
        """Tell a guild our commands, again only if ``anew``; where we may not, tell an admin instead.

        False when Discord did not answer, so that it is worth another try.
        """
        assert isinstance(self, commands.Bot | commands.AutoShardedBot)
        if not self.tree.get_commands() and not self.tree.get_commands(guild=guild):
            return True
        last = self.desk.synced.get(guild.id)
        if not anew and last is not None and time.monotonic() - last < _SYNC_AGAIN:
            return True
        self.tree.copy_global_to(guild=guild)
        key = f"commands:{guild.id}"
        try:
            await self.tree.sync(guild=guild)
        except (app_commands.CommandSyncFailure, app_commands.MissingApplicationID, discord.Forbidden) as error:
            _log.error("commands not synced", extra={"guild": guild.id, "problem": type(error).__name__})
            text = f"My commands could not be set up in {guild.name or guild.id}."
            self.desk.notices(key, f"{text} Invite me again with the scope applications.commands.")
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("commands not synced yet", extra={"guild": guild.id, "problem": type(error).__name__})
            return False
        else:
            self.desk.synced[guild.id] = time.monotonic()
            self.desk.notices.again(key)
        return True

    async def tell_admins(self, text: str) -> bool | None:
        """Bring a line to the admins' channel, else to the moderators'; None where there is neither."""
        assert isinstance(self, commands.Bot | commands.AutoShardedBot)
        key = self.desk.section.admin_channel or self.desk.config.review.channel.removeprefix("discord:")
        if not key:
            return None
        channel = self.get_channel(int(key)) if key.isdecimal() else None
        if not isinstance(channel, discord.abc.Messageable):
            return False
        try:
            await channel.send(text[:2000], allowed_mentions=discord.AllowedMentions.none())
        except discord.Forbidden:
            _log.error("the admin channel cannot be written to", extra={"channel": key})
            return None  # the log has it; trying for ever would help nobody
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("an admin is not told yet", extra={"channel": key, "problem": type(error).__name__})
            return False
        return True


def stay(socket: DiscordWebSocket, section: DiscordSection) -> None:
    """Resume through the gateway of the configuration, where Discord names its own but we go another way."""
    ours = _gateway(section)
    if section.gateway != GATEWAY and _is_discords(socket.gateway) and not _is_discords(ours):
        socket.gateway = ours


def _gateway(section: DiscordSection) -> yarl.URL:
    """The gateway of the configuration, with a path as it was given or else the root."""
    url = yarl.URL(section.gateway)
    return url if url.path not in ("", "/") else url.with_path("/")


def _is_discords(url: yarl.URL) -> bool:
    return (url.host or "").endswith(("discord.gg", "discord.com"))


class Client(Face, commands.Bot):
    """One gateway connection."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        self.desk = desk
        super().__init__(**options)

    async def on_connect(self) -> None:
        """A session begins."""
        stay(self.ws, self.desk.section)


class ShardedClient(Face, commands.AutoShardedBot):
    """Several gateway connections in one process, for large bots."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        self.desk = desk
        super().__init__(**options)

    async def on_shard_connect(self, shard_id: int) -> None:
        """A session of a shard begins."""
        shard = self.get_shard(shard_id)
        if shard is not None:
            stay(shard._parent.ws, self.desk.section)


def make_client(
    desk: Desk, *, extensions: tuple[str, ...], intents: discord.Intents | None = None, **options: Any
) -> Client | ShardedClient:
    """A client that is ready to be started, with the cogs of ``extensions``; ``options`` go to discord.py."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we never speak
    given: dict[str, Any] = {
        "command_prefix": commands.when_mentioned, "help_command": None, "max_messages": None,
        "allowed_mentions": discord.AllowedMentions.none(), "intents": intents or intents_for(desk),
        "chunk_guilds_at_startup": (intents or intents_for(desk)).members, "http_trace": desk.brake.trace(), **options,
    }  # fmt: skip
    shards = desk.section.shards
    client: Client | ShardedClient
    if shards == 1:
        client = Client(desk, **given)
    else:
        client = ShardedClient(desk, shard_count=None if shards == "auto" else shards, **given)
    client.extensions_wanted = extensions
    client.http.request = patient(client.http.request)  # type: ignore[method-assign]
    return client
