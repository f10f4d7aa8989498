"""DiscordChatExporter JSON: one channel a file, possibly gigabytes of messages in one array."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering, Portable
from bot.connectors.exports.splitting import LONGEST, Elements
from bot.connectors.exports.streams import CutError
from bot.connectors.exports.times import checked
from storage.models import Account, Channel, Community, Message, Reaction

#: A message's start in an export: no other object in it has these two keys first.
_NEXT_MESSAGE = re.compile(rb'(?<=\})\s*,\s*(?=\{\s*"id"\s*:\s*"?\d+"?\s*,\s*"type"\s*:)')
# A quote inside a string is escaped, so this can only be the key itself.
_MESSAGES = re.compile(rb'(?<!\\)"messages"\s*:\s*\[')
#: What people and commands say; every other type is Discord speaking. Newer types appear as numbers.
_SPOKEN = frozenset(
    ("Default", "Reply", "0", "19", "20", "23", "ApplicationCommand", "ChatInputCommand", "ContextMenuCommand")
)
_REPLIES = frozenset(("Reply", "19"))
_THREADS = frozenset(("10", "11", "12"))
_FORUMS = frozenset(("GuildForum", "GuildMedia", "15", "16"))
#: The one account that stands for everybody whose account was deleted.
_DELETED_USER = "456226577798135808"

Id = str | int


class _Role(msgspec.Struct, rename="camel"):
    id: Id | None = None


class _Guild(msgspec.Struct, rename="camel"):
    id: Id
    name: str | None = None


class _User(msgspec.Struct, rename="camel"):
    id: Id
    name: str | None = None
    nickname: str | None = None
    is_bot: bool | None = False
    roles: list[_Role] | None = None


class _Emoji(msgspec.Struct, rename="camel"):
    name: str | None = None
    id: Id | None = None


class _Reaction(msgspec.Struct, rename="camel"):
    emoji: _Emoji
    count: int = 0
    users: list[_User] | None = None


class _Embed(msgspec.Struct, rename="camel"):
    title: str | None = None
    description: str | None = None


class _Reference(msgspec.Struct, rename="camel"):
    message_id: Id | None = None
    type: Id | None = None


class _Forwarded(msgspec.Struct, rename="camel"):
    content: str | None = None
    embeds: list[_Embed] | None = None


class _Interaction(msgspec.Struct, rename="camel"):
    user: _User | None = None


class _Message(msgspec.Struct, rename="camel"):
    id: Id
    timestamp: datetime
    type: Id = "Default"
    timestamp_edited: datetime | None = None
    content: str | None = None
    author: _User | None = None
    embeds: list[_Embed] | None = None
    reactions: list[_Reaction] | None = None
    mentions: list[_User] | None = None
    reference: _Reference | None = None
    forwarded_message: _Forwarded | None = None
    interaction: _Interaction | None = None


class _Channel(msgspec.Struct, rename="camel"):
    id: Id
    type: Id = ""
    category_id: Id | None = None
    name: str | None = None
    topic: str | None = None


class _Header(msgspec.Struct):
    guild: _Guild
    channel: _Channel


_decode = msgspec.json.Decoder(_Message).decode


def is_discord_chat(head: bytes) -> bool:
    """Whether a file's first bytes are a DiscordChatExporter file's."""
    return head.lstrip().startswith(b"{") and _header(head) is not None


def _header(head: bytes) -> tuple[_Header, int] | None:
    """Guild and channel, and where the messages begin; None where that is not (yet) to be seen."""
    found = _MESSAGES.search(head)
    if not found:
        return None
    try:
        return msgspec.json.decode(head[: found.end()] + b"]}", type=_Header), found.end()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


class DiscordChat(Portable):
    """Reads one DiscordChatExporter file."""

    source = ("_chunks",)

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def records(self) -> Iterator[bytes | Bad]:
        """Each message as raw JSON."""
        head = b""
        while not (header := _header(head)):
            more = next(self._chunks, b"")
            if not more or len(head) > LONGEST:
                raise CutError("the file ends before its messages", head)
            head += more
        self._enter(header[0])
        yield from Elements(self._chunks, head[header[1] :], _NEXT_MESSAGE)

    def _enter(self, header: _Header) -> None:
        guild, channel = header.guild, header.channel
        self._community = Community(id=f"discord:{guild.id}", name=guild.name or str(guild.id))
        kind = str(channel.type)
        begun = kind in _THREADS or "Thread" in kind
        threaded = begun or kind in _FORUMS
        self._thread = f"discord:{channel.id}" if threaded else None
        self._channel = Channel(
            id=f"discord:{channel.id}",
            community=self._community.id,
            name=channel.name or str(channel.id),
            kind="thread" if threaded else "chat",
            topic=channel.topic or "",
            parent=f"discord:{channel.category_id}" if begun and channel.category_id else None,
        )
        place = guild.id if str(guild.id) != "0" else "@me"
        self._link = f"https://discord.com/channels/{place}/{channel.id}/"

    def add(self, record: bytes, into: Gathering) -> None:
        """Put one message and the accounts it names into the batch."""
        raw = _decode(record)
        if raw.id == "":
            raise BadRecordError("no id")
        author = f"discord:{raw.author.id}" if raw.author and str(raw.author.id) != _DELETED_USER else None
        message = Message(
            id=f"discord:{raw.id}",
            community=self._community.id,
            channel=self._channel.id,
            author=author,
            time=checked(raw.timestamp),
            text=_text(raw),
            reply_to=_reply_to(raw),
            thread=self._thread,
            mentions=_mentions(raw, author) if raw.mentions or raw.interaction else (),
            reactions=tuple(map(_reaction, raw.reactions)) if raw.reactions else (),
            system=str(raw.type) not in _SPOKEN,
            edited=checked(raw.timestamp_edited) if raw.timestamp_edited else None,
            url=f"{self._link}{raw.id}",
        )
        into.place(self._community, self._channel)
        into.message(message)
        for user in _users(raw):
            into.account(_account(user))


def _text(raw: _Message) -> str:
    """What a reader sees: the content, else what was forwarded, else what the embeds say."""
    forwarded = raw.forwarded_message
    if raw.content and not raw.content.isspace():
        return raw.content
    if forwarded and forwarded.content:
        return forwarded.content
    embeds = raw.embeds or (forwarded.embeds if forwarded else None) or ()
    said = ("\n".join(part for part in (embed.title, embed.description) if part) for embed in embeds)
    return "\n\n".join(part for part in said if part)


def _reply_to(raw: _Message) -> str | None:
    """The message answered; a forward or a cross-posted announcement points at what it repeats, and answers nothing."""
    reference, kind = raw.reference, str(raw.type)
    if not reference or not reference.message_id or str(reference.type) in ("Forward", "1"):
        return None
    if kind in _REPLIES or kind not in _SPOKEN:
        return f"discord:{reference.message_id}"
    return None


def _mentions(raw: _Message, author: str | None) -> tuple[str, ...]:
    """Whom the message names, and who called the command that it answers."""
    named = [f"discord:{user.id}" for user in raw.mentions or ()]
    if raw.interaction and raw.interaction.user:
        named.append(f"discord:{raw.interaction.user.id}")
    return tuple(dict.fromkeys(name for name in named if name != author))


def _reaction(raw: _Reaction) -> Reaction:
    name = raw.emoji.name or str(raw.emoji.id or "")
    emoji = f":{name}:" if raw.emoji.id else name
    return Reaction(emoji=emoji, count=raw.count, users=tuple(f"discord:{user.id}" for user in raw.users or ()))


def _users(raw: _Message) -> Iterator[_User]:
    """Everybody a message names, those with known roles first."""
    if raw.author and str(raw.author.id) != _DELETED_USER:
        yield raw.author
    yield from raw.mentions or ()
    if raw.interaction and raw.interaction.user:
        yield raw.interaction.user
    for reaction in raw.reactions or ():
        yield from reaction.users or ()


def _account(user: _User) -> Account:
    return Account(
        id=f"discord:{user.id}",
        name=user.name or str(user.id),
        display=user.nickname or "",
        bot=bool(user.is_bot),
        roles=tuple(f"discord:{role.id}" for role in user.roles or () if role.id),
    )
