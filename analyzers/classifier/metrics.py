"""Figures of a two-way classifier from probabilities and truths, written out in numpy.

``truth`` is a boolean array (true for a take), ``p`` the probabilities of take, both one a message.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

Truth = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Bin(msgspec.Struct, frozen=True):
    """One bar of the reliability picture: messages with probability in ``low`` to ``high``."""

    low: float
    high: float
    messages: int
    mean_p: float
    share: float


def roc_auc(truth: Truth, p: Floats) -> float | None:
    """Probability that a take scores above a give, ties counting half; None without both."""
    takes, gives = int(truth.sum()), int((~truth).sum())
    if not takes or not gives:
        return None
    _, place, counts = np.unique(p, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2
    return float((rank[place][truth].sum() - takes * (takes + 1) / 2) / (takes * gives))


def average_precision(truth: Truth, p: Floats) -> float | None:
    """Area under precision over recall, as a sum over recall steps; messages with equal ``p`` enter together."""
    if not truth.any():
        return None
    found, seen = _swept(truth, p)
    steps = np.diff(found, prepend=0)
    return float((steps * found / seen).sum() / truth.sum())


def recall_at_precision(truth: Truth, p: Floats, precision: float = 0.9) -> float | None:
    """Largest recall that any threshold reaches at that precision (0 if none does)."""
    if not truth.any():
        return None
    found, seen = _swept(truth, p)
    good = found / seen >= precision
    return float(found[good].max() / truth.sum()) if good.any() else 0.0


def f1(truth: Truth, said: Truth) -> float:
    """Harmonic mean of precision and recall of ``said``; 0 where nothing is right."""
    right = int((truth & said).sum())
    both = int(truth.sum() + said.sum())
    return 2 * right / both if both else 0.0


def brier(truth: Truth, p: Floats) -> float:
    """Mean squared distance of probability and truth."""
    return float(((p - truth) ** 2).mean()) if len(p) else 0.0


def reliability(truth: Truth, p: Floats, bins: int = 10) -> tuple[Bin, ...]:
    """Mean probability and share of takes in equal bins of probability; empty bins are left out."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return tuple(
        Bin(n / bins, (n + 1) / bins, int(here.sum()), float(p[here].mean()), float(truth[here].mean()))
        for n in range(bins)
        if (here := place == n).any()
    )


def calibration_error(truth: Truth, p: Floats, bins: int = 10) -> float:
    """Expected calibration error: mean gap of probability and share over the bins, weighted by count."""
    return sum(b.messages * abs(b.mean_p - b.share) for b in reliability(truth, p, bins)) / max(1, len(p))


def _swept(truth: Truth, p: Floats) -> tuple[Floats, Floats]:
    """Takes found and messages seen at each threshold, from the highest probability down."""
    order = np.argsort(-p, kind="stable")
    last = np.append(np.diff(p[order]) != 0, True)
    return np.cumsum(truth[order])[last].astype(float), (np.flatnonzero(last) + 1).astype(float)
