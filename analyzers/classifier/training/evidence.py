"""Which signs point at what a reader would mark: counted on the takes whose own and ask spans were marked."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.classifier.features import Seen
from analyzers.classifier.signs import SIGNS
from analyzers.classifier.spans import span_of
from analyzers.classifier.training.rows import Row

#: A sign seen rarely is worth this share, counted as so many sightings.
_PRIOR_SHARE, _PRIOR_COUNT = 0.4, 6.0


def evidence(rows: Sequence[Row], seen: Seen) -> tuple[float, ...]:
    """For each sign the smoothed share of its spans that overlap the reader's span of the same role."""
    right = [_PRIOR_SHARE * _PRIOR_COUNT] * len(SIGNS)
    seen_count = [_PRIOR_COUNT] * len(SIGNS)
    for row, reading, hits in zip(rows, seen.readings, seen.hits, strict=True):
        marked = {"own": _place(row.text, row.own), "ask": _place(row.text, row.ask)}
        for hit in hits:
            place = marked.get(SIGNS[hit.sign].role)
            if place:
                span = span_of(reading, hit)
                seen_count[hit.sign] += 1
                right[hit.sign] += span.start < place[1] and place[0] < span.end
    return tuple(round(a / b, 4) for a, b in zip(right, seen_count, strict=True))


def _place(text: str, part: str | None) -> tuple[int, int] | None:
    start = text.find(part) if part else -1
    return (start, start + len(part)) if part and start >= 0 else None
