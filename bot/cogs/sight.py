"""Who could read what: so that nothing from a private channel shows where others read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import discord

from bot.connectors.discord_live import rights
from bot.views import Sees

Place = discord.abc.GuildChannel | discord.Thread
#: Public threads with their parents, by our ids: most archived threads are not in the client's memory.
Threads = Mapping[str, str]


def by_member(guild: discord.Guild | None, member: discord.Member | None, threads: Threads) -> Sees:
    """What one member of a guild could read; what is no channel of a Discord guild is public."""
    return _sees(guild, lambda place: member is not None and _reads(place, member), threads)


def by_readers(target: Place, threads: Threads) -> Sees:
    """What everybody could read who reads a channel or thread."""
    return _sees(target.guild, lambda place: place.id == target.id or covers(place, target), threads)


def covers(place: Place, target: Place) -> bool:
    """Whether everybody who sees ``target`` could read ``place`` too.

    Decided by roles, because a bot need not know all members: each role that opens ``target`` must open
    ``place``, nobody may be shut out of ``place`` by name, and those let into ``target`` by name must read both.
    """
    home, away = _public(place), _public(target)
    if home is None:
        return False
    if away is not None and home.id == away.id:
        return True
    everyone = home.guild.default_role
    if _opens(home, everyone) and not _shut_out(home):
        return True
    if away is None:
        return False
    let_in = [key for key, rules in away.overwrites.items() if rules.view_channel]
    people = [key for key in let_in if not isinstance(key, discord.Role)]
    roles = [role for role in home.guild.roles if _opens(away, role)]
    named = all(isinstance(key, discord.Member) and _reads(home, key) for key in people)
    return named and not _shut_out(home) and all(_opens(home, role) for role in roles)


def _sees(guild: discord.Guild | None, may: Callable[[Place], bool], threads: Threads) -> Sees:
    def sees(channel: str) -> bool:
        if not channel.startswith("discord:"):
            return True
        place = _place(guild, channel) or _place(guild, threads.get(channel, ""))
        return place is not None and may(place)

    return sees


def _place(guild: discord.Guild | None, channel: str) -> Place | None:
    native = channel.rpartition(":")[2]
    return guild.get_channel_or_thread(int(native)) if guild and native.isdecimal() else None


def _reads(place: Place, member: discord.Member) -> bool:
    may = rights(place, member)
    if isinstance(place, discord.Thread) and place.is_private() and not may.manage_threads:
        return any(each.id == member.id for each in place.members)
    return may.view_channel and may.read_message_history


def _public(place: Place) -> discord.abc.GuildChannel | None:
    """The channel whose permissions hold; None for a private thread, or one whose parent we do not know."""
    if not isinstance(place, discord.Thread):
        return place
    return None if place.is_private() else place.parent


def _opens(channel: discord.abc.GuildChannel, role: discord.Role) -> bool:
    may = channel.permissions_for(role)
    return may.view_channel and may.read_message_history


def _shut_out(channel: discord.abc.GuildChannel) -> list[object]:
    """Whom the channel's rules shut out although others may read it."""
    everyone = channel.guild.default_role
    return [
        key for key, rules in channel.overwrites.items()
        if key != everyone and (rules.view_channel is False or rules.read_message_history is False)
    ]  # fmt: skip
