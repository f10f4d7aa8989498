"""Hashed words, word pairs and character n-grams of a whole batch at once, in numpy.

A running polynomial hash over the batch's characters gives the hash of any stretch by one subtraction, so every
n-gram of every message costs a few vector operations and no Python loop.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.classifier.reading import CODE, LINK, LINK_REST, Reading

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)
#: Ends every message in the batch's text, and opens it: n-grams over it belong to no message.
_BREAK = "\ue00f"

Hashes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]


class Batch(NamedTuple):
    """Messages laid end to end: character codes, running hashes, and where each message starts."""

    codes: npt.NDArray[np.uint32]
    running: Hashes
    inverse: Hashes
    starts: Indices


class Grams(NamedTuple):
    """Hashes of one family of n-grams and the character at which each begins, in order."""

    hashes: Hashes
    at: Indices


def plain(reading: Reading) -> str:
    """The text that is hashed: a link is one mark and its host and path words stand at the end, code is one mark."""
    text = reading.masked
    if reading.code:
        text = text.replace(CODE, "")
    if not reading.links:
        return text
    hosts = " ".join(f"\ue004{link.host} {link.path[:40]}" for link in reading.links[:4])
    return f"{text.replace(LINK_REST, '')} {hosts}"


_POWERS: dict[int, tuple[Hashes, Hashes]] = {}


def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse modulo 2**64, at least ``size`` of them."""
    length = 1 << max(14, (size - 1).bit_length())
    if length not in _POWERS:
        _POWERS[length] = tuple(_cumulative(factor, length) for factor in (_BASE, _INVERSE))  # type: ignore[assignment]
    return _POWERS[length]


def _cumulative(factor: int, length: int) -> Hashes:
    steps = np.full(length, factor, dtype=np.uint64)
    steps[0] = 1
    return np.cumprod(steps, dtype=np.uint64)


def lay(texts: list[str]) -> Batch:
    """Lay the texts of a batch end to end."""
    joined = _BREAK + _BREAK.join(texts) + _BREAK
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    power, inverse = _powers(len(codes) + 1)
    running = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * power[: len(codes)], out=running[1:])
    starts = np.cumsum([1, *(len(text) + 1 for text in texts)], dtype=np.int64)
    return Batch(codes, running, inverse, starts)


def stretch(batch: Batch, start: Indices, end: Indices) -> Hashes:
    """Hash of the characters ``start:end`` of the batch, the same wherever they stand."""
    found: Hashes = (batch.running[end] - batch.running[start]) * batch.inverse[start]
    return found


def mix(hashes: Hashes) -> Hashes:
    """Spread the bits, so that the top ones may serve as a bucket number."""
    mixed: Hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    return mixed
