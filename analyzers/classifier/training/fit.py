"""Fitting the network: Adam on log-loss, a few seeds averaged into one; the same files give the same weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import Numbers, Seen
from analyzers.classifier.network import SCALE, Network
from analyzers.classifier.ngrams import BITS

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_UNITS = 32
_EPOCHS = 10
_BATCH = 256
_RATES = {"grams": 0.02}
_RATE = 0.01
_DECAYS = {"grams": 1e-5, "direct": 1e-4, "hidden": 1e-4, "out": 1e-4}
_DROP = 0.2
#: Rows that are multiplied at once: too few for a BLAS to start threads.
_BLOCK = 24

Weights = dict[str, Numbers]


def gram_matrix(seen: Seen) -> csr_matrix:
    """N-grams as a sparse matrix, messages by buckets, scaled as the network scales them."""
    from scipy.sparse import csr_matrix

    counts = seen.grams.counts
    values = np.repeat(SCALE / np.sqrt(np.maximum(counts, 1)), counts).astype(np.float32)
    bounds = np.concatenate([[0], np.cumsum(counts)])
    return csr_matrix((values, seen.grams.buckets, bounds), shape=(len(counts), 1 << BITS))


def fit(
    dense: Numbers, grams: csr_matrix, target: Numbers, weight: Numbers, seeds: Sequence[int] = (0, 1, 2)
) -> Network:
    """A network for rows of features, probabilities to reach (0 to 1) and row weights."""
    return _together([_one(dense, grams, target, weight, seed) for seed in seeds])


def _one(dense: Numbers, grams: csr_matrix, target: Numbers, weight: Numbers, seed: int) -> Weights:
    random = np.random.default_rng(seed)
    weights = _fresh(dense.shape[1], random)
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    starts = range(0, len(target), _BATCH)
    steps = _EPOCHS * len(starts)
    for epoch in range(_EPOCHS):
        order = random.permutation(len(target))
        for number, start in enumerate(starts):
            rows = order[start : start + _BATCH]
            kept = (random.random((len(rows), dense.shape[1])) >= _DROP) / np.float32(1 - _DROP)
            slopes = _slopes(weights, (dense[rows] * kept).astype(np.float32), grams[rows], target[rows], weight[rows])
            _step(weights, slopes, first, second, epoch * len(starts) + number, steps)
    return weights


def _fresh(columns: int, random: np.random.Generator) -> Weights:
    return {
        "grams": np.zeros(1 << BITS, dtype=np.float32),
        "direct": np.zeros(columns, dtype=np.float32),
        "hidden": (random.standard_normal((columns, _UNITS)) * 0.12).astype(np.float32),
        "hidden_bias": np.zeros(_UNITS, dtype=np.float32),
        "out": (random.standard_normal(_UNITS) * 0.1).astype(np.float32),
        "bias": np.full(1, -2.0, dtype=np.float32),
    }


def _slopes(weights: Weights, dense: Numbers, grams: Any, target: Numbers, weight: Numbers) -> Weights:
    """Gradient of the weighted log-loss of some rows."""
    active = np.maximum(times(dense, weights["hidden"]) + weights["hidden_bias"], 0.0)
    logit = (
        grams @ weights["grams"] + times(dense, weights["direct"]) + times(active, weights["out"]) + weights["bias"][0]
    )
    error = (weight * (1.0 / (1.0 + np.exp(-logit)) - target) / len(target)).astype(np.float32)
    back = np.outer(error, weights["out"]) * (active > 0)
    slopes = {
        "grams": grams.T @ error,
        "direct": times(dense.T, error),
        "hidden": times(dense.T, back),
        "hidden_bias": back.sum(0),
        "out": times(active.T, error),
        "bias": error.sum(keepdims=True),
    }
    return {name: slope + _DECAYS.get(name, 0.0) * weights[name] for name, slope in slopes.items()}


def _step(weights: Weights, slopes: Weights, first: Weights, second: Weights, step: int, steps: int) -> None:
    """One step of Adam, its rate falling linearly to nothing."""
    for name, slope in slopes.items():
        first[name] = 0.9 * first[name] + 0.1 * slope
        second[name] = 0.999 * second[name] + 0.001 * slope**2
        mean = first[name] / (1 - 0.9 ** (step + 1))
        spread = np.sqrt(second[name] / (1 - 0.999 ** (step + 1))) + 1e-6
        rate = _RATES.get(name, _RATE) * (1 - step / steps)
        weights[name] = (weights[name] - rate * mean / spread).astype(np.float32)


def _together(fits: list[Weights]) -> Network:
    """The mean of several networks is one network with all their units."""
    return Network(
        grams=_half(_mean(fits, "grams")),
        direct=_half(_mean(fits, "direct")),
        hidden=_half(np.hstack([one["hidden"] for one in fits])),
        hidden_bias=_half(np.concatenate([one["hidden_bias"] for one in fits])),
        out=_half(np.concatenate([one["out"] for one in fits]) / len(fits)),
        bias=float(_half(_mean(fits, "bias"))[0]),
    )


def _mean(fits: list[Weights], name: str) -> npt.NDArray[np.float64]:
    return np.asarray(np.mean([one[name] for one in fits], axis=0, dtype=np.float64))


def _half(values: npt.NDArray[Any]) -> Numbers:
    """Rounded to half precision, as it is shipped, so that the file judges as the fresh model does."""
    return values.astype(np.float16).astype(np.float32)


def times(rows: Numbers, table: Numbers) -> Numbers:
    """The matrix product in single precision, in blocks too small for a BLAS to start threads.

    Threads cost more than they give here, and sums would depend on how many there are.
    """
    if len(rows) <= _BLOCK:
        return rows @ table
    return np.concatenate([rows[start : start + _BLOCK] @ table for start in range(0, len(rows), _BLOCK)])
