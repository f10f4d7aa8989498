"""Reddit dumps (Pushshift, Arctic Shift and their like): comments and submissions, one JSON object a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from bot.connectors.exports.gathering import Bad, BadRecordError, Gathering, Portable, take
from bot.connectors.exports.times import LATEST, parse_time
from storage.models import Account, Channel, Community, Removal, to_millis
from storage.rows import Row, mark, strings_json

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


def plain_comment(post: Post) -> Row | None:
    """The row of a comment that has nothing unusual, as :func:`add_post` makes it, in a fifth of the steps.

    Nine comments in ten are such. None where any rule beyond copying might apply.
    """
    text, link, parent, created, author = post.body, post.link_id, post.parent_id, post.created_utc, post.author
    native, where, url = post.id, post.subreddit, post.permalink
    if (
        not (text and where and author and native and link and url)
        or type(created) is not int or type(native) is not str or type(link) is not str or type(parent) is not str
        or text[0] == "[" or "u/" in text or "\0" in text or author in _GONE_AUTHORS or native[2:3] == "_"
        or link[:3] != "t3_" or not (parent == link or parent[:3] == "t1_") or url[0] != "/"
        or not 0 <= created < LATEST or post.removed_by_category or not (post.edited is False or post.edited is None)
    ):  # fmt: skip
        return None
    place = subreddit(where)
    return (
        "reddit:t1_" + native, place, place, account(author).id, created * 1000, text, "reddit:" + parent,
        "reddit:" + link, None, None, False, None, "", "https://www.reddit.com" + url,
    )  # fmt: skip


class RedditDump(Portable):
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

    def add_all(self, records: Sequence[bytes | Bad], first: int, into: Gathering) -> None:
        """Put consecutive records into the batch, broken ones as problems; the first one's position is ``first``."""
        for position, record in enumerate(records, first):
            try:
                post = _decode(record)  # type: ignore[arg-type]  # what is no bytes takes the long way
                facts = plain_comment(post)
            except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
                facts = None
            if facts is None:
                take(self, record, position, into)
                continue
            into.rows.append((*facts, mark(facts)))
            if facts[1] not in into.communities:
                _enter(facts[1], post.subreddit or "", into)
            if facts[3] not in into.accounts:
                into.account(account(post.author or ""))


def add_post(post: Post, into: Gathering, community: str | None = None) -> None:
    """Put one comment or submission, its author and its subreddit into the batch.

    Raises:
        BadRecordError: When it has no id, time, text or subreddit.
    """
    name = post.subreddit or _subreddit(post) or (community or "").removeprefix("r/")
    if not name:
        raise BadRecordError("no subreddit")
    place = subreddit(name)
    author = None if post.author is None or post.author in _GONE_AUTHORS else account(post.author)
    said = _comment if post.body is not None else _submission
    into.facts(said(post, place, author.id if author else None))
    if place not in into.communities:
        _enter(place, name, into)
    if author and author.id not in into.accounts:
        into.account(author)


def _enter(place: str, name: str, into: Gathering) -> None:
    channel = Channel(id=place, community=place, name=f"r/{name}", kind="board")
    into.place(Community(id=place, name=channel.name), channel)


@lru_cache(1 << 10)
def subreddit(name: str) -> str:
    """The id of a subreddit, as community and as channel."""
    return f"reddit:r/{name.lower()}"


@lru_cache(1 << 14)
def account(name: str) -> Account:
    """The account of a Reddit name (with or without ``u/``); Reddit's own helpers are bots."""
    bare = name.strip().removeprefix("/").removeprefix("u/")
    low = bare.lower()
    return Account(id=f"reddit:{low}", name=bare, bot=low == "automoderator" or low.endswith("-modteam"))


def _comment(post: Post, place: str, author: str | None) -> Row:
    link = _fullname(post.link_id, "t3_") or _link_from(post)
    # A parent that is missing while the link is known is the submission itself.
    parent = _parent(post.parent_id, link) if post.parent_id not in (None, "") else link
    text = post.body or ""
    return _facts(post, place, author, _own_name(post, "t1_"), said=text, text=text, parent=parent, link=link)


def _submission(post: Post, place: str, author: str | None) -> Row:
    if post.title is None and post.selftext is None:
        raise BadRecordError("neither a comment's body nor a submission's title")
    below = post.selftext or ("" if post.is_self or _own_page(post) else post.url)
    text = "\n\n".join(part for part in (post.title, below) if part)
    fullname = _own_name(post, "t3_")
    said = post.selftext or post.title or ""
    return _facts(post, place, author, fullname, said=said, text=text, parent="", link=fullname)


def _facts(
    post: Post, place: str, author: str | None, fullname: str, *, said: str, text: str, parent: str, link: str
) -> Row:
    """The message's row; ``said`` is the part of the text that a placeholder stands in for when it was taken away."""
    placeholder = _placeholder(said) if said[:1] == "[" else ""
    shown = "" if placeholder or post.removed_by_category else text
    created = post.created_utc
    return (
        f"reddit:{fullname}",
        place,
        place,
        author,
        _millis(created) if type(created) is int else to_millis(parse_time(created)),
        shown,
        f"reddit:{parent}" if parent else None,
        f"reddit:{link}" if link else None,
        strings_json(_mentions(shown, author)) if "u/" in shown else None,
        None,
        False,
        to_millis(parse_time(post.edited)) if post.edited and post.edited is not True else None,
        placeholder or _removed(post),
        _url(post.permalink),
    )


def _millis(seconds: int) -> int:
    if not 0 <= seconds < LATEST:
        raise BadRecordError(f"impossible time: {seconds}")
    return seconds * 1000


def _removed(post: Post) -> Removal:
    """Who took a text away that left no mark; an author who is gone counts as having deleted, the text may be there."""
    if post.author in _GONE_AUTHORS:
        return "author"
    if post.removed_by_category:
        return "author" if post.removed_by_category in _BY_AUTHOR else "moderator"
    return ""


def _placeholder(text: str) -> Removal:
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
    if native == link or (isinstance(native, str) and native.startswith("t1_")):
        return native
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
