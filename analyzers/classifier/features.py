"""Everything the model sees of a batch of messages: signs, their combinations, shape, hashed n-grams."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import lay, plain_words
from analyzers.classifier.ngrams import Grams, grams
from analyzers.classifier.reading import Reading, read
from analyzers.classifier.shape import SHAPE_SAYS, shape
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
_NEAR = 25


class Seen(NamedTuple):
    """A batch as the model sees it: ``dense`` is messages by DENSE, ``hits`` are the signs found."""

    readings: list[Reading]
    hits: list[list[Hit]]
    dense: Numbers
    grams: Grams


def see(texts: list[str]) -> Seen:
    """Read a batch of texts."""
    readings = [read(text) for text in texts]
    laid = lay([reading.masked for reading in readings])
    words = plain_words(laid)
    hits = find_all(readings, laid, words)
    dense = np.zeros((len(texts), DENSE), dtype=np.float32)
    rows = [row for row, found in enumerate(hits) for _ in found]
    dense[rows, [hit.sign for found in hits for hit in found]] = 1.0
    if texts:
        dense[:, len(SIGNS) :] = [(*_joint(found), *shape(one)) for one, found in zip(readings, hits, strict=True)]
    return Seen(readings, hits, dense, grams(readings))


def _joint(hits: list[Hit]) -> tuple[float, ...]:
    own = [hit for hit in hits if _ROLE[hit.sign] == "own" and hit.sign != _LINK_SIGN]
    ask = [hit for hit in hits if _ROLE[hit.sign] == "ask"]
    both = bool(own and ask)
    return (
        1.0 if own else 0.0,
        1.0 if ask else 0.0,
        1.0 if both else 0.0,
        min(len({hit.sign for hit in ask}), 4) / 4,
        min(len({hit.sign for hit in own}), 4) / 4,
        1.0 if both and min(max(a.start - o.end, o.start - a.end, 0) for o in own for a in ask) < _NEAR else 0.0,
    )
