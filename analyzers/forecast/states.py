"""From forecasts to states: Failed, Strong, Weakening, Growing, by fixed thresholds and the member's own norm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzers.forecast.pasts import Floats
from storage.models import State

#: Below this probability of a contact in 30 days a relationship is Failed, from the second on it is Strong.
FAILED, STRONG = 0.05, 0.50
#: A norm is the mean over up to so many earlier moments, so many days apart.
NORM_MONTHS, MONTH = 6, 30
#: States as small numbers, worst first; UNSEEN is too little seen to say.
ORDER: tuple[State, ...] = ("Failed", "Weakening", "Growing", "Strong")
UNSEEN = -1

States = NDArray[np.int8]


def norms(earlier: Floats) -> Floats:
    """The mean of each row's known forecasts: ``earlier`` is (rows, moments) with NaN where unknown.

    NaN for people new to us, who have no earlier forecast.
    """
    known = np.isfinite(earlier)
    count = known.sum(axis=1)
    total = np.where(known, earlier, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(earlier), np.nan), where=count > 0))


def states(p: Floats, norm: Floats, month_ago: Floats) -> States:
    """The state of each row by the rules, in this order.

    Failed: ``p`` below .05. Strong: .50 and more. Weakening: below the own norm, or Strong a month
    ago. Growing: the others, people new to us among them. NaN in ``norm`` or ``month_ago`` means none;
    NaN in ``p`` gives UNSEEN.
    """
    weaker = (p < norm) | (month_ago >= STRONG)
    found = np.select([~np.isfinite(p), p < FAILED, p >= STRONG, weaker], [UNSEEN, 0, 3, 1], default=2)
    return found.astype(np.int8)


def word(state: int) -> State | None:
    """The name of a state's number."""
    return None if state == UNSEEN else ORDER[state]


def settled(announced: State | None, last_look: State | None, now: State | None) -> State | None:
    """The state to show after a new look: a change is announced only when it held at two looks in a row.

    ``announced`` is what was shown before, ``last_look`` what was seen then; None where there was no state.
    """
    return now if last_look is None or announced is None or now == last_look else announced
