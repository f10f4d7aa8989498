"""What a moderator's login can see and do: the mod queue, the mod log, reports, mod notes, modmail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from bot.connectors.reddit import PlaceClosedError, PlaceGoneError, Reddit
from bot.connectors.reddit_convert import Found, found
from storage.models import GiveTake

_WORDS: dict[str, GiveTake] = {
    "removelink": "take", "removecomment": "take", "spamlink": "take", "spamcomment": "take",
    "approvelink": "give", "approvecomment": "give",
}  # fmt: skip
_MACHINES = frozenset(("automoderator", "reddit", "anti-evil operations"))
#: Reddit cuts a report's reason at 100 characters and a note at 250.
_REASON, _NOTE = 100, 250


class Ruling(msgspec.Struct, frozen=True):
    """A human moderator removed a post (``take``) or approved it (``give``); ``time`` in milliseconds."""

    message: str
    word: GiveTake
    moderator: str
    time: int


def queue(reddit: Reddit, subreddit: str) -> Found:
    """What waits for the moderators of a subreddit."""
    listing = reddit.ask(
        lambda: reddit.praw.get(f"r/{subreddit}/about/modqueue/", params={"limit": 100}), f"r/{subreddit}'s mod queue"
    )
    return found(f"reddit:r/{subreddit}:queue", getattr(listing, "children", ()))


def rulings(reddit: Reddit, subreddit: str, since: int) -> list[Ruling]:
    """What human moderators decided after ``since`` (ms), the oldest first; as far back as 1,000 entries."""
    about = f"r/{subreddit}'s mod log"
    found, after = list[Ruling](), ""
    for _ in range(10):
        params: dict[str, str | int] = {"limit": 100} | ({"after": after} if after else {})
        try:
            listing = reddit.ask(partial(reddit.praw.get, f"r/{subreddit}/about/log/", params=params), about)
        except PlaceGoneError:
            if not after:
                raise
            break
        entries = [vars(each) for each in getattr(listing, "children", ())]
        found += [ruling for ruling in _rulings(entries) if ruling.time > since]
        after = getattr(listing, "after", None) or ""
        if not after or any(_millis(each) <= since for each in entries):
            break
    return sorted(found, key=lambda each: (each.time, each.message))


def _rulings(entries: list[dict[str, Any]]) -> Iterator[Ruling]:
    for entry in entries:
        moderator = entry.get("_mod") or entry.get("mod") or ""
        name = moderator if isinstance(moderator, str) else str(vars(moderator).get("name") or "")
        word, target = _WORDS.get(str(entry.get("action"))), str(entry.get("target_fullname") or "")
        if word and name.lower() not in _MACHINES and target[:3] in ("t1_", "t3_"):
            yield Ruling(message=f"reddit:{target}", word=word, moderator=name, time=_millis(entry))


def _millis(entry: dict[str, Any]) -> int:
    return int(float(entry.get("created_utc") or 0) * 1000)


def report(reddit: Reddit, fullname: str, reason: str) -> None:
    """Report a post to the moderators of its subreddit."""
    _once(reddit, "api/report/", {"id": fullname, "reason": reason[:_REASON]})


def note(reddit: Reddit, fullname: str, subreddit: str, account: str, text: str) -> None:
    """Add a mod note about a post to its author."""
    data = {"reddit_id": fullname, "subreddit": subreddit, "user": account, "note": text[:_NOTE], "label": "SPAM_WATCH"}
    _once(reddit, "api/mod/notes", data)


def modmail(reddit: Reddit, subreddit: str, subject: str, body: str) -> None:
    """Open a discussion among the moderators of a subreddit."""
    _once(reddit, "api/mod/conversations/", {"srName": subreddit, "subject": subject[:100], "body": body[:10_000]})


def _once(reddit: Reddit, path: str, data: dict[str, Any]) -> None:
    """Do something that must not be done twice: no second try of ours. Raises the errors of :meth:`Reddit.ask`."""
    patience, reddit.patience = reddit.patience, 0.0
    try:
        answer = reddit.ask(partial(reddit.praw.request, method="POST", path=path, data=data), "an act of moderation")
    finally:
        reddit.patience = patience
    inner = answer.get("json") if isinstance(answer, dict) else None
    if isinstance(inner, dict) and inner.get("errors"):
        raise PlaceClosedError(f"Reddit refuses it: {inner['errors'][0]}.", "Check what the login may do there.")
