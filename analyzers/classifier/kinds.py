"""What kind of give or take it is: a linear model over the same features, one column a kind."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import Numbers, Seen
from analyzers.classifier.network import SCALE, exact
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


def best_kinds(model: KindModel, seen: Seen, take: npt.NDArray[np.bool_], more: Numbers | None = None) -> list[str]:
    """The best kind of every message among the kinds of its side; ``take`` says which messages are takes.

    ``more`` are scores to add, messages by kinds.
    """
    found = np.zeros(len(take), dtype=np.int64)
    for side, rows in ((_GIVES, np.flatnonzero(~take)), (_TAKES, np.flatnonzero(take))):
        if len(rows):
            scores = kind_scores(model, seen, side)[rows]
            if more is not None:
                scores = scores + more[rows, side]
            found[rows] = side.start + scores.argmax(axis=1)
    return [KINDS[index] for index in found.tolist()]


def kind_scores(model: KindModel, seen: Seen, side: slice = slice(None)) -> Numbers:
    """A score for every message (rows) and kind (columns, in the order of KINDS; ``side`` keeps some of them)."""
    sums = _gram_scores(model.grams[:, side], seen.grams)
    scores: Numbers = (exact(seen.dense, model.dense[:, side]) + model.bias[side] + sums).astype(np.float32)
    return scores


_GIVES, _TAKES = slice(0, len(GIVE_KINDS)), slice(len(GIVE_KINDS), len(KINDS))


def kind_buckets(buckets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The kind model's buckets of the network's buckets."""
    return buckets >> (BITS - KIND_BITS)


def _gram_scores(weights: Numbers, found: Grams) -> Numbers:
    sums = np.zeros((len(found.counts), weights.shape[1]), dtype=np.float32)
    some = found.counts > 0
    starts = (np.cumsum(found.counts) - found.counts)[some]
    if len(starts):
        sums[some] = np.add.reduceat(np.take(weights, kind_buckets(found.buckets), axis=0), starts, axis=0)
    scaled: Numbers = sums * (SCALE / np.sqrt(np.maximum(found.counts, 1))).astype(np.float32)[:, None]
    return scaled
