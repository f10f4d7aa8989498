"""Discord's "request my data" package: the requester's own messages, one folder a channel.

Direct messages are left out: they are nobody's community.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bot.connectors.exports.csv_rows import Row, Rows
from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering, Portable
from bot.connectors.exports.origins import Origin
from bot.connectors.exports.splitting import elements, lines
from bot.connectors.exports.streams import CutError, OnBytes, chunks, content
from bot.connectors.exports.times import parse_time
from storage.models import Account, Channel, Community, Message

_DIRECT = frozenset(("1", "3", "DM", "GROUP_DM"))
_THREADS = frozenset(("10", "11", "12"))
_MENTION = re.compile(r"<@!?(\d+)>")

Id = str | int


class _Guild(msgspec.Struct):
    id: Id
    name: str | None = None


class _ChannelFile(msgspec.Struct):
    id: Id
    type: Id | None = None
    name: str | None = None
    guild: _Guild | None = None


class _User(msgspec.Struct):
    id: Id
    username: str | None = None
    global_name: str | None = None


class _Said(msgspec.Struct, rename="pascal"):
    timestamp: str
    id: Id = msgspec.field(name="ID")
    contents: str | None = None


class _Place(msgspec.Struct, frozen=True):
    community: Community
    channel: Channel
    link: str


_decode = msgspec.json.Decoder(_Said).decode


def package_owner(user: bytes) -> Account | None:
    """The account that ``user.json`` describes."""
    try:
        raw = msgspec.json.decode(user, type=_User)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return Account(id=f"discord:{raw.id}", name=raw.username or str(raw.id), display=raw.global_name or "")


class DiscordPackage(Portable):
    """Reads the messages of one account from all channels of its package."""

    source = ("_channels", "_told")

    def __init__(self, channels: Sequence[tuple[Origin, Origin]], owner: Account, told: OnBytes | None) -> None:
        """``channels`` pairs each ``channel.json`` with its ``messages.json`` or ``messages.csv``."""
        self._channels = channels
        self._owner = owner
        self._told = told

    def records(self) -> Iterator[tuple[_Place, bytes | Row] | Bad]:
        """Each message with its place; a channel that breaks off is one bad record, and the next one follows."""
        before = 0
        for described, said in self._channels:
            place = _place(content(described))
            if isinstance(place, _Place):
                yield from self._messages(place, said, before)
            elif place:
                yield place
            before += said.size

    def _messages(self, place: _Place, said: Origin, before: int) -> Iterator[tuple[_Place, bytes | Row] | Bad]:
        told = self._told
        stream = chunks(said, (lambda count: told(before + count)) if told else None)
        split: Iterator[Any] = elements(stream) if said.name.endswith(".json") else iter(Rows(lines(stream)))
        try:
            for record in split:
                yield record if isinstance(record, Bad) else (place, record)
        except CutError as cut:
            yield Bad(f"{place.channel.name}: {cut.reason}", cut.excerpt)

    def add(self, record: tuple[_Place, bytes | Row], into: Gathering) -> None:
        """Put one message into the batch."""
        place, said = record
        raw = _decode(said) if isinstance(said, bytes) else msgspec.convert(said, _Said)
        if raw.id == "":
            raise BadRecordError("no id")
        text = raw.contents or ""
        named = (f"discord:{native}" for native in _MENTION.findall(text))
        message = Message(
            id=f"discord:{raw.id}",
            community=place.community.id,
            channel=place.channel.id,
            author=self._owner.id,
            time=parse_time(raw.timestamp),
            text=text,
            thread=place.channel.id if place.channel.kind == "thread" else None,
            mentions=tuple(dict.fromkeys(name for name in named if name != self._owner.id)),
            url=f"{place.link}{raw.id}",
        )
        into.place(place.community, place.channel)
        into.message(message)
        into.account(self._owner)


def _place(described: bytes) -> _Place | Bad | None:
    """Where a channel's messages belong; None for direct messages."""
    try:
        raw = msgspec.json.decode(described, type=_ChannelFile)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        return Bad(f"channel.json is not understood: {error}", described)
    kind = str(raw.type)
    if kind in _DIRECT:
        return None
    guild = raw.guild or _Guild(id="unknown", name="Unknown server")
    channel = Channel(
        id=f"discord:{raw.id}",
        community=f"discord:{guild.id}",
        name=raw.name or str(raw.id),
        kind="thread" if kind in _THREADS or kind.endswith("_THREAD") else "chat",
    )
    community = Community(id=f"discord:{guild.id}", name=guild.name or str(guild.id))
    return _Place(community, channel, f"https://discord.com/channels/{guild.id}/{raw.id}/")
