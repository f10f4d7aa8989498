"""Reddit dumps (Pushshift, Arctic Shift and their like): comments and submissions, one JSON object a record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering
from bot.connectors.exports.times import from_epoch, parse_time
from storage.models import Account, Channel, Community, Message, Removal

_NAMED = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})(?![\w-])")
_PERMALINK = re.compile(r"/r/([^/]+)/comments/([0-9a-z]+)")
_GONE_AUTHORS = frozenset(("[deleted]", "[removed]", ""))
_DELETED = frozenset(("[deleted]", "[deleted by user]"))
_BY_AUTHOR = frozenset(("deleted", "author"))
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Number = int | float | str


class Post(msgspec.Struct):
    """The fields of a comment or submission that are read; dumps of some years lack many of them."""

    id: str | int | None = None
    name: str | None = None
    created_utc: Number | None = None
    subreddit: str | None = None
    author: str | None = None
    body: str | None = None
    link_id: str | int | None = None
    parent_id: str | int | None = None
    title: str | None = None
    selftext: str | None = None
    url: str | None = None
    is_self: bool | None = None
    permalink: str | None = None
    edited: bool | Number | None = None
    removed_by_category: str | None = None


_decode = msgspec.json.Decoder(Post).decode


def is_reddit(record: dict[str, Any]) -> bool:
    """Whether a JSON object is a Reddit comment or submission."""
    placed = record.keys() & {"subreddit", "permalink", "link_id"}
    said = "body" in record or ("title" in record and "author" in record)
    return "created_utc" in record and said and bool(placed)


class RedditDump:
    """Reads comments and submissions, mixed or not."""

    def __init__(self, records: Iterator[bytes | Bad], community: str | None = None) -> None:
        """``community`` names the subreddit of records that do not."""
        self._records = records
        self._community = community

    def records(self) -> Iterator[bytes | Bad]:
        """Each comment or submission as raw JSON."""
        return self._records

    def add(self, record: bytes, into: Gathering) -> None:
        """Put one comment or submission into the batch; an empty line is nothing."""
        if record and not record.isspace():
            add_post(_decode(record), into, self._community)


def add_post(post: Post, into: Gathering, community: str | None = None) -> None:
    """Put one comment or submission, its author and its subreddit into the batch.

    Raises:
        BadRecordError: When it has no id, time, text or subreddit.
    """
    name = post.subreddit or _subreddit(post) or (community or "").removeprefix("r/")
    if not name:
        raise BadRecordError("no subreddit")
    place = f"reddit:r/{name.lower()}"
    message = _comment(post, place) if post.body is not None else _submission(post, place)
    if place not in into.communities:
        into.place(
            Community(id=place, name=f"r/{name}"), Channel(id=place, community=place, name=f"r/{name}", kind="board")
        )
    into.message(message)
    if message.author and message.author not in into.accounts:
        into.account(account(post.author or ""))


def account(name: str) -> Account:
    """The account of a Reddit name (with or without ``u/``); Reddit's own helpers are bots."""
    bare = name.strip().removeprefix("/").removeprefix("u/")
    low = bare.lower()
    return Account(id=f"reddit:{low}", name=bare, bot=low == "automoderator" or low.endswith("-modteam"))


def _comment(post: Post, place: str) -> Message:
    link = _fullname(post.link_id, "t3_") or _link_from(post)
    # A parent that is missing while the link is known is the submission itself.
    parent = _parent(post.parent_id, link) if post.parent_id not in (None, "") else link
    fullname = _own_name(post, "t1_")
    return _message(post, place, fullname, said=post.body or "", text=post.body or "", parent=parent, link=link)


def _submission(post: Post, place: str) -> Message:
    if post.title is None and post.selftext is None:
        raise BadRecordError("neither a comment's body nor a submission's title")
    below = post.selftext or ("" if post.is_self or _own_page(post) else post.url)
    text = "\n\n".join(part for part in (post.title, below) if part)
    fullname = _own_name(post, "t3_")
    return _message(post, place, fullname, said=post.selftext or post.title or "", text=text, parent="", link=fullname)


def _message(post: Post, place: str, fullname: str, *, said: str, text: str, parent: str, link: str) -> Message:
    """The message; ``said`` is the part of the text that a placeholder stands in for when it was taken away."""
    author = None if post.author is None or post.author in _GONE_AUTHORS else account(post.author).id
    shown = "" if _placeholder(said) or post.removed_by_category else text
    created = post.created_utc
    return Message(
        id=f"reddit:{fullname}",
        community=place,
        channel=place,
        author=author,
        time=from_epoch(created) if type(created) is int else parse_time(created),
        text=shown,
        reply_to=f"reddit:{parent}" if parent else None,
        thread=f"reddit:{link}" if link else None,
        mentions=_mentions(shown, author) if "u/" in shown else (),
        edited=parse_time(post.edited) if post.edited and post.edited is not True else None,
        removed=_removed(post, said),
        url=_url(post.permalink),
    )


def _removed(post: Post, text: str) -> Removal:
    """Who took the text away; an author who is gone counts as having deleted, the text may still be there."""
    if _placeholder(text) == "moderator":
        return "moderator"
    if _placeholder(text) or (post.author in _GONE_AUTHORS):
        return "author"
    if post.removed_by_category:
        return "author" if post.removed_by_category in _BY_AUTHOR else "moderator"
    return ""


def _placeholder(text: str) -> Removal:
    if not text.startswith("["):
        return ""
    low = text.strip().lower()
    if low in _DELETED:
        return "author"
    return "moderator" if low == "[removed]" or low.startswith("[ removed by reddit") else ""


def _mentions(text: str, author: str | None) -> tuple[str, ...]:
    named = (f"reddit:{name.lower()}" for name in _NAMED.findall(text))
    return tuple(dict.fromkeys(name for name in named if name != author))


def _fullname(native: str | int | None, kind: str) -> str:
    """The id with its type in front; numbers are ids that were not written in base 36."""
    if native is None or native == "":
        return ""
    text = native if isinstance(native, str) else _base36(native)
    return text if text[:1] == "t" and text[2:3] == "_" else kind + text


def _parent(native: str | int, link: str) -> str:
    """A parent without its type is the submission when it has that id, else a comment."""
    return link if link and _fullname(native, "t3_") == link else _fullname(native, "t1_")


def _base36(number: int) -> str:
    digits = ""
    while number > 0:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def _subreddit(post: Post) -> str:
    found = _PERMALINK.search(post.permalink or "")
    return found[1] if found else ""


def _link_from(post: Post) -> str:
    found = _PERMALINK.search(post.permalink or "")
    return f"t3_{found[2]}" if found else ""


def _own_page(post: Post) -> bool:
    return bool(post.url and post.permalink and post.url.rstrip("/").endswith(post.permalink.rstrip("/")))


def _own_name(post: Post, kind: str) -> str:
    native = post.id if post.id not in (None, "") else post.name
    if native in (None, ""):
        raise BadRecordError("no id")
    return _fullname(native, kind)


def _url(permalink: str | None) -> str | None:
    if not permalink or not permalink.startswith("/"):
        return permalink if permalink and permalink.startswith("https://www.reddit.com/") else None
    return f"https://www.reddit.com{permalink}"
