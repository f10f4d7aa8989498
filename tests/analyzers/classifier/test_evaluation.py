"""Evaluation of a classifier that always says the same, so that every figure is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from analyzers.classifier.evaluation import agreement, evaluate
from analyzers.classifier.protocol import Item
from analyzers.classifier.training.rows import Row
from storage.models import Label, Span


class Fixed:
    """Says take wherever the text holds "buy"."""

    model = "fixed@1"

    def label(self, items: Iterable[Item]) -> Iterator[Label]:
        for item in items:
            take = "buy" in item.text
            spans = (Span(start=0, end=3, role="ask", signal="x"),) if take else ()
            yield Label(label="unsure" if take else "give", p_take=0.9 if take else 0.1, kind="promo", spans=spans)


ROWS = [
    Row("buy it", "take", id="1", kind="promo", own="it", ask="buy", group="a"),
    Row("hello", "give", id="2", kind="chat", group="a"),
    Row("do not buy", "give", id="3", group="b"),
    Row("my site", "take", id="4", ambiguous=True, group="b"),
]


def test_figures() -> None:
    found = evaluate(ROWS, Fixed())
    assert (found.all.messages, found.all.takes, found.clear.messages) == (4, 2, 3)
    assert found.clear.f1 == pytest.approx(2 / 3)
    assert found.clear.flagged_f1 == 0.0
    assert found.clear.unsure == 2
    assert (found.clear.kind, found.clear.own, found.clear.ask) == (0.5, 0.0, 1.0)
    assert list(found.sources) == ["a", "b"]
    assert [mistake.id for mistake in found.worst] == ["3"]
    assert sum(b.messages for b in found.reliability) == 3


def test_no_rows() -> None:
    found = evaluate([], Fixed())
    assert found.all.messages == 0
    assert found.all.roc_auc is None


def test_agreement_by_period() -> None:
    weeks = agreement(
        [("w2", "take", "take"), ("w1", "give", "give"), ("w1", "take", "give"), ("w1", "give", "unsure")]
    )
    assert [(week.period, week.verdicts, week.agreed, week.unsure) for week in weeks] == [
        ("w1", 3, 1, 1),
        ("w2", 1, 1, 0),
    ]
    assert weeks[0].kappa == pytest.approx(0.0)
    assert weeks[1].kappa is None
