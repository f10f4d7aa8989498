"""Pasts with what followed them: the rows on which forecasts are trained and tested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from analyzers.forecast.pasts import HORIZON, Flags, Floats, Ints, Pasts, stack
from analyzers.forecast.replay import Contacts, outcomes, replay
from analyzers.ledgers import DAY_MS

#: Days between two moments at which forecasts are tried; shorter steps in communities younger than SHORT_DAYS.
STEP, SHORT_STEP, SHORT_DAYS = 30, 10, 600


class Samples(msgspec.Struct, frozen=True):
    """Live relationships at many moments, one a row.

    ``days`` says on how many of the next 30 days a contact came, ``member`` numbers the relationship.
    """

    pasts: Pasts
    days: Floats
    member: Ints

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.days)

    def take(self, rows: Ints | Flags) -> Samples:
        """Some of the rows, by index or mask."""
        return Samples(self.pasts.take(rows), self.days[rows], self.member[rows])

    @property
    def hit(self) -> Floats:
        """1 where a contact came within 30 days, else 0."""
        return (self.days > 0).astype(np.float64)


def origins(first: int, last: int) -> list[int]:
    """The moments to try, as day numbers, in a community seen from ``first`` to ``last`` (milliseconds).

    Every 30 days, or every 10 where less than 600 days were seen; each leaves 30 full days to score.
    """
    start, end = first // DAY_MS, last // DAY_MS
    step = STEP if end - start >= SHORT_DAYS else SHORT_STEP
    return list(range(start + step, end - HORIZON + 1, step))


def samples(contacts: Contacts, days: Iterable[int], *, counts: bool = False) -> Samples:
    """Every live relationship of one brand at each of the moments ``days``; ``counts`` as in ``replay``."""
    parts = []
    for day, pasts in _played(contacts, list(days), counts):
        live = np.flatnonzero(pasts.live)
        parts.append(Samples(pasts.take(live), outcomes(contacts, day)[live], live))
    return join(parts) if parts else samples(contacts, [0], counts=counts)


def join(parts: Sequence[Samples]) -> Samples:
    """Several samples one below the other; members keep their numbers."""
    return Samples(
        stack([part.pasts for part in parts]),
        np.concatenate([part.days for part in parts]),
        np.concatenate([part.member for part in parts]),
    )


def _played(contacts: Contacts, days: list[int], counts: bool) -> Iterable[tuple[int, Pasts]]:
    return zip(days, replay(contacts, days, counts=counts), strict=True)
