"""Why: the pushes of signs, shape and single words, which add up to the model's log-odds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analyzers.classifier.features import SAYS, Numbers
from analyzers.classifier.layout import lay
from analyzers.classifier.network import SCALE, Network
from analyzers.classifier.ngrams import bucket, families, words
from analyzers.classifier.reading import CODE, LINK_REST, Reading
from analyzers.classifier.signs.sign import Role
from storage.models import Label, Reason

#: Reasons smaller than this are left out, and so many are shown.
_LEAST, _MOST = 0.15, 6


def word_pushes(network: Network, reading: Reading) -> list[tuple[int, int, float]]:
    """Start, end and push of every word of the text; an n-gram counts for the word in which it begins."""
    laid = lay([reading.masked.replace(CODE, "").replace(LINK_REST, "")])
    kept = _kept(reading)
    start, end = words(laid.codes)
    if not len(start):
        return []
    hashes, at = (np.concatenate(parts) for parts in zip(*families(laid), strict=True))
    found, first = np.unique(bucket(hashes), return_index=True)
    scale = SCALE / np.sqrt(max(1, len(found)))
    owner = np.maximum(0, np.searchsorted(start, at[first], side="right") - 1)
    pushes = np.bincount(owner, weights=network.grams[found.astype(np.int64)] * scale, minlength=len(start))
    ends = np.minimum(end - 1, len(kept)) - 1
    return list(zip(kept[start - 1].tolist(), (kept[ends] + 1).tolist(), pushes.tolist(), strict=True))


def _kept(reading: Reading) -> npt.NDArray[np.int64]:
    """Where the characters that are weighed stand in the text."""
    codes = np.frombuffer(reading.masked.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.flatnonzero((codes != ord(CODE)) & (codes != ord(LINK_REST)))


def sign_reasons(pushes: Numbers, slope: float) -> list[list[Reason]]:
    """The largest pushes of signs and shape for every message of a batch, in calibrated log-odds."""
    scaled = pushes.astype(np.float64) * slope
    top = np.argpartition(np.abs(scaled), -_MOST, axis=1)[:, -_MOST:]
    values = np.take_along_axis(scaled, top, axis=1)
    return [
        [Reason(text=SAYS[column], push=push) for column, push in zip(columns, row, strict=True) if abs(push) >= _LEAST]
        for columns, row in zip(top.tolist(), values.round(3).tolist(), strict=True)
    ]


def word_reasons(reading: Reading, pushes: Sequence[tuple[int, int, float]], slope: float) -> list[Reason]:
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
