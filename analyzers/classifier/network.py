"""The small network: hashed n-grams push on their own, signs and shape through one hidden layer as well.

``logit = grams . w + dense . direct + relu(dense @ hidden + hidden_bias) . out + bias``, where an n-gram counts
``SCALE / sqrt(n)`` in a message of n distinct n-grams. For one message the network is linear, so the pushes of
its words and signs add up to the logit exactly.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import Numbers, Seen
from analyzers.classifier.ngrams import Grams

#: Weight of n-grams against dense numbers while training.
SCALE = 3.0
#: Multiplications up to which OpenBLAS starts no thread, for a table and for a flat one.
_ALONE, _ALONE_FLAT = 1 << 18, 9_000


class Network(msgspec.Struct, frozen=True):
    """Weights: ``grams`` by bucket, ``direct`` by dense column, ``hidden`` columns by units, ``out`` by unit."""

    grams: Numbers
    direct: Numbers
    hidden: Numbers
    hidden_bias: Numbers
    out: Numbers
    bias: float


def logits(network: Network, seen: Seen) -> npt.NDArray[np.float64]:
    """Log-odds of *take* before calibration, one a message."""
    active = np.maximum(exact(seen.dense, network.hidden) + network.hidden_bias, 0.0)
    direct = exact(seen.dense, network.direct) + exact(active, network.out)
    return direct + network.bias + gram_sums(network.grams, seen.grams)


def exact(rows: npt.NDArray[Any], table: Numbers) -> npt.NDArray[np.float64]:
    """The matrix product in double precision.

    Taken in parts too small for a BLAS to start threads, which cost more than they give here. In single precision the
    last digits of a message's sums depend on what it is computed beside; what is said of a message must not.
    """
    wide = np.asarray(table, dtype=np.float64)
    step = max(1, (_ALONE if wide.ndim > 1 else _ALONE_FLAT) // wide.size)
    found = [rows[start : start + step].astype(np.float64) @ wide for start in range(0, max(1, len(rows)), step)]
    return found[0] if len(found) == 1 else np.concatenate(found)


def gram_sums(weights: Numbers, found: Grams) -> npt.NDArray[np.float64]:
    """Push of every message's n-grams together."""
    sums = np.zeros(len(found.counts))
    some = found.counts > 0
    starts = (np.cumsum(found.counts) - found.counts)[some]
    if len(starts):
        sums[some] = np.add.reduceat(weights[found.buckets].astype(np.float64), starts)
    return sums * SCALE / np.sqrt(np.maximum(found.counts, 1))


def pushes(network: Network, dense: Numbers) -> Numbers:
    """What each dense number adds to the logit, messages by columns (exact: the active units are known)."""
    active = (exact(dense, network.hidden) + network.hidden_bias) > 0
    slope = network.direct + exact(active * network.out, network.hidden.T)
    found: Numbers = (dense * slope).astype(np.float32)
    return found
