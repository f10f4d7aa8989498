"""The classic twenty features of a relationship's past: recency, frequency and their decays, as a baseline."""

from __future__ import annotations

import numpy as np

from analyzers.forecast.features import seen_anywhere
from analyzers.forecast.pasts import ANY_HALF_LIVES, Floats, Pasts
from analyzers.forecast.tempo import HEARD
from analyzers.ledgers import IN_HALF_LIVES, OUT_HALF_LIVES

_IN, _ANY = (7, 30, 90, 365), (30, 90)
_LONGEST, _LONGEST_OUT = 3650.0, 1095.0

NAMES = (
    "silence", "our silence", "silence anywhere", "active days", "age",
    *(f"in {days} d" for days in _IN), *(f"out {days} d" for days in OUT_HALF_LIVES),
    *(f"any {days} d" for days in _ANY),
    "silence x active days", "silence x age", "silence squared", "heard", "last was ours", "never written to",
)  # fmt: skip


def twenty(pasts: Pasts) -> Floats:
    """One row a relationship, one column for each of NAMES."""
    silence = np.log1p(np.clip(pasts.day - pasts.in_last, 0.0, _LONGEST))
    ours = np.log1p(np.clip(pasts.day - pasts.out_last, 0.0, _LONGEST_OUT))
    anywhere = np.log1p(np.clip(pasts.day - seen_anywhere(pasts), 0.0, _LONGEST))
    often, age = np.log1p(pasts.in_days), np.log1p(np.clip(pasts.day - pasts.in_first, 0.0, _LONGEST))
    return np.column_stack(
        [
            silence, ours, anywhere, often, age,
            np.log1p(pasts.in_decayed[:, [IN_HALF_LIVES.index(days) for days in _IN]]),
            np.log1p(pasts.out_decayed),
            np.log1p(pasts.any_decayed[:, [ANY_HALF_LIVES.index(days) for days in _ANY]]),
            silence * often, silence * age, silence**2,
            pasts.tempo[:, HEARD], pasts.out_last > pasts.in_last, np.isneginf(pasts.out_last),
        ]
    )  # fmt: skip
