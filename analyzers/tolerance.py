"""Where an observed share of takes stands to the share that a community tolerates."""

from __future__ import annotations

from typing import Literal

from analyzers.intervals import Z80, wilson

Word = Literal["above", "probably above", "too close to call", "probably within", "within"]


def stand(takes: int, judged: int, tolerated: float) -> Word:
    """Where ``takes`` of ``judged`` messages (at least one) stand to a ``tolerated`` share.

    Certain when the whole 95 % interval lies on one side, probable when the 80 % interval does, so that a
    probable word errs one time in ten. Where nothing is tolerated, no take at all is within.
    """
    low, high = wilson(takes, judged)
    if high <= tolerated or (tolerated <= 0 and not takes):
        return "within"
    if low > tolerated:
        return "above"
    low, high = wilson(takes, judged, Z80)
    return "probably above" if low > tolerated else "probably within" if high <= tolerated else "too close to call"
