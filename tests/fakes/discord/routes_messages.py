"""Routes of messages, reactions and webhooks that are no interaction's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.fakes.discord import payloads
from tests.fakes.discord import permissions as p
from tests.fakes.discord.checks import check_message
from tests.fakes.discord.errors import Refused, bad_form, missing_permissions, unknown
from tests.fakes.discord.gateway import MESSAGE_CONTENT
from tests.fakes.discord.permissions import permissions
from tests.fakes.discord.rest import Request, route
from tests.fakes.discord.routes_channels import seen
from tests.fakes.discord.world import DM, FORUM, Channel, Message

if TYPE_CHECKING:
    from tests.fakes.discord.server import LoopbackDiscord

Json = Any
MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"


def shown(server: LoopbackDiscord, message: Message) -> Json:
    """A message with as much text as the application may read."""
    bot = server.bot
    readable = server.gateway.allowed & MESSAGE_CONTENT or not message.channel.guild
    return payloads.message(message, bot, content=bool(readable or message.author is bot or bot in message.mentions))


@route("GET", MESSAGES)
def history(server: LoopbackDiscord, request: Request) -> Json:
    """A page of at most 100, always the newest first; ``after`` takes the page just behind the id."""
    channel = seen(server, request)
    if not permissions(server.bot, channel) & p.READ_MESSAGE_HISTORY:
        return []
    size = int(request.query.get("limit", 50))
    if not 1 <= size <= 100:
        raise bad_form("limit", "int value should be between 1 and 100.", "NUMBER_TYPE_MAX")
    page = _page(channel, request.query, size)
    return [shown(server, channel.messages[key]) for key in reversed(page)]


def _page(channel: Channel, query: dict[str, str], size: int) -> list[int]:
    from bisect import bisect_left, bisect_right

    order = channel.order
    if "after" in query:
        start = bisect_right(order, int(query["after"]))
        return order[start : start + size]
    if "around" in query:
        middle = bisect_left(order, int(query["around"]))
        return order[max(0, middle - size // 2) : middle + size // 2 + 1]
    end = bisect_left(order, int(query["before"])) if "before" in query else len(order)
    return order[max(0, end - size) : end]


@route("GET", MESSAGE)
def get_message(server: LoopbackDiscord, request: Request) -> Json:
    channel = seen(server, request, p.READ_MESSAGE_HISTORY)
    return shown(server, server.find_message(channel, request.id("message_id")))


@route("POST", MESSAGES)
def create_message(server: LoopbackDiscord, request: Request) -> Json:
    channel, body = seen(server, request), request.body or {}
    _may_write(server, channel, body, bool(request.files))
    check_message(body, files=len(request.files))
    nonce = str(body.get("nonce") or "")
    if body.get("enforce_nonce") and (twin := _twin(channel, nonce)):
        return payloads.message(twin, server.bot)
    message = server.publish(server.create(channel, server.bot, body, request.files))
    channel.nonces[nonce] = message
    return payloads.message(message, server.bot)


def _twin(channel: Channel, nonce: str) -> Message | None:
    """What the bot sent under the same nonce: Discord answers that instead of a second one, or that it is gone."""
    found = channel.nonces.get(nonce) if nonce else None
    if found is None or found.nonce is None:  # a test that lets Discord forget
        return None
    if found.deleted:
        raise unknown("Message")
    return found


def _may_write(server: LoopbackDiscord, channel: Channel, body: Json, files: bool) -> None:
    if channel.kind == DM:
        if any(user.dms_closed for user in channel.recipients):
            raise Refused(403, 50007, "Cannot send messages to this user")
        return
    if channel.kind == FORUM:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    may = permissions(server.bot, channel)
    needed = p.SEND_MESSAGES_IN_THREADS if channel.is_thread else p.SEND_MESSAGES
    if not may & needed or (files and not may & p.ATTACH_FILES) or (body.get("embeds") and not may & p.EMBED_LINKS):
        raise missing_permissions()


@route("PATCH", MESSAGE)
def edit_message(server: LoopbackDiscord, request: Request) -> Json:
    message = server.find_message(seen(server, request), request.id("message_id"))
    if message.author is not server.bot:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    check_message(request.body or {}, files=len(request.files), update=True)
    return payloads.message(server.change(message, request.body or {}, request.files), server.bot)


@route("DELETE", MESSAGE)
def delete_message(server: LoopbackDiscord, request: Request) -> Json:
    message = server.find_message(channel := seen(server, request), request.id("message_id"))
    if message.author is not server.bot and not permissions(server.bot, channel) & p.MANAGE_MESSAGES:
        raise missing_permissions()
    server.delete(message)


@route("PUT", MESSAGE + "/reactions/{emoji_name}/@me")
def add_reaction(server: LoopbackDiscord, request: Request) -> Json:
    message = server.find_message(
        seen(server, request, p.ADD_REACTIONS | p.READ_MESSAGE_HISTORY), request.id("message_id")
    )
    server.react(message, server.bot, unquote(request.args["emoji_name"]))


@route("DELETE", MESSAGE + "/reactions/{emoji_name}/@me")
def remove_reaction(server: LoopbackDiscord, request: Request) -> Json:
    message = server.find_message(seen(server, request, p.READ_MESSAGE_HISTORY), request.id("message_id"))
    server.unreact(message, server.bot, unquote(request.args["emoji_name"]))


@route("GET", MESSAGE + "/reactions/{emoji_name}")
def get_reactions(server: LoopbackDiscord, request: Request) -> Json:
    message = server.find_message(seen(server, request, p.READ_MESSAGE_HISTORY), request.id("message_id"))
    users = message.reactions.get(unquote(request.args["emoji_name"]))
    if users is None:
        raise Refused(400, 10014, "Unknown Emoji")
    after = int(request.query.get("after", 0))
    found = sorted((user for user in users if user.id > after), key=lambda user: user.id)
    return [payloads.user(user) for user in found[: int(request.query.get("limit", 25))]]


@route("GET", "/channels/{channel_id}/webhooks")
def webhooks(server: LoopbackDiscord, request: Request) -> Json:
    channel = seen(server, request, p.MANAGE_WEBHOOKS)
    return [_webhook(one) for one in server.webhooks.values() if one.channel is channel]


@route("GET", "/webhooks/{webhook_id}")
def get_webhook(server: LoopbackDiscord, request: Request) -> Json:
    found = server.webhooks.get(request.id("webhook_id"))
    if found is None:
        raise unknown("Webhook")
    return _webhook(found)


def _webhook(one: Any) -> Json:
    return {
        "id": str(one.id), "type": 1, "name": one.name, "avatar": None, "application_id": None,
        "channel_id": str(one.channel.id), "guild_id": str(one.channel.guild.id), "token": one.token,
    }  # fmt: skip
