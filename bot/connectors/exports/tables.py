"""Tables of messages from anywhere: CSV, TSV, JSON lines or a JSON array, with columns found by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering, Portable
from bot.connectors.exports.times import parse_time
from storage.models import Account, Channel, Community, Message

#: Field -> the column names it goes by, best first.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "message_id", "messageid", "msg_id", "comment_id", "post_id", "uuid"),
    "time": (
        "time", "timestamp", "created_at", "createdat", "created_utc", "created", "datetime", "date", "sent_at",
        "posted_at", "published_at", "ts",
    ),
    "author": (
        "author", "user", "sender", "speaker", "username", "user_name", "author_name", "author_id", "user_id",
        "sender_id", "from", "name",
    ),
    "text": ("text", "body", "content", "contents", "message", "msg", "comment", "selftext"),
    "channel": ("channel", "channel_name", "channel_id", "room", "forum", "subreddit", "topic", "list"),
    "reply_to": ("reply_to", "replyto", "in_reply_to", "parent_id", "parent", "reply_to_id", "in_reply_to_id"),
    "thread": ("thread", "thread_id", "conversation_id", "conversation", "root", "thread_ts"),
    "url": ("url", "permalink", "link"),
}  # fmt: skip
#: Fields without which a table is no conversation.
NEEDED = ("time", "author", "text")

_OWN_ID = re.compile(r"(discord|reddit|mail|convokit|file):\S")
_SHAPES = 1000
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def find_columns(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field -> column name; ``mapping`` (field -> column) goes before the known aliases."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(_plain(name), name)
    found = {}
    for field, aliases in ALIASES.items():
        wanted = (_plain(mapping[field]),) if field in mapping else aliases
        column = next((by_plain[alias] for alias in wanted if alias in by_plain), None)
        if column is not None:
            found[field] = column
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def is_table(names: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether columns of these names hold messages; columns that were told must be there."""
    return find_columns(names, mapping).keys() >= {*NEEDED, *mapping}


class Table(Portable):
    """Reads rows (dictionaries, or raw JSON objects) as messages of one community."""

    source = ("_rows",)

    def __init__(
        self,
        rows: Iterator[dict[str, Any] | bytes | Bad],
        *,
        community: str,
        columns: Mapping[str, str],
        platform: str = "file",
    ) -> None:
        """``columns`` maps fields to columns where names do not tell; ``platform`` prefixes the accounts."""
        self._rows = rows
        self._columns = columns
        self._platform = platform
        self._known: dict[tuple[str, ...], dict[str, str]] = {}
        self._place = f"file:{community}"
        self._community = Community(id=self._place, name=community)

    def records(self) -> Iterator[dict[str, Any] | bytes | Bad]:
        """Each row."""
        return self._rows

    def add(self, record: dict[str, Any] | bytes, into: Gathering) -> None:
        """Put one row into the batch; an empty line is nothing."""
        if isinstance(record, bytes):
            if not record or record.isspace():
                return
            record = _decode(record)
        field = {name: record[column] for name, column in self._found(tuple(record)).items()}
        author = self._account(field.get("author"))
        channel = self._channel(_string(field.get("channel")))
        message = self._message(field, author.id if author else None, channel.id)
        into.place(self._community, channel)
        into.message(message)
        if author:
            into.account(author)

    def _found(self, names: tuple[str, ...]) -> dict[str, str]:
        """The columns of a row with these names; rows mostly share them."""
        if names not in self._known:
            if len(self._known) > _SHAPES:
                self._known.clear()
            self._known[names] = find_columns(names, self._columns)
        return self._known[names]

    def _message(self, field: dict[str, Any], author: str | None, channel: str) -> Message:
        if not isinstance(field.get("text"), str):
            raise BadRecordError("no text")
        time = parse_time(field.get("time"))
        url = _string(field.get("url"))
        native = _string(field.get("id")) or _hash(time.isoformat(), author or "", channel, field["text"])
        return Message(
            id=self._id(native) or "",
            community=self._place,
            channel=channel,
            author=author,
            time=time,
            text=field["text"],
            reply_to=self._id(_string(field.get("reply_to"))),
            thread=self._id(_string(field.get("thread"))),
            url=url if url.startswith(("http://", "https://")) else None,
        )

    def _id(self, native: str) -> str | None:
        if not native:
            return None
        return native if _OWN_ID.match(native) else f"{self._place}:{native}"

    def _account(self, author: object) -> Account | None:
        name = _string(author)
        if not name or name == "[deleted]":
            return None
        if _OWN_ID.match(name):
            return Account(id=name, name=name.partition(":")[2])
        native = name.lower().removeprefix("u/") if self._platform in ("reddit", "mail") else name
        return Account(id=f"{self._platform}:{native}", name=name)

    def _channel(self, name: str) -> Channel:
        if not name:
            return Channel(id=self._place, community=self._place, name=self._community.name)
        return Channel(id=self._id(name) or self._place, community=self._place, name=name)


def _string(value: object) -> str:
    """A cell as text; numbers are ids written without quotes."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _hash(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
