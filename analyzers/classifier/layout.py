"""A batch of messages laid end to end as character codes, its words, and which words of a list they are: all in numpy.

A running polynomial hash over the characters gives the hash of any stretch by one subtraction and one multiplication
(modulo 2**64), so a word costs a few vector operations and no Python loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

#: Stands before, between and after the messages of a batch.
BREAK = "\ue00f"
BASE = 0x9E3779B97F4A7C15

Hashes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: What a character is to a word: part of one, fit to begin one, or a mark that no lone word touches.
_PART, _FIRST, _TOUCH = 1, 2, 4
_SLOT_BITS = 16


class Laid(NamedTuple):
    """Messages laid end to end: character codes, running hashes, the message of each character, where each starts."""

    codes: npt.NDArray[np.uint32]
    running: Hashes
    owner: npt.NDArray[np.int32]
    starts: Indices


class Words(NamedTuple):
    """The words of laid messages in order: which message, where, their hashes; ``alone`` where no mark touches one."""

    owner: npt.NDArray[np.int32]
    start: Indices
    end: Indices
    hashes: Hashes
    alone: Mask


def lay(texts: Sequence[str]) -> Laid:
    """Lay the texts of a batch end to end."""
    codes = codes_of(texts)
    running = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(values(codes) * _powers(BASE, _room(len(codes)))[: len(codes)], out=running[1:])
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    starts = 1 + np.concatenate([[0], np.cumsum(lengths)[:-1]]) if texts else np.zeros(0, dtype=np.int64)
    if texts:
        lengths[0] += 1
    return Laid(codes, running, np.repeat(np.arange(len(texts), dtype=np.int32), lengths), starts)


def codes_of(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The characters of texts laid end to end, a BREAK around each."""
    joined = f"{BREAK}{BREAK.join(texts)}{BREAK}"
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def values(codes: npt.NDArray[np.uint32]) -> Hashes:
    """What each character counts in a hash."""
    return codes.astype(np.uint64) + np.uint64(1)


def stretch(laid: Laid, start: Indices, end: Indices) -> Hashes:
    """Hash of the characters ``start:end``, the same wherever they stand."""
    inverse = _powers(pow(BASE, -1, 1 << 64), _room(len(laid.codes)))
    found: Hashes = (laid.running[end] - laid.running[start]) * inverse[start]
    return found


def plain_words(laid: Laid) -> Words:
    """Every run of letters, digits and ``' + # -`` from its first letter or digit on."""
    sort = _SORTS[np.minimum(laid.codes, len(_SORTS) - 1)]
    part = sort & _PART != 0
    start = np.flatnonzero(part[1:] & ~part[:-1]) + 1
    end = np.flatnonzero(part[:-1] & ~part[1:]) + 1
    odd = np.flatnonzero(sort[start] & _FIRST == 0)
    if len(odd):
        firsts = np.append(np.flatnonzero(sort & _FIRST), len(sort))
        start[odd] = firsts[np.searchsorted(firsts, start[odd])]
        kept = start < end
        start, end = start[kept], end[kept]
    alone = (sort[start - 1] | sort[end]) & _TOUCH == 0
    return Words(laid.owner[start], start, end, stretch(laid, start, end), alone)


class Lexicon:
    """A list of words, found again among the words of a batch."""

    def __init__(self, words: Sequence[str]) -> None:
        """``words`` are lower-case and all different. Raises ValueError for one that is there twice."""
        self.words = tuple(words)
        if len(set(self.words)) < len(self.words):
            raise ValueError("a word stands twice in the list")
        laid = lay(self.words)
        self._hashes = stretch(laid, laid.starts, laid.starts + np.array([len(word) for word in self.words]))
        self._factor, self._slots = _slots(self._hashes)

    def find(self, hashes: Hashes) -> npt.NDArray[np.int32]:
        """The position in the list of each word, or -1."""
        found = self._slots[(hashes * self._factor) >> np.uint64(64 - _SLOT_BITS)]
        return np.where(self._hashes[found] == hashes, found, np.int32(-1))


def _slots(hashes: Hashes) -> tuple[np.uint64, npt.NDArray[np.int32]]:
    """A factor that puts all hashes into slots of their own, and the slots."""
    factor = BASE
    while True:
        slot = (hashes * np.uint64(factor)) >> np.uint64(64 - _SLOT_BITS)
        if len(set(slot.tolist())) == len(hashes):
            slots = np.zeros(1 << _SLOT_BITS, dtype=np.int32)
            slots[slot] = np.arange(len(hashes), dtype=np.int32)
            return np.uint64(factor), slots
        factor = (factor * 0xD1342543DE82EF95 + 2) & ((1 << 64) - 1) | 1


def _room(size: int) -> int:
    return 1 << max(14, size.bit_length())


@cache
def _powers(factor: int, length: int) -> Hashes:
    steps = np.full(length, factor, dtype=np.uint64)
    steps[0] = 1
    return np.cumprod(steps, dtype=np.uint64)


def _sorts() -> npt.NDArray[np.uint8]:
    table = np.zeros(129, dtype=np.uint8)
    for mark in "abcdefghijklmnopqrstuvwxyz0123456789":
        table[ord(mark)] = _PART | _FIRST | _TOUCH
    for mark in "'+#-":
        table[ord(mark)] = _PART | _TOUCH
    table[ord("_")] = _TOUCH
    return table


_SORTS = _sorts()
