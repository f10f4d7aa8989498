"""Logistic regression pulled towards a prior: few weights, exact Newton steps, numpy alone."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from analyzers.forecast.pasts import Floats

_STEPS = 50
_TOLERANCE = 1e-10


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """A fitted logistic: ``p = sigmoid(intercept + sum(weight * (x - mean) / scale))``."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weight: tuple[float, ...]
    intercept: float

    def parts(self, features: Floats) -> Floats:
        """What each feature adds to the log-odds: the shape of ``features``."""
        standard = (features - np.asarray(self.mean)) / np.asarray(self.scale)
        return np.asarray(standard * np.asarray(self.weight))

    def odds(self, features: Floats) -> Floats:
        """Log-odds of each row of ``features``."""
        slope = np.asarray(self.weight) / np.asarray(self.scale)
        return np.asarray(features @ slope + (self.intercept - float(np.dot(slope, self.mean))))

    def predict(self, features: Floats) -> Floats:
        """Probability of each row of ``features``."""
        return sigmoid(self.odds(features))


def sigmoid(odds: ArrayLike) -> Floats:
    """Probability of log-odds, safe at any size."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(odds, dtype=np.float64))))


def standards(features: Floats) -> tuple[Floats, Floats]:
    """Mean and scale of each column; a constant column gets scale 1."""
    scale = features.std(axis=0)
    return features.mean(axis=0), np.where(scale > 1e-9, scale, 1.0)


def fit(
    names: tuple[str, ...], features: Floats, outcome: Floats, *, weight: ArrayLike = 1.0, ridge: float = 1.0
) -> Weights:
    """Fit from nothing: maximum likelihood with a ridge on every weight but the intercept.

    ``outcome`` is a share between 0 and 1 a row; ``weight`` counts each row so many times.
    """
    mean, scale = standards(features)
    blank = Weights(
        names=names, mean=tuple(mean), scale=tuple(scale), weight=(0.0,) * len(names), intercept=0.0
    )  # fmt: skip
    return update(blank, features, outcome, weight=weight, pull=ridge, pull_intercept=1e-6)


def update(
    prior: Weights,
    features: Floats,
    outcome: Floats,
    *,
    weight: ArrayLike = 1.0,
    pull: float = 300.0,
    pull_intercept: float = 100.0,
) -> Weights:
    """Move ``prior`` by evidence: minimise log-loss + half the sum of pull * (w - w_prior)^2.

    Scales stay the prior's, so the same pull means the same in every community.
    """
    x = np.column_stack([np.ones(len(features)), (features - np.asarray(prior.mean)) / np.asarray(prior.scale)])
    start = np.array([prior.intercept, *prior.weight])
    pulls = np.full(len(start), pull)
    pulls[0] = pull_intercept
    w = _newton(x, np.asarray(outcome), np.broadcast_to(np.asarray(weight, dtype=np.float64), len(x)), start, pulls)
    return msgspec.structs.replace(prior, weight=tuple(w[1:].tolist()), intercept=float(w[0]))


def _newton(x: Floats, y: Floats, weight: Floats, start: Floats, pulls: Floats) -> Floats:
    w, loss = start.copy(), _loss(x, y, weight, start, start, pulls)
    for _ in range(_STEPS):
        p = sigmoid(x @ w)
        slope = x.T @ (weight * (p - y)) + pulls * (w - start)
        curve = (x.T * (weight * p * (1 - p))) @ x
        curve[np.diag_indices_from(curve)] += pulls + 1e-9
        step: Floats = np.linalg.solve(curve, slope).astype(np.float64)
        w, loss, gain = _damped(x, y, weight, start, pulls, w, step, loss)
        if gain <= _TOLERANCE * max(1.0, loss):
            break
    return w


def _damped(
    x: Floats, y: Floats, weight: Floats, start: Floats, pulls: Floats, w: Floats, step: Floats, loss: float
) -> tuple[Floats, float, float]:
    """Take the longest halving of a Newton step that lowers the loss."""
    for halving in range(20):
        trial = w - step * 0.5**halving
        new = _loss(x, y, weight, trial, start, pulls)
        if new <= loss:
            return trial, new, loss - new
    return w, loss, 0.0


def _loss(x: Floats, y: Floats, weight: Floats, w: Floats, start: Floats, pulls: Floats) -> float:
    odds = x @ w
    return float(np.dot(weight, np.logaddexp(0.0, odds) - y * odds) + 0.5 * np.dot(pulls, (w - start) ** 2))
