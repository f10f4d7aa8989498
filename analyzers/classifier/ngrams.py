"""Hashed words, word pairs and character n-grams of a whole batch at once, in numpy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import BASE, BREAK, Hashes, Indices, Laid, lay, stretch, values
from analyzers.classifier.reading import CODE, LINK_REST, Reading

#: Number of buckets is ``2 ** BITS``.
BITS = 17

_MIX = np.uint64(0xD6E8FEB86659FD93)
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)
_CHARACTERS = (3, 5)


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


def grams(readings: list[Reading]) -> Grams:
    """The n-grams of a batch of messages."""
    if not readings:
        return Grams(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    laid = lay([plain(reading) for reading in readings])
    keys = np.concatenate([_keys(laid, hashes, at) for hashes, at in families(laid)])
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    counts = np.bincount(keys >> BITS, minlength=len(readings))
    return Grams((keys & ((1 << BITS) - 1)).astype(np.int64), counts)


def families(laid: Laid) -> list[tuple[Hashes, Indices]]:
    """Hash and first character of every word, pair of words, pair with a gap, and character n-gram."""
    start, end = words(laid.codes)
    word = stretch(laid, start, end)
    message = laid.owner[start]
    next_too, second_too = message[1:] == message[:-1], message[2:] == message[:-2]
    pair = word[:-1] * _PAIR + word[1:] + np.uint64(7)
    gap = word[:-2] * _PAIR + word[2:] * np.uint64(3) + np.uint64(99)
    found = [(word, start), (pair[next_too], start[:-1][next_too]), (gap[second_too], start[:-2][second_too])]
    numbers, whole = values(laid.codes), laid.codes != ord(BREAK)
    sums, held = numbers, whole
    for size in range(2, max(_CHARACTERS) + 1):
        sums = sums[:-1] + numbers[size - 1 :] * np.uint64(pow(BASE, size - 1, 1 << 64))
        held = held[:-1] & whole[size - 1 :]
        if size in _CHARACTERS:
            at = np.flatnonzero(held)
            found.append((sums[at] * np.uint64(2 * size + 1), at))
    return found


def words(codes: npt.NDArray[np.uint32]) -> tuple[Indices, Indices]:
    """Start and end of every word; marks that carry meaning (link, "!", "?", "@", "%", "$", emoji) are words."""
    sort = _LETTER[np.minimum(codes, len(_LETTER) - 1)]
    letter, mark = sort == 1, sort == 2
    start, end = mark.copy(), mark
    start[1:] |= letter[1:] & ~letter[:-1]
    end[:-1] |= letter[:-1] & ~letter[1:]
    return np.flatnonzero(start), np.flatnonzero(end) + 1


def bucket(hashes: Hashes) -> Hashes:
    """Spread the bits and keep the top ones as a bucket number."""
    found: Hashes = ((hashes ^ (hashes >> np.uint64(29))) * _MIX) >> np.uint64(64 - BITS)
    return found


def _keys(laid: Laid, hashes: Hashes, at: Indices) -> npt.NDArray[np.int64]:
    """Message and bucket as one number, small enough for the quickest sort where the batch is."""
    size = np.int32 if int(laid.owner[-1]) < 1 << (31 - BITS) else np.int64
    keys: npt.NDArray[np.int64] = np.left_shift(laid.owner[at].astype(size), BITS) | bucket(hashes).astype(size)
    return keys


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
