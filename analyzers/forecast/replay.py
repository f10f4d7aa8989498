"""Play a brand's contacts again and stop at any moments: the pasts as they stood then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from analyzers.forecast.pasts import (
    ANY_HALF_LIVES,
    DAY_HALF_LIVES,
    HORIZON,
    Flags,
    Floats,
    Ints,
    Pasts,
    distinct,
    fade,
    fade_days,
    sums,
)
from analyzers.forecast.tempo import NAMES, with_tempo
from analyzers.ledgers import DAY_MS, IN_HALF_LIVES, OUT_HALF_LIVES

_BEGINNING = -(10**7)


class Contacts(msgspec.Struct, frozen=True):
    """All contacts of one brand, and what its members did anywhere, as columns in order of time.

    ``row`` is the relationship (0 to ``size`` - 1), ``time`` milliseconds since 1970, ``inbound`` member ->
    brand. ``any_row``, ``any_day``, ``any_count`` are the members' messages anywhere by UTC day, one entry
    a member and day.
    """

    size: int
    row: Ints
    time: Ints
    inbound: Flags
    any_row: Ints
    any_day: Ints
    any_count: Floats

    def ordered(self) -> Contacts:
        """The same contacts in order of time."""
        by_time, by_day = np.argsort(self.time, kind="stable"), np.argsort(self.any_day, kind="stable")
        return Contacts(
            self.size, self.row[by_time], self.time[by_time], self.inbound[by_time],
            self.any_row[by_day], self.any_day[by_day], self.any_count[by_day],
        )  # fmt: skip

    def days(self) -> tuple[Ints, Ints, Floats]:
        """Days with a contact, in order: day, row, and days since the row's previous one (0 for its first)."""
        size = np.int64(max(self.size, 1))
        key = distinct(self.time[self.inbound] // DAY_MS * size + self.row[self.inbound])
        day, row = key // size, key % size
        order = np.argsort(row, kind="stable")
        gap = np.zeros(len(day))
        same = np.diff(row[order]) == 0
        gap[order[1:][same]] = np.diff(day[order])[same]
        return day, row, gap


def replay(contacts: Contacts, days: Iterable[int], *, counts: bool = False) -> Iterator[Pasts]:
    """Yield the pasts at each midnight of ``days`` (ascending); contacts at or after it are unknown to it.

    Costs one pass over the contacts, plus one over the relationships for each midnight. ``counts`` adds the
    decayed counts of messages, which baselines read and the forecast does not; without it they have no columns.
    """
    state = _State(contacts, counts)
    for day in days:
        state.forward(day)
        yield state.pasts()


def outcomes(contacts: Contacts, day: int, horizon: int = HORIZON) -> Floats:
    """On how many of the ``horizon`` days from midnight ``day`` each member contacted the brand."""
    low, high = np.searchsorted(contacts.time, [day * DAY_MS, (day + horizon) * DAY_MS])
    rows, times = contacts.row[low:high], contacts.time[low:high]
    rows, times = rows[contacts.inbound[low:high]], times[contacts.inbound[low:high]]
    seen = distinct(rows * horizon + (times // DAY_MS - day)) // horizon
    return np.bincount(seen, minlength=contacts.size).astype(np.float64)


class _State:
    """The running columns of a replay."""

    def __init__(self, contacts: Contacts, counts: bool) -> None:
        size = contacts.size
        self.contacts, self.counts = contacts, counts
        self.day_day, self.day_row, self.day_gap = contacts.days()
        self.day, self.next, self.next_day, self.next_any = _BEGINNING, 0, 0, 0
        self.in_first, self.in_last = np.full(size, np.inf), np.full(size, -np.inf)
        self.out_last, self.any_last = np.full(size, -np.inf), np.full(size, -np.inf)
        self.in_days, self.in_gap = np.zeros(size), np.zeros(size)
        self.in_decayed = np.zeros((size, counts * len(IN_HALF_LIVES)))
        self.in_day_decayed = np.zeros((size, len(DAY_HALF_LIVES)))
        self.out_decayed = np.zeros((size, counts * len(OUT_HALF_LIVES)))
        self.any_decayed = np.zeros((size, counts * len(ANY_HALF_LIVES)))
        self.any_day_decayed = np.zeros((size, len(ANY_HALF_LIVES)))

    def forward(self, day: int) -> None:
        """Move on to midnight ``day``, taking in what happened before it."""
        step, self.day = day - self.day, day
        self.in_day_decayed *= fade(step, DAY_HALF_LIVES)
        if self.counts:
            self.in_decayed *= fade(step, IN_HALF_LIVES)
            self.out_decayed *= fade(step, OUT_HALF_LIVES)
            self.any_decayed *= fade(step, ANY_HALF_LIVES)
        self.any_day_decayed *= fade(step, ANY_HALF_LIVES)
        self._contacts()
        self._contact_days()
        self._activity()

    def _contacts(self) -> None:
        c, low = self.contacts, self.next
        self.next = high = int(np.searchsorted(c.time, self.day * DAY_MS))
        row, inbound, when = c.row[low:high], c.inbound[low:high], c.time[low:high] / DAY_MS
        into, out, age = row[inbound], row[~inbound], self.day - when
        np.minimum.at(self.in_first, into, when[inbound])
        np.maximum.at(self.in_last, into, when[inbound])
        np.maximum.at(self.out_last, out, when[~inbound])
        if self.counts:
            self.in_decayed += sums(into, fade(age[inbound], IN_HALF_LIVES), c.size)
            self.out_decayed += sums(out, fade(age[~inbound], OUT_HALF_LIVES), c.size)

    def _contact_days(self) -> None:
        low, size = self.next_day, self.contacts.size
        self.next_day = high = int(np.searchsorted(self.day_day, self.day))
        row = self.day_row[low:high]
        np.maximum.at(self.in_gap, row, self.day_gap[low:high])
        self.in_days += np.bincount(row, minlength=size)
        self.in_day_decayed += sums(row, fade_days(self.day - self.day_day[low:high], DAY_HALF_LIVES), size)

    def _activity(self) -> None:
        c, low = self.contacts, self.next_any
        self.next_any = high = int(np.searchsorted(c.any_day, self.day))
        row, days = c.any_row[low:high], c.any_day[low:high]
        np.maximum.at(self.any_last, row, days.astype(np.float64))
        weights = fade_days(self.day - days, ANY_HALF_LIVES)
        self.any_day_decayed += sums(row, weights, c.size)
        if self.counts:
            self.any_decayed += sums(row, weights * c.any_count[low:high, None], c.size)

    def pasts(self) -> Pasts:
        """A copy of the columns."""
        size = self.contacts.size
        low, high = np.searchsorted(self.day_day, [self.day - 2 * HORIZON, self.day - HORIZON])
        before = np.zeros(size, dtype=np.bool_)
        before[self.day_row[low:high]] = True
        return with_tempo(
            Pasts(
                day=np.full(size, float(self.day)),
                in_first=self.in_first.copy(),
                in_last=self.in_last.copy(),
                out_last=self.out_last.copy(),
                in_days=self.in_days.copy(),
                in_gap=self.in_gap.copy(),
                in_decayed=self.in_decayed.copy(),
                in_day_decayed=self.in_day_decayed.copy(),
                out_decayed=self.out_decayed.copy(),
                any_last=self.any_last.copy(),
                any_decayed=self.any_decayed.copy(),
                any_day_decayed=self.any_day_decayed.copy(),
                came_before=before,
                tempo=np.zeros((size, len(NAMES))),
            )
        )
