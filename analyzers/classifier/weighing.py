"""Before training: a hand-weighted sum of the signs, saturating by role, with a floor for asks beside own things."""

from __future__ import annotations

import math

from analyzers.classifier.reading import Reading
from analyzers.classifier.signs import SIGNS, Hit
from storage.models import Reason

_BIAS = -2.6
#: Signs of one role beyond the strongest count this much of their weight.
_FURTHER = 0.35
_BOTH = 1.3


def weigh(reading: Reading, hits: list[Hit]) -> tuple[float, tuple[Reason, ...]]:
    """Log-odds of *take* and the pushes behind them, largest first."""
    best: dict[int, float] = {hit.sign: SIGNS[hit.sign].weight for hit in hits}
    pushes = []
    for role in ("own", "ask", "give"):
        ranked = sorted((index for index in best if SIGNS[index].role == role), key=lambda i: (-abs(best[i]), i))
        pushes += [(SIGNS[i].says, best[i] * (1.0 if rank == 0 else _FURTHER)) for rank, i in enumerate(ranked)]
    roles = {SIGNS[index].role for index in best}
    if {"own", "ask"} <= roles:
        pushes.append(("names an own thing and asks for something", _BOTH))
    pushes.sort(key=lambda push: (-abs(push[1]), push[0]))
    return _BIAS + sum(push for _, push in pushes), tuple(Reason(text=text, push=push) for text, push in pushes)


def probability(logit: float) -> float:
    """The logistic function, safe for any size of ``logit``."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
