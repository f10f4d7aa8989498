"""Why: the pushes of signs, shape and single words, which add up to the model's log-odds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import SAYS, Numbers
from analyzers.classifier.layout import Indices, Laid, lay
from analyzers.classifier.network import SCALE, Network
from analyzers.classifier.ngrams import BITS, bucket, families, words
from analyzers.classifier.reading import CODE, LINK_REST, Reading
from analyzers.classifier.signs.sign import Role
from storage.models import Label, Reason

#: Reasons smaller than this are left out, and so many are shown.
_LEAST, _MOST = 0.15, 6

#: So many n-grams at most are weighed at once (in bits).
_PLACE_BITS = 32

WordPush = tuple[int, int, float]


def word_pushes(network: Network, readings: Sequence[Reading]) -> list[list[WordPush]]:
    """Start, end and push of every word of each text; an n-gram counts for the word in which it begins."""
    found: list[list[WordPush]] = [[] for _ in readings]
    if not readings:
        return found
    laid = lay([reading.masked.replace(CODE, "").replace(LINK_REST, "") for reading in readings])
    start, end = words(laid.codes)
    owner = laid.owner[start]
    pushes = _pushes(network, laid, start, owner)
    starts, ends = start - laid.starts[owner], end - 1 - laid.starts[owner]
    bounds = np.searchsorted(owner, np.arange(len(readings) + 1))
    for row, reading in enumerate(readings):
        here = slice(bounds[row], bounds[row + 1])
        if here.start < here.stop:
            kept = _kept(reading)
            first, last = kept[starts[here]], kept[np.minimum(ends[here], len(kept) - 1)] + 1
            found[row] = list(zip(first.tolist(), last.tolist(), pushes[here].tolist(), strict=True))
    return found


def _pushes(network: Network, laid: Laid, start: Indices, owner: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """What each word pushes, of the words that begin at ``start``."""
    hashes, at = (np.concatenate(parts) for parts in zip(*families(laid), strict=True))
    message = laid.owner[at].astype(np.int64)
    # Sorted with their places, keys tell the first n-gram of each bucket: quicker than a stable sort.
    keys = (message << BITS | bucket(hashes).astype(np.int64)) << _PLACE_BITS | np.arange(len(at))
    keys.sort()
    buckets = keys >> _PLACE_BITS
    firsts = np.flatnonzero(np.diff(buckets, prepend=-1))
    buckets, first = buckets[firsts] & ((1 << BITS) - 1), keys[firsts] & ((1 << _PLACE_BITS) - 1)
    message, at = message[first], at[first]
    scale = SCALE / np.sqrt(np.maximum(1, np.bincount(message, minlength=1)))
    before = np.searchsorted(start, at, side="right") - 1
    word = np.maximum(before, np.searchsorted(owner, message))  # what stands before the first word counts for it
    kept = word < len(start)
    kept[kept] = owner[word[kept]] == message[kept]
    weights = network.grams[buckets] * scale[message]
    return np.asarray(np.bincount(word[kept], weights=weights[kept], minlength=len(start)), dtype=np.float64)


def _kept(reading: Reading) -> Indices:
    """Where the characters that are weighed stand in the text."""
    codes = np.frombuffer(reading.masked.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.flatnonzero((codes != ord(CODE)) & (codes != ord(LINK_REST)))


def sign_reasons(pushes: Numbers, slopes: npt.NDArray[np.float64]) -> list[list[Reason]]:
    """The largest pushes of signs and shape for every message of a batch, in calibrated log-odds."""
    scaled = pushes.astype(np.float64) * slopes[:, None]
    top = np.argpartition(np.abs(scaled), -_MOST, axis=1)[:, -_MOST:]
    values = np.take_along_axis(scaled, top, axis=1)
    return [
        [Reason(text=SAYS[column], push=push) for column, push in zip(columns, row, strict=True) if abs(push) >= _LEAST]
        for columns, row in zip(top.tolist(), values.round(3).tolist(), strict=True)
    ]


def word_reasons(reading: Reading, pushes: Sequence[WordPush], slope: float) -> list[Reason]:
    """The words that push most, as they stand in the text."""
    ranked = sorted(pushes, key=lambda push: (-abs(push[2]), push[0]))[:3]
    said = [(reading.text[start:end].strip(), push * slope) for start, end, push in ranked]
    return [Reason(text=f"says “{word[:40]}”", push=round(push, 3)) for word, push in said if abs(push) >= _LEAST]


def strongest(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons to show: the largest pushes first."""
    return tuple(sorted(reasons, key=lambda reason: (-abs(reason.push), reason.text))[:_MOST])


def quoted(text: str, label: Label, role: Role) -> tuple[str, ...]:
    """The words of a label's spans of one role, the most telling first, each once."""
    return tuple(dict.fromkeys(text[span.start : span.end] for span in label.spans if span.role == role))
