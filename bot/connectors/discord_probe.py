"""Asks Discord, over REST alone, whether the bot can do its work there."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import aiohttp
import discord
import msgspec

from bot.config_discord import DiscordSection
from bot.connectors.discord_history import family

_PORTAL = "Discord's developer portal, your application, page Bot"
_SKEW = 5.0
_PATIENCE = aiohttp.ClientTimeout(total=20)


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: fine or not, what was seen, what to do."""

    what: str
    ok: bool
    seen: str
    remedy: str = ""


async def clock(section: DiscordSection) -> Finding:
    """How far this machine's clock is from Discord's."""
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            begun = time.time()
            async with session.get(f"{section.api}/gateway") as answer:
                middle = (begun + time.time()) / 2
                theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Finding(
            "network", False, f"{section.api} cannot be reached ({type(error).__name__})", "Check network and proxy."
        )
    except (KeyError, ValueError):
        return Finding("clock", True, "Discord's answer carried no date")
    skew = middle - theirs - 0.5  # the header is cut to whole seconds
    seen = f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} Discord's"
    return Finding("clock", abs(skew) <= _SKEW, seen, "" if abs(skew) <= _SKEW else "Set this machine's clock by NTP.")


async def probe(section: DiscordSection, token: str, *, content: bool, members: bool) -> AsyncIterator[Finding]:
    """Token, intents (those we ask for), guilds, and permissions in every channel we listen to."""
    intents = discord.Intents(guilds=True, message_content=content, members=members)
    client = discord.Client(intents=intents)
    try:
        try:
            await client.login(token)
        except discord.LoginFailure:
            yield Finding("token", False, "Discord does not know it", f"Copy a new one from {_PORTAL}.")
            return
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            yield Finding("token", False, f"could not be tried ({type(error).__name__})", "Try again later.")
            return
        yield Finding("token", True, f"we are {client.user}")
        for finding in _intents(client, intents):
            yield finding
        async for finding in _guilds(client, section):
            yield finding
    finally:
        await client.close()


def _intents(client: discord.Client, wanted: discord.Intents) -> list[Finding]:
    flags = client.application_flags
    granted = {
        "message content intent": (
            wanted.message_content,
            flags.gateway_message_content or flags.gateway_message_content_limited,
        ),
        "members intent": (wanted.members, flags.gateway_guild_members or flags.gateway_guild_members_limited),
    }
    return [
        Finding(name, True, "on") if has else Finding(name, False, "off", f"Switch it on in {_PORTAL}.")
        for name, (asked, has) in granted.items() if asked
    ]  # fmt: skip


async def _guilds(client: discord.Client, section: DiscordSection) -> AsyncIterator[Finding]:
    found = [guild async for guild in client.fetch_guilds(limit=None)]
    if not found:
        yield Finding("guilds", False, "the bot is in none", "Invite it (docs/discord.md).")
    for missing in sorted(set(section.guilds) - {str(guild.id) for guild in found}):
        yield Finding(f"guild {missing}", False, "the bot is not in it", "Invite it, or correct discord.guilds.")
    for partial in found:
        if not section.guilds or str(partial.id) in section.guilds:
            try:
                async for finding in _channels(client, partial.id, section):
                    yield finding
            except discord.HTTPException as error:
                yield Finding(partial.name, False, f"cannot be looked at ({error.status})", "Try again later.")


async def _channels(client: discord.Client, guild_id: int, section: DiscordSection) -> AsyncIterator[Finding]:
    guild = await client.fetch_guild(guild_id)
    assert client.user
    me = await guild.fetch_member(client.user.id)
    heard = 0
    for channel in await guild.fetch_channels():
        if isinstance(channel, discord.CategoryChannel):
            continue
        needed = _needed(channel, section)
        missing = [name for name in needed if not getattr(channel.permissions_for(me), name)]
        if missing:
            words = ", ".join(name.replace("_", " ").title() for name in missing)
            yield Finding(
                f"{guild.name} #{channel.name}",
                False,
                f"missing: {words}",
                "Give the bot's role these permissions there.",
            )
        heard += bool(needed) and not missing
    yield Finding(
        guild.name, heard > 0, f"{heard} channels can be read", "" if heard else "Give the bot's role View Channel."
    )


def _needed(channel: discord.abc.GuildChannel, section: DiscordSection) -> list[str]:
    """The permissions we need in a channel. Channels that nobody chose may stay hidden."""
    if str(channel.id) == section.admin_channel:
        return ["view_channel", "send_messages", "embed_links", "attach_files"]
    if not section.wants(channel.guild.id, *family(channel)):
        return []
    if not section.channels and not channel.permissions_for(channel.guild.default_role).view_channel:
        return []  # private, and not asked for
    return ["view_channel", "read_message_history"]
