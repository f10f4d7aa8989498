"""From forecasts to states: Failed, Strong, Weakening, Growing, by fixed thresholds and the member's own norm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzers.forecast.pasts import Flags, Floats
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
    """The state of each row at one look, by the rules in this order.

    Failed: ``p`` below .05. Strong: .50 and more. Weakening: below the own norm, or .50 and more a month
    ago. Growing: the others, people new to us among them. NaN in ``norm`` or ``month_ago`` means none;
    NaN in ``p`` gives UNSEEN.
    """
    found = np.select(
        [~np.isfinite(p), p < FAILED, p >= STRONG, _weaker(p, norm, month_ago)], [UNSEEN, 0, 3, 1], default=2
    )
    return found.astype(np.int8)


def steady(p: Floats, norm: Floats, month_ago: Floats, quiet: Floats) -> States:
    """The states to tell people of: the two outer ones must hold before they are called.

    Strong needs a contact within the last month (``quiet`` are the days since the last one), Failed a forecast as
    low a month ago; until then the relationship is Weakening (or, above its norm, Growing). That is
    what a reader expects of the words, and such calls come true more often.
    """
    found = states(p, norm, month_ago)
    inner = np.where(_weaker(p, norm, month_ago), 1, 2).astype(np.int8)
    found = np.where((found == ORDER.index("Failed")) & (month_ago >= FAILED), np.int8(1), found)
    return np.where((found == ORDER.index("Strong")) & (quiet > MONTH), inner, found)


def _weaker(p: Floats, norm: Floats, month_ago: Floats) -> Flags:
    return np.asarray((p < norm) | (month_ago >= STRONG))


def quiet_days(day: Floats, in_last: Floats) -> Floats:
    """Days from the UTC day of the last contact to midnight ``day``: 1 after one on the day before."""
    return np.asarray(day - np.floor(in_last))


def word(state: int) -> State | None:
    """The name of a state's number."""
    return None if state == UNSEEN else ORDER[state]


def settled(announced: State | None, last_look: State | None, now: State | None) -> State | None:
    """The state to show after a new look: a change is announced only when it held at two looks in a row.

    ``announced`` is what was shown before, ``last_look`` what was seen then; None where there was no state.
    """
    return now if last_look is None or announced is None or now == last_look else announced
