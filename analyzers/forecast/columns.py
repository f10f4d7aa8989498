"""Contacts from stored sets of days: one vectorised pass over a hundred thousand relationships."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from analyzers.forecast.pasts import Ints, distinct
from analyzers.forecast.replay import Contacts
from analyzers.ledgers import DAY_MS

#: A packed set of days starts with so many bytes that say how many empty ones were left out.
_HEAD = 2


class Days(msgspec.Struct, frozen=True):
    """UTC days on which something happened in relationship ``row``: pairs in any order, repeats allowed."""

    row: Ints
    day: Ints

    def ordered(self, size: int) -> Days:
        """Each pair once, by day, then row; rows lie in 0 to ``size`` - 1."""
        key = distinct(self.day * np.int64(max(size, 1)) + self.row)
        return Days(key % max(size, 1), key // max(size, 1))

    def to(self, place: Ints) -> Days:
        """The same days in other rows: row n becomes ``place[n]``."""
        return Days(place[self.row], self.day)


def contacts_of_days(size: int, into: Days, out: Days, anywhere: Days) -> Contacts:
    """The contacts of ``size`` relationships, one a day and direction, at its midnight.

    Every feature of the forecast follows from the days alone (see :mod:`analyzers.forecast.features`).
    """
    into, out, anywhere = (one.ordered(size) for one in (into, out, anywhere))
    row, day = np.concatenate([into.row, out.row]), np.concatenate([into.day, out.day])
    inbound = np.arange(len(row)) < len(into.row)
    order = np.argsort(day, kind="stable")
    return Contacts(
        size, row[order], day[order] * DAY_MS, inbound[order], anywhere.row, anywhere.day, np.ones(len(anywhere.row))
    )


def unpack(packed: Sequence[bytes]) -> Days:
    """The days in packed sets (see ``storage.books.pack_days``); row n is ``packed[n]``."""
    length = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed))
    data = np.frombuffer(b"".join(packed), dtype=np.uint8)
    row = np.repeat(np.arange(len(packed)), length)
    start = np.cumsum(length) - length
    filled = np.flatnonzero(length)
    skip = np.zeros(len(packed), dtype=np.int64)
    skip[filled] = data[start[filled]] + 256 * data[start[filled] + 1].astype(np.int64)
    place = np.arange(len(data)) - start[row] - _HEAD
    # Most bytes are empty: only the others are taken apart.
    used = np.flatnonzero((data > 0) & (place >= 0))
    at, bit = np.nonzero(np.unpackbits(data[used][:, None], axis=1, bitorder="little"))
    used = used[at]
    return Days(row[used], (skip[row[used]] + place[used]) * 8 + bit)
