"""Weeks in the light of those before them: sums over a few weeks say what a single one is too small to say."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from analyzers.balance import Balance, Counts, weigh

#: How many weeks a window sums up.
WEEKS = 4


def rolling(weeks: Sequence[Balance], minimum: int, length: int = WEEKS) -> tuple[Balance, ...]:
    """For each week the balance of the ``length`` weeks up to it; the first windows are shorter.

    ``weeks`` are rows of the axis ``week``, in order and without gaps.
    """
    return tuple(_window(weeks[max(0, end - length) : end], minimum) for end in range(1, len(weeks) + 1))


def _window(weeks: Sequence[Balance], minimum: int) -> Balance:
    last = weeks[-1]
    counts = Counts(*(sum(getattr(week, name) for week in weeks) for name in Counts._fields))
    summed = weigh(counts, minimum, last.tolerated, last.key)
    return replace(summed, id=last.id, name=last.name, community=last.community)
