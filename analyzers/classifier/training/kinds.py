"""Fitting the kinds: one softmax over all ten, on the rows whose kind a reader told."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import Numbers
from analyzers.classifier.kinds import KIND_BITS, KINDS, KindModel
from analyzers.classifier.ngrams import BITS

_EPOCHS = 8
_BATCH = 256
_RATE = 0.01
_DECAY = 1e-4


def fold_grams(grams: Any) -> Any:
    """The n-gram matrix over the kind model's fewer buckets."""
    folded = grams.copy()
    folded.indices = folded.indices >> (BITS - KIND_BITS)
    folded._shape = (grams.shape[0], 1 << KIND_BITS)
    folded.sum_duplicates()
    return folded


def fit_kinds(dense: Numbers, grams: Any, kind: npt.NDArray[np.int64], weight: Numbers, seed: int = 0) -> KindModel:
    """A kind model from rows of features, kinds as indices into KINDS, and row weights."""
    from scipy.sparse import csr_matrix, hstack

    columns = csr_matrix(hstack([fold_grams(grams), csr_matrix(dense)]))
    random = np.random.default_rng(seed)
    weights = np.zeros((columns.shape[1] + 1, len(KINDS)))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    starts = range(0, len(kind), _BATCH)
    steps, step = _EPOCHS * len(starts), 0
    for _ in range(_EPOCHS):
        order = random.permutation(len(kind))
        for start in starts:
            rows = order[start : start + _BATCH]
            slope = _slope(weights, columns[rows], kind[rows], weight[rows])
            first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
            step += 1
            mean, spread = first / (1 - 0.9**step), np.sqrt(second / (1 - 0.999**step)) + 1e-6
            weights -= _RATE * (1 - (step - 1) / steps) * mean / spread
    return _model(weights)


def _slope(weights: npt.NDArray[Any], columns: Any, kind: npt.NDArray[np.int64], weight: Numbers) -> npt.NDArray[Any]:
    scores = columns @ weights[:-1] + weights[-1]
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    shares[np.arange(len(kind)), kind] -= 1.0
    error = shares * (weight / len(kind))[:, None]
    return np.vstack([columns.T @ error, error.sum(0)]) + _DECAY * weights


def _model(weights: npt.NDArray[Any]) -> KindModel:
    half = weights.astype(np.float16).astype(np.float32)
    size = 1 << KIND_BITS
    return KindModel(grams=half[:size], dense=half[size:-1], bias=half[-1])
