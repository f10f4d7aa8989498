"""From log-odds to honest probabilities: Platt scaling and mixing, fitted on messages that nobody trained on.

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


class Mix(msgspec.Struct, frozen=True):
    """How the network and the wording encoder add up: ``fast * fast_logit + wording * encoder_logit + shift``.

    The encoder reads messages to which the network alone gives a probability of more than ``low``.
    """

    fast: float
    wording: float
    shift: float
    low: float = 0.03

    def reads(self, chances: Floats) -> npt.NDArray[np.bool_]:
        """Which messages the encoder reads, by the network's probabilities."""
        found: npt.NDArray[np.bool_] = chances > self.low
        return found


def fit_calibration(logit: Floats, target: Floats, weight: Floats) -> Calibration:
    """The slope and shift of least weighted log-loss; ``target`` is 0 or 1 a row."""
    slope, shift = _least_loss(np.stack([logit, np.ones_like(logit)], axis=1), target, weight, [1.0, 0.0])
    return Calibration(slope=slope, shift=shift)


def fit_mix(fast: Floats, wording: Floats, target: Floats, weight: Floats) -> Mix:
    """The mix of least weighted log-loss; ``target`` is 0 or 1 a row."""
    columns = np.stack([fast, wording, np.ones_like(fast)], axis=1)
    return Mix(*_least_loss(columns, target, weight, [0.5, 0.5, 0.0]))


def _least_loss(columns: Floats, target: Floats, weight: Floats, start: list[float]) -> list[float]:
    """Weights of the columns, by Newton's method, held near ``start`` by a very little."""
    first = best = np.array(start)
    for _ in range(50):
        p = probabilities(columns @ best)
        slope = columns.T @ (weight * (p - target)) + 1e-3 * (best - first)
        curve = (columns * (weight * p * (1 - p))[:, None]).T @ columns + 1e-3 * np.eye(len(first))
        step = np.linalg.solve(curve, slope)
        best = best - step
        if float(np.abs(step).max()) < 1e-10:
            break
    return [float(round(value, 6)) for value in best]


def probability(logit: float) -> float:
    """The logistic function, safe for any size of ``logit``."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def probabilities(logit: Floats) -> Floats:
    """The logistic function of an array."""
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))
    return found
