"""Routes of channels, threads and guilds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import payloads
from tests.fakes.discord import permissions as p
from tests.fakes.discord.errors import Refused, bad_form, missing_access, missing_permissions, unknown
from tests.fakes.discord.permissions import permissions
from tests.fakes.discord.rest import Request, route
from tests.fakes.discord.world import FORUM, PRIVATE_THREAD, Channel, Guild

if TYPE_CHECKING:
    from tests.fakes.discord.server import LoopbackDiscord

Json = Any


def seen(server: LoopbackDiscord, request: Request, needed: int = 0) -> Channel:
    """The channel of a request, if the bot sees it and may do what it asks."""
    channel = server.find_channel(request.id("channel_id"))
    may = permissions(server.bot, channel)
    if not may & p.VIEW_CHANNEL and channel.guild:
        raise missing_access()
    if needed & ~may:
        raise missing_permissions()
    return channel


@route("GET", "/channels/{channel_id}")
def get_channel(server: LoopbackDiscord, request: Request) -> Json:
    return payloads.channel(seen(server, request), server.bot)


@route("PATCH", "/channels/{channel_id}")
def edit_channel(server: LoopbackDiscord, request: Request) -> Json:
    channel = seen(server, request)
    own_thread = channel.is_thread and channel.owner is server.bot
    needed = p.MANAGE_THREADS if channel.is_thread else p.MANAGE_CHANNELS
    if not own_thread and not permissions(server.bot, channel) & needed:
        raise missing_permissions()
    channel.name = request.body.get("name", channel.name)
    if "archived" in request.body:
        server.archive(channel, request.body["archived"])
    return payloads.channel(channel, server.bot)


@route("DELETE", "/channels/{channel_id}")
def delete_channel(server: LoopbackDiscord, request: Request) -> Json:
    channel = seen(server, request, p.MANAGE_CHANNELS)
    server.delete_channel(channel)
    return payloads.channel(channel, server.bot)


@route("POST", "/channels/{channel_id}/typing")
def typing(server: LoopbackDiscord, request: Request) -> Json:
    seen(server, request, p.SEND_MESSAGES)


@route("POST", "/channels/{channel_id}/threads")
def start_thread(server: LoopbackDiscord, request: Request) -> Json:
    channel = seen(server, request)
    kind = request.body.get("type", PRIVATE_THREAD)
    needed = p.SEND_MESSAGES if channel.kind == FORUM else p.CREATE_PUBLIC_THREADS
    if not permissions(server.bot, channel) & (p.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else needed):
        raise missing_permissions()
    if not 1 <= len(request.body.get("name", "")) <= 100:
        raise bad_form("name", "Must be between 1 and 100 in length.")
    if channel.kind != FORUM:
        return payloads.channel(server.thread(channel, server.bot, request.body["name"], kind=kind), server.bot)
    said = request.body.get("message") or {}
    post = server.post(
        channel, server.bot, request.body["name"], said.get("content", ""), embeds=said.get("embeds") or []
    )
    return {**payloads.channel(post, server.bot), "message": payloads.message(post.messages[post.id], server.bot)}


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread_at(server: LoopbackDiscord, request: Request) -> Json:
    channel = seen(server, request, p.CREATE_PUBLIC_THREADS)
    message = channel.messages.get(request.id("message_id"))
    if message is None:
        raise unknown("Message")
    if message.thread:
        raise Refused(400, 160004, "A thread has already been created for this message")
    return payloads.channel(server.thread(channel, server.bot, request.body["name"], message=message), server.bot)


@route("GET", "/channels/{channel_id}/threads/archived/public")
def public_archive(server: LoopbackDiscord, request: Request) -> Json:
    seen(server, request, p.READ_MESSAGE_HISTORY)
    return _archive(server, request, private=False)


@route("GET", "/channels/{channel_id}/threads/archived/private")
def private_archive(server: LoopbackDiscord, request: Request) -> Json:
    seen(server, request, p.READ_MESSAGE_HISTORY | p.MANAGE_THREADS)
    return _archive(server, request, private=True)


@route("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
def joined_archive(server: LoopbackDiscord, request: Request) -> Json:
    seen(server, request, p.READ_MESSAGE_HISTORY)
    return _archive(server, request, private=True, joined=True)


def _archive(server: LoopbackDiscord, request: Request, *, private: bool, joined: bool = False) -> Json:
    """Archived threads, the newest archived first (joined ones by id)."""
    guild = server.find_channel(request.id("channel_id")).guild
    assert guild
    found = [
        c for c in guild.channels.values()
        if c.parent and c.parent.id == request.id("channel_id") and c.archived and not c.deleted
        and (c.kind == PRIVATE_THREAD) == private and (not joined or server.bot.id in c.joined)
    ]  # fmt: skip
    found.sort(key=lambda c: c.id if joined else c.archived_at.timestamp(), reverse=True)
    before = request.query.get("before")
    if before and joined:
        found = [c for c in found if c.id < int(before)]
    elif before:
        limit = datetime.fromisoformat(before.replace(" ", "+"))
        found = [c for c in found if c.archived_at < (limit if limit.tzinfo else limit.replace(tzinfo=UTC))]
    size = int(request.query.get("limit", 50))
    if not 2 <= size <= 100:
        raise bad_form("limit", "int value should be between 2 and 100.", "NUMBER_TYPE_MIN")
    page = found[:size]
    members = [payloads.thread_member(c, server.bot) for c in page if server.bot.id in c.joined]
    return {
        "threads": [payloads.channel(c, server.bot) for c in page],
        "members": members,
        "has_more": len(found) > size,
    }


@route("PUT", "/channels/{channel_id}/thread-members/@me")
def join_thread(server: LoopbackDiscord, request: Request) -> Json:
    seen(server, request).joined.add(server.bot.id)


# -- guilds ------------------------------------------------------------------------------------


def _guild(server: LoopbackDiscord, request: Request) -> Guild:
    guild = server.find_guild(request.id("guild_id"))
    if server.bot.id not in guild.members:
        raise missing_access()
    return guild


@route("GET", "/guilds/{guild_id}")
def get_guild(server: LoopbackDiscord, request: Request) -> Json:
    return payloads.rest_guild(_guild(server, request))


@route("GET", "/guilds/{guild_id}/channels")
def get_channels(server: LoopbackDiscord, request: Request) -> Json:
    places = [c for c in _guild(server, request).channels.values() if not c.is_thread and not c.deleted]
    return [payloads.channel(c, server.bot) for c in places]


@route("GET", "/guilds/{guild_id}/roles")
def get_roles(server: LoopbackDiscord, request: Request) -> Json:
    return [payloads.role(one) for one in _guild(server, request).roles.values()]


@route("GET", "/guilds/{guild_id}/threads/active")
def active_threads(server: LoopbackDiscord, request: Request) -> Json:
    guild = _guild(server, request)
    found = [
        c
        for c in guild.channels.values()
        if c.is_thread and not c.archived and not c.deleted and permissions(server.bot, c)
    ]
    members = [payloads.thread_member(c, server.bot) for c in found if server.bot.id in c.joined]
    return {"threads": [payloads.channel(c, server.bot) for c in found], "members": members, "has_more": False}


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(server: LoopbackDiscord, request: Request) -> Json:
    member = _guild(server, request).members.get(request.id("user_id"))
    if member is None:
        raise unknown("Member")
    return payloads.member(member)


@route("GET", "/guilds/{guild_id}/members")
def get_members(server: LoopbackDiscord, request: Request) -> Json:
    guild, after = _guild(server, request), int(request.query.get("after", 0))
    if not server.gateway.allowed & 2:
        raise missing_access()
    found = sorted((m for m in guild.members.values() if m.user.id > after), key=lambda m: m.user.id)
    return [payloads.member(m) for m in found[: int(request.query.get("limit", 1))]]
