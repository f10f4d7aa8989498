"""Hashed words, word pairs and character n-grams of a whole batch at once, in numpy.

A running polynomial hash over the batch's characters gives the hash of any stretch by one subtraction and one
multiplication (modulo 2**64), so every n-gram of every message costs a few vector operations and no Python loop.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.classifier.reading import CODE, LINK_REST, Reading

#: Number of buckets is ``2 ** BITS``.
BITS = 17

_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)
#: Stands before, between and after the messages of a batch: no n-gram reaches over it.
_BREAK = "\ue00f"
_CHARACTERS = (3, 5)

Hashes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Laid(NamedTuple):
    """Messages laid end to end: character codes, running hashes, and where each message starts."""

    codes: npt.NDArray[np.uint32]
    running: Hashes
    starts: Indices


class Grams(NamedTuple):
    """Buckets of every message's n-grams, each once, messages in order; ``counts`` says how many each message has."""

    buckets: Indices
    counts: Indices


def plain(reading: Reading) -> str:
    """The text that is hashed: code is gone, a link is one mark, and the links' addresses stand at the end."""
    text = reading.masked.replace(CODE, "") if reading.code else reading.masked
    if not reading.links:
        return text
    hosts = " ".join(f"\ue004{link.host} {link.path[:40]}" for link in reading.links[:4])
    return f"{text.replace(LINK_REST, '')} {hosts}"


def lay(texts: list[str]) -> Laid:
    """Lay the texts of a batch end to end."""
    joined = f"{_BREAK}{_BREAK.join(texts)}{_BREAK}"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    running = np.zeros(len(codes) + 1, dtype=np.uint64)
    powers = _powers(_BASE, _room(len(codes)))[: len(codes)]
    np.cumsum((codes + np.uint64(1)) * powers, out=running[1:])
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    return Laid(codes, running, 1 + np.concatenate([[0], np.cumsum(lengths)]))


def grams(readings: list[Reading]) -> Grams:
    """The n-grams of a batch of messages."""
    laid = lay([plain(reading) for reading in readings])
    keys = np.concatenate([_keys(laid, hashes, at) for hashes, at in families(laid)])
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    counts = np.bincount((keys >> np.uint64(BITS)).astype(np.int64), minlength=len(readings))
    return Grams((keys & np.uint64((1 << BITS) - 1)).astype(np.int64), counts)


def families(laid: Laid) -> list[tuple[Hashes, Indices]]:
    """Hash and first character of every word, pair of words, pair with a gap, and character n-gram."""
    start, end = words(laid.codes)
    word = _stretch(laid, start, end)
    message = np.searchsorted(laid.starts, start, side="right")
    next_too, second_too = message[1:] == message[:-1], message[2:] == message[:-2]
    pair = word[:-1] * _PAIR + word[1:] + np.uint64(7)
    gap = word[:-2] * _PAIR + word[2:] * np.uint64(3) + np.uint64(99)
    found = [(word, start), (pair[next_too], start[:-1][next_too]), (gap[second_too], start[:-2][second_too])]
    breaks = np.concatenate([[0], np.cumsum(laid.codes == ord(_BREAK))])
    for size in _CHARACTERS:
        at = np.arange(max(0, len(laid.codes) - size + 1))
        at = at[breaks[at + size] == breaks[at]]
        found.append((_stretch(laid, at, at + size) * np.uint64(2 * size + 1), at))
    return found


def words(codes: npt.NDArray[np.uint32]) -> tuple[Indices, Indices]:
    """Start and end of every word; marks that carry meaning (link, "!", "?", "@", "%", "$", emoji) are words."""
    letter = _LETTER[np.minimum(codes, len(_LETTER) - 1)]
    edge = np.flatnonzero(np.diff(letter == 1, prepend=False, append=False))
    mark = np.flatnonzero(letter == 2)
    start = np.concatenate([edge[::2], mark])
    order = np.argsort(start, kind="stable")
    return start[order], np.concatenate([edge[1::2], mark + 1])[order]


def bucket(hashes: Hashes) -> Hashes:
    """Spread the bits and keep the top ones as a bucket number."""
    found: Hashes = ((hashes ^ (hashes >> np.uint64(29))) * _MIX) >> np.uint64(64 - BITS)
    return found


def _keys(laid: Laid, hashes: Hashes, at: Indices) -> Hashes:
    message = np.searchsorted(laid.starts, at, side="right").astype(np.uint64) - np.uint64(1)
    keys: Hashes = (message << np.uint64(BITS)) | bucket(hashes)
    return keys


def _stretch(laid: Laid, start: Indices, end: Indices) -> Hashes:
    """Hash of the characters ``start:end``, the same wherever they stand."""
    inverse = _powers(pow(_BASE, -1, 1 << 64), _room(len(laid.codes)))
    found: Hashes = (laid.running[end] - laid.running[start]) * inverse[start]
    return found


def _room(size: int) -> int:
    return 1 << max(14, size.bit_length())


@cache
def _powers(factor: int, length: int) -> Hashes:
    steps = np.full(length, factor, dtype=np.uint64)
    steps[0] = 1
    return np.cumprod(steps, dtype=np.uint64)


def _letters() -> npt.NDArray[np.uint8]:
    """For every character code: 1 for a letter or digit, 2 for a mark that is a word of its own, else 0."""
    table = np.zeros(0x1FB00, dtype=np.uint8)
    for low, high in ((97, 123), (48, 58), (39, 40), (0xC0, 0x2000), (0x3040, 0xE000)):
        table[low:high] = 1
    for low, high in ((0xE000, 0xE00F), (0x2600, 0x27C0), (0x1F000, 0x1FAFF)):
        table[low:high] = 2
    table[[ord(mark) for mark in "!?@%$"]] = 2
    return table


_LETTER = _letters()
