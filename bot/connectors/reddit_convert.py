"""praw's objects as nouns, by the same rules as Reddit dumps: the ids and meanings come out alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from bot.connectors.exports.gathering import Gathering, take
from bot.connectors.exports.reddit_dumps import Post, add_post
from storage.models import Batch

_FIELDS = tuple(Post.__struct_fields__)
_PEOPLE = frozenset(("author", "subreddit"))


class Found(msgspec.Struct):
    """What an answer held: nouns, the flairs of submissions by message id, and where its listing goes on.

    ``numbers`` are the ids of its things as numbers: they grow with time.
    """

    batch: Batch
    flairs: dict[str, str] = {}
    after: str | None = None
    numbers: list[int] = []


class Posts:
    """Reads things as dumps' records are read: a broken one is put aside, not fatal."""

    def records(self) -> Any:
        """Not asked: things come from answers."""
        raise NotImplementedError

    def add(self, record: Any, into: Gathering) -> None:
        """Put one comment or submission into the batch."""
        add_post(msgspec.convert(record, Post), into)


def found(source: str, things: Iterable[Any], *, after: str | None = None) -> Found:
    """The nouns of comments and submissions; other things in the answer are passed over."""
    gathering, reader, flairs, numbers = Gathering(source), Posts(), dict[str, str](), list[int]()
    for index, thing in enumerate(things, 1):
        record = plain(thing)
        if "body" not in record and "title" not in record:
            continue
        number = _number(record.get("id"))
        take(reader, record, number or index, gathering)
        numbers += [number] if number else []
        if flair := vars(thing).get("link_flair_text"):
            flairs[f"reddit:t3_{record['id']}"] = str(flair)
    return Found(batch=gathering.block(0).batch(), flairs=flairs, after=after, numbers=numbers)


def plain(thing: Any) -> dict[str, Any]:
    """The fields that we read, from what the object holds already: asking praw for more would ask Reddit."""
    held = vars(thing)
    record = {name: held[name] for name in _FIELDS if name in held}
    author, subreddit = held.get("author"), held.get("subreddit")
    record["author"] = "[deleted]" if author is None else str(vars(author).get("name") or "[deleted]")
    if subreddit is not None:
        record["subreddit"] = subreddit if isinstance(subreddit, str) else str(vars(subreddit)["display_name"])
    if _removed_by_moderator(held):
        record["removed_by_category"] = "moderator"
    return record


def _removed_by_moderator(held: dict[str, Any]) -> bool:
    """Moderators still see what they removed; what a filter holds back for them is not decided yet."""
    remover = held.get("banned_by")
    return isinstance(remover, str) and remover.lower() != "automoderator" and not held.get("approved_by")


def _number(native: Any) -> int:
    try:
        return int(str(native), 36)
    except ValueError:
        return 0
