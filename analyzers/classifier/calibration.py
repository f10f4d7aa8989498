"""From log-odds to honest probabilities: Platt scaling, fitted on messages the network did not train on.

Source: J. Platt, "Probabilistic outputs for support vector machines" (1999), fitted by Newton's method.
"""

from __future__ import annotations

import math
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_F = TypeVar("_F", float, Floats)


class Calibration(msgspec.Struct, frozen=True):
    """``calibrated = slope * logit + shift``, both log-odds of *take*."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, logit: _F) -> _F:
        """The calibrated log-odds."""
        return self.slope * logit + self.shift


def fit_calibration(logit: Floats, target: Floats, weight: Floats) -> Calibration:
    """The slope and shift of least weighted log-loss; ``target`` is 0 or 1 a row."""
    columns = np.stack([logit, np.ones_like(logit)], axis=1)
    best = np.array([1.0, 0.0])
    for _ in range(50):
        p = probabilities(columns @ best)
        slope = columns.T @ (weight * (p - target)) + 1e-3 * (best - [1.0, 0.0])
        curve = (columns * (weight * p * (1 - p))[:, None]).T @ columns + 1e-3 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        best = best - step
        if float(np.abs(step).max()) < 1e-10:
            break
    return Calibration(slope=float(round(best[0], 6)), shift=float(round(best[1], 6)))


def probability(logit: float) -> float:
    """The logistic function, safe for any size of ``logit``."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def probabilities(logit: Floats) -> Floats:
    """The logistic function of an array."""
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))
    return found
