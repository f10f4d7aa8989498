"""Keep the store true to Reddit: the heads of listings, what hangs below the brand's posts, edits and deletions.

Everything runs on the one thread that owns praw; the store is asked through a :data:`Door`. Each answer is
one transaction with its cursor, and everything may be read twice, so a kill at any instant does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

import msgspec

from bot.connectors import reddit_reading as reading
from bot.connectors.reddit import PlaceClosedError, Reddit, Tell
from bot.connectors.reddit_convert import Found
from bot.connectors.reddit_reading import Feed
from bot.services.derive import Deriver
from storage.conversation import Changes, Cursor
from storage.models import Batch, to_millis
from storage.store import Store

R = TypeVar("R")

#: How many messages a round of checks takes at a time.
_CHUNK = 100
#: A clock that was wrong is believed no further than this.
_SKEW = timedelta(hours=1)


class Door(Protocol):
    """Runs a job with the store and the brand's deriver, wherever they live, and returns its result."""

    def __call__(self, job: Callable[[Store, Deriver | None], R]) -> R:
        """The result of ``job``."""
        ...


class Plan(msgspec.Struct, frozen=True):
    """What to read: subreddits and accounts by name, the inbox if there is one.

    ``ages`` are the ages in days at which a message is looked at again, ``budget`` how many requests a thread's
    folded comments may cost, ``profiles`` how many members' profiles are read in a round.
    """

    subreddits: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    inbox: bool = False
    budget: int = 32
    ages: tuple[float, ...] = (0.05, 0.25, 1.0, 3.0, 7.0, 30.0)
    profiles: int = 0

    def feeds(self) -> list[Feed]:
        """All listings to follow."""
        made = [Feed(kind=kind, account=name) for name in self.accounts for kind in ("submissions", "comments")]
        made += [Feed(kind=kind, subreddit=name) for name in self.subreddits for kind in ("submissions", "comments")]
        return [*made, Feed(kind="mentions"), Feed(kind="inbox")] if self.inbox else made


class Pulled(msgspec.Struct):
    """What one round brought; ``closed`` are the places that could not be read, with the reason."""

    new: int = 0
    altered: int = 0
    problems: int = 0
    closed: dict[str, str] = {}


class Pull:
    """One round after the other over everything in a plan."""

    def __init__(self, reddit: Reddit, door: Door, plan: Plan, *, tell: Tell = lambda line: None) -> None:
        """``tell`` hears what a person should know, each thing once."""
        self.reddit, self.door, self.plan, self._tell = reddit, door, plan, tell
        self._told: set[str] = set()
        self._own = frozenset(f"reddit:{name.lower()}" for name in plan.accounts)

    def tell(self, line: str) -> None:
        """Tell something once."""
        if line not in self._told:
            self._told.add(line)
            self._tell(line)

    def round(self, now: datetime) -> Pulled:
        """Bring everything up to date. Raises SourceError when Reddit as a whole cannot be read."""
        done = Pulled()
        for feed in self.plan.feeds():
            self._open(feed.about, partial(self.follow, feed, done), done)
        self._open("replies", lambda: self.replies(now, done), done)
        self._open("edits", lambda: self.recheck(now, done), done)
        self._open("profiles", self.profiles, done)
        return done

    def _open(self, about: str, read: Callable[[], None], done: Pulled) -> None:
        try:
            read()
        except PlaceClosedError as error:
            done.closed[about] = str(error)
            self.tell(str(error))

    # -- the heads of listings -----------------------------------------------------------------

    def follow(self, feed: Feed, done: Pulled) -> None:
        """Read a listing from its head down to what is known; the cursor moves when all between is stored."""
        cursor = self.door(lambda store, _: store.cursor(feed.id))
        known, newest, after = cursor.position if cursor else 0, cursor.position if cursor else 0, None
        while True:
            page = reading.page(self.reddit, feed, after)
            times = [m.time for m in page.batch.messages]
            newest = max([newest, *page.numbers])
            reached = bool(known) and (page.numbers or [0])[-1] <= known
            last = reached or page.after is None or page.after == after
            self._keep(feed.id, self._with_parents(feed, page), Cursor(newest, True, None) if last else None, done)
            if last:
                break
            after = page.after
        self._remark(feed, min(times, default=None), gap=bool(known) and not reached, first=not known)

    def _with_parents(self, feed: Feed, page: Found) -> Found:
        """The page, and what its messages answer where that is new to us: whom the brand spoke to is half the story."""
        if feed.subreddit:
            return page
        here = {message.id for message in page.batch.messages}
        wanted = {key for m in page.batch.messages for key in (m.reply_to, m.thread) if key} - here
        missing = self.door(lambda store, _: store.unknown(wanted))
        if not missing:
            return page
        above = reading.single(self.reddit, sorted(_native(key) for key in missing), feed.about)
        return msgspec.structs.replace(page, batch=_joined(page.batch, above.batch), flairs=page.flairs | above.flairs)

    def _remark(self, feed: Feed, oldest: datetime | None, *, gap: bool, first: bool) -> None:
        if gap:
            self.tell(
                f"{feed.about}: more {feed.kind} came than Reddit lists, so some are missing; load a dump for them."
            )
        elif first and oldest and feed.kind in ("comments", "submissions"):
            self.tell(
                f"{feed.about}: Reddit lists {feed.kind} back to {oldest:%Y-%m-%d};"
                " for older ones load a dump: givetake import DUMP"
            )

    # -- what changes later --------------------------------------------------------------------

    def replies(self, now: datetime, done: Pulled) -> None:
        """Read what hangs below the brand's own posts when they reach one of the ages."""
        seen: set[str] = set()
        for messages, cursor in self._due("reddit:replies", now, self._own):
            for key, thread in messages:
                if thread and _native(thread) not in seen:
                    self._below(key, thread, seen, done)
            self._keep("reddit:replies", None, cursor, done)

    def _below(self, key: str, thread: str, seen: set[str], done: Pulled) -> None:
        submission, native = _native(thread).removeprefix("t3_"), _native(key)
        comment = native.removeprefix("t1_") if native.startswith("t1_") else None
        if comment is None:
            seen.add(native)
        try:
            found = reading.thread(self.reddit, submission, comment, budget=self.plan.budget)
        except PlaceClosedError:
            return  # gone, or its subreddit closed: the checks of edits and deletions follow it
        self._keep("reddit:replies", found, None, done)

    def recheck(self, now: datetime, done: Pulled, *, everything: bool = False) -> None:
        """Look again at what reaches one of the ages (or everything): edits, deletions and removals are followed."""
        source = "reddit:recheck:everything" if everything else "reddit:recheck"
        for messages, cursor in self._due(source, now, None, everything=everything):
            found = reading.single(self.reddit, [_native(key) for key, _ in messages], "edits") if messages else None
            self._keep(source, found, cursor, done)

    def _due(
        self, source: str, now: datetime, authors: frozenset[str] | None, *, everything: bool = False
    ) -> Iterable[tuple[Sequence[tuple[str, str | None]], Cursor]]:
        """Messages that reached an age since the last whole round, a chunk at a time with the cursor after it.

        The cursor holds the end of the last whole round and, within one, its own end and the last message.
        """
        cursor = self.door(lambda store, _: store.cursor(source))
        since, until, after = _progress(cursor, now)
        spans = [(since - days, until - days) for days in (int(age * 86_400_000) for age in self.plan.ages)]
        if everything or (cursor is None and authors is not None):
            spans = [(0, until)]  # the first round takes all of the brand's posts
        elif cursor is None:
            spans = []  # the listings were read just now
        while True:
            chunk = self.door(partial(_written, spans=spans, authors=authors, after=after))
            whole = len(chunk) < _CHUNK
            after = chunk[-1][0] if chunk else after
            yield chunk, Cursor(until, True, None) if whole else Cursor(since, False, f"{until} {after}")
            if whole:
                return

    def profiles(self) -> None:
        """Read what some members say of themselves: it may name their other accounts."""
        if not self.plan.profiles:
            return
        for account in self.door(lambda store, deriver: _unread(store, deriver, self.plan.profiles)):
            text = reading.profile(self.reddit, _native(account))
            self.door(partial(_put_profile, account=account, text=text))

    # -- storing -------------------------------------------------------------------------------

    def _keep(self, source: str, found: Found | None, cursor: Cursor | None, done: Pulled) -> None:
        """Store an answer and its cursor in one transaction."""
        changes = self.door(lambda store, deriver: keep(store, deriver, source, found, cursor))
        done.new += len(changes.rows)
        done.altered += len(changes.altered)
        done.problems += len(found.batch.problems) if found else 0


def keep(store: Store, deriver: Deriver | None, source: str, found: Found | None, cursor: Cursor | None) -> Changes:
    """Store an answer with the brand's derived rows and the cursor, all or nothing."""
    changes = Changes()
    with store.transaction():
        if found and (found.batch.messages or found.batch.problems):
            changes = store.put(found.batch)
            store.put_flairs({key: text for key, text in found.flairs.items() if not store.unknown([key])})
            if changes.rows or changes.altered or changes.accounts:
                if deriver:
                    deriver.apply(changes)
                store.mark_others_stale(deriver.brand.name if deriver else None)
        if cursor and store.cursor(source) != cursor:
            store.set_cursor(source, cursor)
    return changes


def _progress(cursor: Cursor | None, now: datetime) -> tuple[int, int, str]:
    """(end of the last whole round, end of this one, last message done) in milliseconds."""
    moment = to_millis(now)
    if cursor is None:
        return 0, moment, ""
    if cursor.digest:
        until, after = cursor.digest.split(" ", 1)
        return cursor.position, int(until), after
    if cursor.position > to_millis(now + _SKEW):  # the clock was set back
        return to_millis(now - timedelta(days=1)), moment, ""
    return cursor.position, max(moment, cursor.position), ""


def _unread(store: Store, deriver: Deriver | None, limit: int) -> list[str]:
    return store.talkers(deriver.brand.name, "reddit", limit) if deriver else []


def _written(
    store: Store, _: Deriver | None, spans: Sequence[tuple[int, int]], authors: frozenset[str] | None, after: str
) -> list[tuple[str, str | None]]:
    return store.written("reddit", spans, authors, _CHUNK, after)


def _put_profile(store: Store, _: Deriver | None, account: str, text: str) -> None:
    with store.transaction():
        if store.known_accounts([account]):
            store.put_profile(account, text)


def _joined(first: Batch, second: Batch) -> Batch:
    fields = ("messages", "accounts", "channels", "communities", "problems")
    return msgspec.structs.replace(first, **{name: getattr(first, name) + getattr(second, name) for name in fields})


def _native(key: str) -> str:
    return key.split(":", 1)[1]
