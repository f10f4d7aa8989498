"""What a community put up with until now: the share of takes that preceded removals or silence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from statistics import median

from storage.models import GiveTake, Noun

_WINDOW_MS = 30 * 86_400_000
#: Earlier messages within the window below which a share says nothing.
_ENOUGH = 5
#: Messages of each kind below which nothing is learned.
LEAST = 5
#: How much better than chance the learned share must tell trouble from peace (Youden's J).
_CLEAR = 0.2


class Trace(Noun, frozen=True):
    """One message of the brand: was it counted a give or take, and did it end in trouble? ``time`` in milliseconds."""

    time: int
    label: GiveTake | None
    trouble: bool


class Learned(Noun, frozen=True):
    """The median share of takes in the 30 days before messages that ended in trouble, and before the others.

    ``limit`` is the share that best tells the two apart, by Youden's J (Youden 1950, "Index for rating diagnostic
    tests"); None where there are too few of either, or the share does not tell.
    """

    troubled: int
    fine: int
    before_trouble: float | None
    before_peace: float | None
    limit: float | None


def learn(traces: Iterable[Trace]) -> Learned:
    """What share of takes preceded trouble."""
    troubled, fine = list[float](), list[float]()
    window: deque[tuple[int, bool]] = deque()
    takes = 0
    for trace in sorted(traces, key=lambda each: each.time):
        while window and window[0][0] < trace.time - _WINDOW_MS:
            takes -= window.popleft()[1]
        if len(window) >= _ENOUGH:
            (troubled if trace.trouble else fine).append(takes / len(window))
        if trace.label in ("give", "take"):
            window.append((trace.time, trace.label == "take"))
            takes += trace.label == "take"
    return Learned(
        troubled=len(troubled), fine=len(fine),
        before_trouble=median(troubled) if troubled else None, before_peace=median(fine) if fine else None,
        limit=_limit(troubled, fine),
    )  # fmt: skip


def _limit(troubled: Sequence[float], fine: Sequence[float]) -> float | None:
    if min(len(troubled), len(fine)) < LEAST:
        return None
    ordered = sorted({*troubled, *fine})
    scored = [(_youden(troubled, fine, limit), limit) for limit in ordered[:-1]]
    best = max(scored, default=(0.0, 0.0))
    return best[1] if best[0] >= _CLEAR else None


def _youden(troubled: Sequence[float], fine: Sequence[float], limit: float) -> float:
    """Share of troubled messages above the limit, less the share of fine ones above it."""
    above = sum(share > limit for share in troubled) / len(troubled)
    return above - sum(share > limit for share in fine) / len(fine)
