"""Backfill: read channels from where we stopped, a page a transaction, so that a kill at any instant loses nothing."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from bot.connectors.happenings import Happening, Page, Removed, UnreadableError
from bot.services.listen import HISTORY, SINCE, Heard, Journal, Recorder, number
from bot.services.notices import Notices
from storage.conversation import Cursor
from storage.models import from_millis, to_millis
from storage.store import Store
from storage.worker import StoreWorker

_log = logging.getLogger("givetake.backfill")
_DISCORD_EPOCH_MS = 1_420_070_400_000
#: A channel that was silent for longer is, after a short break, only asked when Discord names a newer message.
_RECENT = timedelta(days=7)
#: No look back reads more messages of a channel again than this.
_FARTHEST = 5000
#: Messages this young may be on their way still.
_FRESH_MS = 10_000
_TRIES = 6


def sent(number: int) -> int:
    """The time of a Discord message in milliseconds since 1970, from its number."""
    return (number >> 22) + _DISCORD_EPOCH_MS


def first_of(moment: datetime) -> int:
    """The least number that a Discord message of this time or later has."""
    return max(0, to_millis(moment) - _DISCORD_EPOCH_MS) << 22


class Back(msgspec.Struct, frozen=True):
    """How far before the cursor to read again: what was edited or deleted meanwhile shows only there.

    At least so many ``messages``, and all ``since`` a time; ``thorough`` looks at silent channels, too.
    """

    messages: int = 50
    since: datetime | None = None
    thorough: bool = False


class Reading(Protocol):
    """A place whose history can be read."""

    id: str
    name: str

    @property
    def latest(self) -> int | None:
        """The newest message's number as far as known."""
        ...

    @property
    def began(self) -> datetime:
        """When the place was made."""
        ...

    async def page(self, after: int) -> Page:
        """The page behind a message. Raises UnreadableError."""
        ...

    async def lacks(self, message: int) -> bool:
        """Whether the place surely does not hold this message any more. Raises UnreadableError."""
        ...


class Filled(msgspec.Struct):
    """What a backfill did.

    ``unread`` names the places that could not be read, and why; ``again`` says that for some it may be tried again.
    Of a round, ``expected`` counts the places to read and ``first`` those that were read before it.
    """

    places: int = 0
    pages: int = 0
    messages: int = 0
    new: int = 0
    altered: int = 0
    unread: dict[str, str] = {}
    again: bool = False
    first: int = 0
    expected: int = 0


class Progress(Protocol):
    """Somebody who watches: a bar on the terminal, a message in Discord."""

    def at(self, name: str, share: float, filled: Filled) -> Awaitable[None] | None:
        """``share`` of the time span of the place ``name`` is read; ``filled`` counts all places."""
        ...


class _From(msgspec.Struct, frozen=True):
    """Where to go on: the cursor's source and position, and behind which message to look again.

    ``broken`` says that an earlier reading did not come to its end.
    """

    source: str
    position: int
    again: int
    known: bool
    broken: bool = False


class Backfiller:
    """Reads places one after the other; live messages may go on meanwhile."""

    def __init__(
        self, worker: StoreWorker, recorder: Recorder, journal: Journal | None, notices: Notices, *,
        heard: Heard | None = None, wait: float = 2.0,
    ) -> None:  # fmt: skip
        """``journal`` is told which places are settled; ``wait`` seconds, then twice as many, pass between tries."""
        self._worker, self._recorder, self._journal, self._notices = worker, recorder, journal, notices
        self._heard, self._wait = heard, wait
        self._busy: dict[str, asyncio.Lock] = {}

    async def run(
        self, readings: Sequence[Reading], *, whole: bool, progress: Progress | None = None,
        into: Filled | None = None, back: Back = Back(),  # noqa: B008  it is frozen
    ) -> Filled:  # fmt: skip
        """Read each place to its end: from its beginning where ``whole``, else from where we know it.

        A place that cannot be read is told of once and passed over. Counts go on ``into``. Raises StoreError.
        """
        filled = into or Filled()
        for reading in readings:
            async with self._busy.setdefault(reading.id, asyncio.Lock()):
                await self._one(reading, whole, filled, progress, back)
        return filled

    async def _one(self, reading: Reading, whole: bool, filled: Filled, progress: Progress | None, back: Back) -> None:
        filled.places += 1
        key = f"unread:{reading.id}"
        try:
            await self._read(reading, whole, filled, progress, back)
        except UnreadableError as error:
            filled.unread[reading.name] = error.plain
            filled.again |= error.passing
            self._notices(key, f"{error.plain} {error.remedy}".strip())
        else:
            filled.unread.pop(reading.name, None)
            self._notices.again(key)

    async def _read(self, reading: Reading, whole: bool, filled: Filled, progress: Progress | None, back: Back) -> None:
        start = await self._worker.run(_start, reading.id, reading.latest, whole, back)
        if not self._needless(reading, start, back):
            await self._pages(reading, start, filled, progress)
        if start.broken and back.thorough:  # what changed before the place where it was broken off
            await self._pages(
                reading, await self._worker.run(_start, reading.id, reading.latest, whole, back), filled, progress
            )
        if self._journal:
            self._journal.settle(reading.id, start.source)

    async def _pages(self, reading: Reading, start: _From, filled: Filled, progress: Progress | None) -> None:
        after, position = start.again, start.position
        while True:
            newest = await self._worker.run(_newest, reading.id)
            page = await self._page(reading, after)
            gone = await self._gone(reading, page, after, newest)
            await self._store(reading, page, gone, position, start, filled)
            after, position = page.last, max(page.last, position)
            await self._tell(progress, reading, after, filled)
            if page.end:
                return

    async def _gone(self, reading: Reading, page: Page, after: int, newest: int) -> list[str]:
        """What we held before the page was asked for, up to ``newest``, and the page does not: it was deleted.

        Where that may be wrong (an empty page may be a missing permission, the latest messages may not have
        reached all of Discord) the message itself is asked for.
        """
        last = newest if page.end else min(newest, page.last)
        if after >= last:
            return []
        there = {event.message.id for event in page.spoken}
        held = await self._worker.run(_standing, reading.id, after, last)
        missing = [one for one in held if one not in there]
        if missing and not page.spoken:
            return missing if await reading.lacks(number(missing[-1])) else []
        fresh = newest - (_FRESH_MS << 22)
        gone = [one for one in missing if number(one) <= fresh]
        return gone + [one for one in missing if number(one) > fresh and await reading.lacks(number(one))]

    def _needless(self, reading: Reading, start: _From, back: Back) -> bool:
        """Whether Discord's own list of channels already says that there is nothing to read."""
        latest = reading.latest
        if latest is None or latest > start.position:
            return False
        silent = datetime.now(UTC) - from_millis(sent(latest)) > _RECENT
        return not start.known or (silent and not back.thorough)

    async def _page(self, reading: Reading, after: int) -> Page:
        """A page; passing trouble is waited out for a while."""
        for attempt in range(_TRIES):
            try:
                return await reading.page(after)
            except UnreadableError as error:
                if not error.passing or attempt == _TRIES - 1:
                    raise
                pause = self._wait * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311  spreads retries, guards nothing
                _log.warning("page failed, trying again", extra={"channel": reading.id, "seconds": round(pause, 2)})
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _store(
        self, reading: Reading, page: Page, gone: list[str], position: int, start: _From, filled: Filled
    ) -> None:
        """Store a page with its cursor, and the removal of what is ``gone``; behind everything that we heard before."""
        if self._journal:
            await self._journal.flush()
        done = page.end or (start.known and not start.broken and page.last < position)
        cursors = {start.source: Cursor(max(page.last, position), done, None)}
        happenings: list[Happening] = [*page.spoken, *([Removed(tuple(gone))] if gone else [])]
        begun = time.monotonic()
        changes = await self._worker.run(self._recorder.record, happenings, cursors)
        filled.pages += 1
        filled.messages += len(page.spoken)
        filled.new += len(changes.rows)
        filled.altered += len(changes.altered)
        _log.info(
            "page",
            extra={"channel": reading.id, "messages": len(page.spoken), "seconds": round(time.monotonic() - begun, 3)},
        )
        if self._heard:
            self._heard(changes)

    @staticmethod
    async def _tell(progress: Progress | None, reading: Reading, after: int, filled: Filled) -> None:
        if progress is None:
            return
        began, now = to_millis(reading.began), to_millis(datetime.now(UTC))
        share = min(1.0, max(0.0, (sent(after) - began) / max(1, now - began)))
        telling = progress.at(reading.name, share, filled)
        if telling is not None:
            await telling


def _start(store: Store, channel: str, latest: int | None, whole: bool, back: Back) -> _From:
    """Where to go on reading a channel. One that is followed without its past begins at its newest message."""
    history, since = store.cursor(HISTORY + channel), store.cursor(SINCE + channel)
    if history:
        again = _overlap(store, channel, history, back) if history.done else history.position
        return _From(HISTORY + channel, history.position, again, True, not history.done)
    if whole:
        return _From(HISTORY + channel, 0, 0, False)
    if since:
        again = _overlap(store, channel, since, back)
        return _From(SINCE + channel, since.position, again, True, not since.done)
    begin = latest or 0
    with store.transaction():
        store.set_cursor(SINCE + channel, Cursor(begin, True, str(begin)))
    return _From(SINCE + channel, begin, begin, False)


def _overlap(store: Store, channel: str, cursor: Cursor, back: Back) -> int:
    """A little before the cursor, so that late edits and deletions show; a cursor's digest says where it began."""
    begin, until = int(cursor.digest or 0), sent(cursor.position)
    near, far = (store.earlier(channel, until, count) for count in (back.messages, _FARTHEST))
    again = number(near) if near else 0
    if back.since:
        again = min(again, first_of(back.since) - 1)
    return min(cursor.position, max(begin, number(far) if far else 0, again))


def _standing(store: Store, channel: str, after: int, last: int) -> list[str]:
    """The messages of a channel that we hold behind ``after`` up to ``last``, oldest first."""
    return [one for one in store.standing(channel, sent(after) - 1, sent(last)) if after < number(one) <= last]


def _newest(store: Store, channel: str) -> int:
    """The number of the latest message of a channel that we hold."""
    return number(store.earlier(channel, 1 << 60, 0) or "")
