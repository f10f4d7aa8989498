"""The features of the forecast: fourteen numbers a relationship, each with the group it is explained by."""

from __future__ import annotations

import numpy as np

from analyzers.forecast.because import GROUPS
from analyzers.forecast.pasts import Floats, Pasts
from analyzers.forecast.tempo import QUIET, RETURNED, STAYED, TREND

_SILENCE, _HABIT, _GIVES, _ELSEWHERE, _TEMPO = range(len(GROUPS))

#: Every feature and its group, in the order of the columns of :func:`matrix`.
FEATURES: tuple[tuple[str, int], ...] = (
    ("silence", _SILENCE),
    ("silence beyond longest gap", _SILENCE),
    ("active days of late", _SILENCE),
    ("active days in all", _HABIT),
    ("active days in weeks", _HABIT),
    ("active days in months", _HABIT),
    ("our silence", _GIVES),
    ("never written to", _GIVES),
    ("silence anywhere", _ELSEWHERE),
    ("active days anywhere", _ELSEWHERE),
    ("share who stayed", _TEMPO),
    ("share who returned", _TEMPO),
    ("silence of everybody", _TEMPO),
    ("trend anywhere", _TEMPO),
)
NAMES = tuple(name for name, _ in FEATURES)
_LONGEST, _LONGEST_OUT = 3650.0, 1095.0
_THREE_DAYS, _MONTH, _QUARTER = 0, 1, 2


def matrix(pasts: Pasts) -> Floats:
    """One row a relationship, one column a feature.

    Lengths and counts are taken as logarithms or roots, shares as log-odds or logarithms, because a day
    more or less means much after one day and nothing after a hundred. All of them follow from the UTC days
    on which people wrote, so stored sets of days are enough to forecast.
    """
    silence = _ago(pasts, pasts.in_last, _LONGEST)
    return np.column_stack(
        [
            np.log1p(silence),
            np.maximum(np.log1p(silence) - np.log1p(pasts.in_gap), 0.0),
            np.log1p(pasts.in_day_decayed[:, _THREE_DAYS]),
            np.log1p(pasts.in_days),
            np.log1p(pasts.in_day_decayed[:, _MONTH]),
            np.sqrt(pasts.in_day_decayed[:, _QUARTER]),
            np.log1p(_ago(pasts, pasts.out_last, _LONGEST_OUT)),
            np.isneginf(pasts.out_last),
            np.log1p(_ago(pasts, seen_anywhere(pasts), _LONGEST)),
            np.log(pasts.any_day_decayed[:, _QUARTER] + 0.05),
            np.log(pasts.tempo[:, STAYED] / (1.0 - pasts.tempo[:, STAYED])),
            np.log(pasts.tempo[:, RETURNED]),
            np.log1p(pasts.tempo[:, QUIET]),
            pasts.tempo[:, TREND],
        ]
    )


def seen_anywhere(pasts: Pasts) -> Floats:
    """The day number of the last message anywhere; a contact is one even where the daily counts lack it."""
    return np.maximum(pasts.any_last, np.floor(pasts.in_last))


def grouped(parts: Floats) -> Floats:
    """The columns of a matrix of this shape added up by group: one column for each of GROUPS."""
    groups = np.zeros((parts.shape[1], len(GROUPS)))
    groups[np.arange(len(FEATURES)), [group for _, group in FEATURES]] = 1.0
    return np.asarray(parts @ groups)


def _ago(pasts: Pasts, last: Floats, longest: float) -> Floats:
    return np.clip(pasts.day - np.floor(last), 0.0, longest)
