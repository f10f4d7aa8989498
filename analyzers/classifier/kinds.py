"""What kind of give or take it is: a linear model over the same features, one column a kind."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import Numbers, Seen
from analyzers.classifier.network import SCALE
from analyzers.classifier.ngrams import BITS, Grams
from storage.models import GIVE_KINDS, TAKE_KINDS

KINDS: tuple[str, ...] = GIVE_KINDS + TAKE_KINDS
#: N-grams share ``2 ** KIND_BITS`` buckets here.
KIND_BITS = 12


class KindModel(msgspec.Struct, frozen=True):
    """Weights: ``grams`` buckets by kinds, ``dense`` columns by kinds, ``bias`` by kind."""

    grams: Numbers
    dense: Numbers
    bias: Numbers


def kind_scores(model: KindModel, seen: Seen) -> Numbers:
    """A score for every message (rows) and kind (columns, in the order of KINDS)."""
    scores: Numbers = seen.dense @ model.dense + model.bias + _gram_scores(model.grams, seen.grams)
    return scores


def best_kind(scores: Numbers, take: npt.NDArray[np.bool_]) -> list[str]:
    """The best kind of every message among the kinds of its side."""
    sides = np.where(take[:, None], _TAKE_SIDE, ~_TAKE_SIDE)
    return [KINDS[index] for index in np.where(sides, scores, -np.inf).argmax(1)]


_TAKE_SIDE = np.array([kind in TAKE_KINDS for kind in KINDS])


def kind_buckets(buckets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The kind model's buckets of the network's buckets."""
    return buckets >> (BITS - KIND_BITS)


def _gram_scores(weights: Numbers, found: Grams) -> Numbers:
    sums = np.zeros((len(found.counts), len(KINDS)), dtype=np.float32)
    some = found.counts > 0
    starts = (np.cumsum(found.counts) - found.counts)[some]
    if len(starts):
        sums[some] = np.add.reduceat(weights[kind_buckets(found.buckets)], starts, axis=0)
    scaled: Numbers = sums * (SCALE / np.sqrt(np.maximum(found.counts, 1))).astype(np.float32)[:, None]
    return scaled
