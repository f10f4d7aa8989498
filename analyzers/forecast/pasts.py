"""What is known of many relationships at a moment, as columns: the input of every forecast.

A *contact* is an inbound exchange (member -> brand). Moments are UTC midnights, written as day numbers
since 1970-01-01, because a member's activity anywhere is known by the day: day ``d`` is seen in full at
midnight ``d + 1``, so no feature sees past its moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from analyzers.ledgers import DAY_MS, IN_HALF_LIVES, OUT_HALF_LIVES
from storage.models import to_millis

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Half-lives in days of the decayed counts of messages anywhere, and of days with any.
ANY_HALF_LIVES = (7, 30, 90)
#: Half-lives in days of the decayed counts of days with a contact.
DAY_HALF_LIVES = (3, 30, 90)
#: Relationships without any contact either way for so many days are out of the question.
LIVE_DAYS = 365
#: The horizon of the forecast in days.
HORIZON = 30


class Pasts(msgspec.Struct, frozen=True):
    """Columns, one entry a relationship, as they stand at midnight ``day``.

    Times ``in_first``, ``in_last``, ``out_last`` are days since 1970 as fractions; ``any_last`` is the day
    number of the last message anywhere. What never happened is ``-inf`` (``in_first``: ``inf``).
    ``in_days`` counts days with a contact, ``in_gap`` is the longest gap between two of them. Decayed
    counts have a column for each half-life: contacts (IN_HALF_LIVES), messages of the brand
    (OUT_HALF_LIVES), messages and days with messages anywhere (ANY_HALF_LIVES), days with a contact
    (DAY_HALF_LIVES); those of messages have no columns where they were not asked for. ``came_before`` marks a
    contact 31 to 60 days ago. ``tempo`` holds the columns of :mod:`analyzers.forecast.tempo`, the same for
    all rows of one brand at one moment.
    """

    day: Floats
    in_first: Floats
    in_last: Floats
    out_last: Floats
    in_days: Floats
    in_gap: Floats
    in_decayed: Floats
    in_day_decayed: Floats
    out_decayed: Floats
    any_last: Floats
    any_decayed: Floats
    any_day_decayed: Floats
    came_before: Flags
    tempo: Floats

    def __len__(self) -> int:
        """Number of relationships."""
        return len(self.day)

    def take(self, rows: Ints | Flags) -> Pasts:
        """Some of the relationships, by index or mask."""
        return Pasts(*(getattr(self, name)[rows] for name in self.__struct_fields__))

    def later(self, days: float) -> Pasts:
        """The same pasts ``days`` later if nothing happens at all; the tempo of the brand is held."""
        return msgspec.structs.replace(
            self,
            day=self.day + days,
            in_decayed=_faded(self.in_decayed, days, IN_HALF_LIVES),
            in_day_decayed=_faded(self.in_day_decayed, days, DAY_HALF_LIVES),
            out_decayed=_faded(self.out_decayed, days, OUT_HALF_LIVES),
            any_decayed=_faded(self.any_decayed, days, ANY_HALF_LIVES),
            any_day_decayed=_faded(self.any_day_decayed, days, ANY_HALF_LIVES),
        )

    @property
    def known(self) -> Flags:
        """Members who contacted the brand at least once."""
        return self.in_first < self.day

    @property
    def last(self) -> Floats:
        """The time of the last contact either way."""
        return np.maximum(self.in_last, self.out_last)

    @property
    def live(self) -> Flags:
        """Members who contacted the brand at least once, with any contact either way in the last 365 days."""
        return self.known & (self.day - self.last <= LIVE_DAYS)


def stack(parts: Sequence[Pasts]) -> Pasts:
    """Several pasts one below the other."""
    return Pasts(*(np.concatenate([getattr(part, name) for part in parts]) for name in Pasts.__struct_fields__))


def midnight(as_of: datetime) -> int:
    """The day number of the first UTC midnight at or after a time."""
    return -(-to_millis(as_of) // DAY_MS)


def _faded(decayed: Floats, days: float, half_lives: Sequence[int]) -> Floats:
    return decayed * fade(days, half_lives) if decayed.shape[1] else decayed


def fade(days: ArrayLike, half_lives: Sequence[int]) -> Floats:
    """``2 ** -(days / half_life)``: one row a number of days (one row for a scalar), one column a half-life."""
    column = np.asarray(days, dtype=np.float64)[..., None]
    faded: Floats = np.exp2(column / -np.asarray(half_lives, dtype=np.float64))
    return faded


def fade_days(days: Ints, half_lives: Sequence[int]) -> Floats:
    """:func:`fade` of whole numbers of days from 0 on, looked up: as exact, and quicker for many."""
    return fade(np.arange(int(days.max(initial=0)) + 1), half_lives)[days]


def sums(rows: Ints, values: Floats, size: int) -> Floats:
    """Sum the lines of ``values`` by row: shape ``(size, columns)``."""
    return np.stack([np.bincount(rows, weights=column, minlength=size) for column in values.T], axis=1)


def distinct(keys: Ints) -> Ints:
    """The different keys in order: sorting beats hashing where most of them differ."""
    found = np.sort(keys)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found
