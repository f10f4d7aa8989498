"""The classifier the rest of the program calls: items in, labels out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzers.classifier.kinds import kind_of
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import read
from analyzers.classifier.signs import SIGNS, Hit, find_signs
from analyzers.classifier.weighing import probability, weigh
from storage.models import GiveTake, Label, Span


class SignClassifier:
    """Judges by hand-weighted signs alone."""

    model = "givetake-signs@1"

    def label(self, items: Iterable[Item]) -> Iterator[Label]:
        """Yield one label an item, in order."""
        for item in items:
            yield self.judge(item)

    def judge(self, item: Item) -> Label:
        """The label of one item."""
        reading = read(item.text)
        hits = find_signs(reading)
        logit, reasons = weigh(reading, hits)
        p_take = probability(logit)
        spans = spans_of(hits)
        return Label(
            label=verdict(p_take, spans),
            p_take=p_take,
            kind=kind_of(p_take >= 0.5, hits),
            spans=spans,
            reasons=reasons[:6],
            model=self.model,
        )


def spans_of(hits: list[Hit]) -> tuple[Span, ...]:
    """The evidence spans, in the order of the text."""
    ordered = sorted(hits)
    return tuple(Span(start=h.start, end=h.end, role=SIGNS[h.sign].role, signal=SIGNS[h.sign].name) for h in ordered)


def verdict(p_take: float, spans: tuple[Span, ...], take: float = 0.7, give: float = 0.35) -> GiveTake:
    """Two keys: take needs ``p_take >= take``, an own span and an ask span; up to ``give`` it is a give."""
    roles = {span.role for span in spans}
    if p_take >= take and {"own", "ask"} <= roles:
        return "take"
    return "give" if p_take <= give else "unsure"
