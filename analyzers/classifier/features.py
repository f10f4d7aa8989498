"""Everything the model sees of a batch of messages: signs, their combinations, shape, hashed n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import lay, plain_words
from analyzers.classifier.ngrams import Grams, grams
from analyzers.classifier.reading import Reading, read
from analyzers.classifier.shape import SHAPE_SAYS, shapes
from analyzers.classifier.signs import SIGNS, Hit, find_all

Numbers = npt.NDArray[np.float32]

#: How a sign's combination reads to people.
_JOINT_SAYS = (
    "shows an own thing", "asks for something", "shows an own thing and asks for something",
    "asks in several ways", "shows an own thing in several ways", "asks right beside its own thing",
)  # fmt: skip
#: What each dense number says, in the order of its columns.
SAYS: tuple[str, ...] = (*(sign.says for sign in SIGNS), *_JOINT_SAYS, *SHAPE_SAYS)
DENSE = len(SAYS)

_ROLE = tuple(sign.role for sign in SIGNS)
#: A link alone does not show an own thing.
_LINK_SIGN = next(index for index, sign in enumerate(SIGNS) if sign.name == "own.link")
_OWN = [index for index, role in enumerate(_ROLE) if role == "own" and index != _LINK_SIGN]
_ASK = [index for index, role in enumerate(_ROLE) if role == "ask"]
_OWN_SIGNS = frozenset(_OWN)
_NEAR = 25


class Seen(NamedTuple):
    """A batch as the model sees it: ``dense`` is messages by DENSE, ``hits`` are the signs found."""

    readings: list[Reading]
    hits: list[list[Hit]]
    dense: Numbers
    grams: Grams


def see(texts: Sequence[str]) -> Seen:
    """Read a batch of texts."""
    readings = [read(text) for text in texts]
    laid = lay([reading.masked for reading in readings])
    words = plain_words(laid)
    hits = find_all(readings, laid, words)
    dense = np.zeros((len(texts), DENSE), dtype=np.float32)
    rows = [row for row, found in enumerate(hits) for _ in found]
    dense[rows, [hit.sign for found in hits for hit in found]] = 1.0
    dense[:, len(SIGNS) : len(SIGNS) + len(_JOINT_SAYS)] = _joints(dense, hits)
    dense[:, len(SIGNS) + len(_JOINT_SAYS) :] = shapes(readings, laid, words)
    return Seen(readings, hits, dense, grams(readings))


def _joints(dense: Numbers, hits: list[list[Hit]]) -> Numbers:
    """How own and ask signs stand together, a row a message (columns in the order of _JOINT_SAYS)."""
    own, ask = dense[:, _OWN].sum(axis=1), dense[:, _ASK].sum(axis=1)
    both = (own > 0) & (ask > 0)
    near = np.zeros(len(hits), dtype=np.float32)
    for row in np.flatnonzero(both).tolist():
        near[row] = _beside(hits[row])
    return np.stack([own > 0, ask > 0, both, np.minimum(ask, 4) / 4, np.minimum(own, 4) / 4, near], axis=1)


def _beside(hits: list[Hit]) -> bool:
    """Whether an ask stands right beside an own thing."""
    own = [hit for hit in hits if hit.sign in _OWN_SIGNS]
    ask = [hit for hit in hits if _ROLE[hit.sign] == "ask"]
    return min(max(a.start - o.end, o.start - a.end, 0) for o in own for a in ask) < _NEAR
