"""How well a classifier does on labelled messages: every figure, by source, and its worst mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from analyzers.classifier import metrics
from analyzers.classifier.metrics import Bin, Floats, Truth
from analyzers.classifier.protocol import Classifier, Item
from analyzers.classifier.training.rows import Row
from storage.models import Label

_WORST = 20


class Figures(msgspec.Struct, frozen=True):
    """Figures of some messages; None where the messages do not allow one.

    ``f1`` and ``macro_f1`` take a message for a take from the shipped threshold on; ``flagged_f1`` only where both keys
    are there too, so that it was flagged. ``own`` and ``ask`` are shares of a reader's spans that a span overlaps.
    """

    messages: int
    takes: int
    f1: float
    macro_f1: float
    flagged_f1: float
    unsure: int
    roc_auc: float | None
    pr_auc: float | None
    recall_at_p90: float | None
    brier: float
    ece: float
    kind: float | None
    own: float | None
    ask: float | None


class Mistake(msgspec.Struct, frozen=True):
    """A clear message on the wrong side, by how much."""

    id: str
    label: str
    p_take: float
    text: str


class Evaluation(msgspec.Struct, frozen=True):
    """All figures: over every message, over the clear ones, by source, and the reliability of the clear ones."""

    model: str
    threshold: float
    all: Figures
    clear: Figures
    sources: dict[str, Figures]
    reliability: tuple[Bin, ...]
    worst: tuple[Mistake, ...]


class Agreement(msgspec.Struct, frozen=True):
    """How often moderators and the model agreed in one period; ``kappa`` corrects for chance."""

    period: str
    verdicts: int
    agreed: int
    unsure: int
    kappa: float | None


def evaluate(rows: Sequence[Row], classifier: Classifier, threshold: float = 0.5) -> Evaluation:
    """Judge labelled rows and measure; ``threshold`` is the classifier's own for a take."""
    labels = list(classifier.label(Item(text=row.text) for row in rows))
    pairs = list(zip(rows, labels, strict=True))
    clear = [pair for pair in pairs if not pair[0].ambiguous]
    sources = sorted({_source(row) for row in rows})
    by_source = {name: [pair for pair in clear if _source(pair[0]) == name] for name in sources}
    return Evaluation(
        model=classifier.model,
        threshold=threshold,
        all=figures(pairs, threshold),
        clear=figures(clear, threshold),
        sources={name: figures(found, threshold) for name, found in by_source.items() if found},
        reliability=metrics.reliability(*_columns(clear)),
        worst=_worst(clear),
    )


def figures(pairs: Sequence[tuple[Row, Label]], threshold: float) -> Figures:
    """The figures of some judged rows."""
    truth, p = _columns(pairs)
    said, flagged = p >= threshold, np.array([label.label == "take" for _, label in pairs], dtype=bool)
    return Figures(
        messages=len(pairs),
        takes=int(truth.sum()),
        f1=metrics.f1(truth, said),
        macro_f1=(metrics.f1(truth, said) + metrics.f1(~truth, ~said)) / 2,
        flagged_f1=metrics.f1(truth, flagged),
        unsure=sum(label.label == "unsure" for _, label in pairs),
        roc_auc=metrics.roc_auc(truth, p),
        pr_auc=metrics.average_precision(truth, p),
        recall_at_p90=metrics.recall_at_precision(truth, p),
        brier=metrics.brier(truth, p),
        ece=metrics.calibration_error(truth, p),
        kind=_share(row.kind == label.kind for row, label in pairs if row.kind),
        own=_share(_overlaps(row.text, row.own, label, "own") for row, label in pairs if row.own),
        ask=_share(_overlaps(row.text, row.ask, label, "ask") for row, label in pairs if row.ask),
    )


def agreement(verdicts: Iterable[tuple[str, str, str]]) -> list[Agreement]:
    """Agreement by period from ``(period, human, model)`` labels; the model's unsure ones are counted apart."""
    periods: dict[str, list[tuple[str, str]]] = {}
    for period, human, model in verdicts:
        periods.setdefault(period, []).append((human, model))
    return [_agreement(period, pairs) for period, pairs in sorted(periods.items())]


def _agreement(period: str, pairs: list[tuple[str, str]]) -> Agreement:
    sure = [(human, model) for human, model in pairs if model != "unsure" and human != "unsure"]
    agreed = sum(human == model for human, model in sure)
    return Agreement(period, len(pairs), agreed, len(pairs) - len(sure), _kappa(sure, agreed))


def _kappa(pairs: list[tuple[str, str]], agreed: int) -> float | None:
    if not pairs:
        return None
    size = len(pairs)
    human, model = (sum(pair[side] == "take" for pair in pairs) / size for side in (0, 1))
    chance = human * model + (1 - human) * (1 - model)
    return (agreed / size - chance) / (1 - chance) if chance < 1 else None


def _columns(pairs: Sequence[tuple[Row, Label]]) -> tuple[Truth, Floats]:
    truth = np.array([row.label == "take" for row, _ in pairs], dtype=bool)
    return truth, np.array([label.p_take for _, label in pairs], dtype=np.float64)


def _source(row: Row) -> str:
    """The site or room a row comes from, short enough for a table."""
    return (row.group or row.source.split(":")[0].split("@")[0] or row.origin)[:40]


def _overlaps(text: str, part: str | None, label: Label, role: str) -> bool:
    start = text.find(part or "")
    return any(span.role == role and span.start < start + len(part or "") and start < span.end for span in label.spans)


def _share(right: Iterable[bool]) -> float | None:
    found = list(right)
    return sum(found) / len(found) if found else None


def _worst(pairs: Sequence[tuple[Row, Label]]) -> tuple[Mistake, ...]:
    def error(pair: tuple[Row, Label]) -> float:
        return abs(pair[1].p_take - (pair[0].label == "take"))

    wrong: list[tuple[Row, Label]] = sorted((pair for pair in pairs if error(pair) > 0.5), key=error, reverse=True)
    return tuple(Mistake(row.id, row.label, round(label.p_take, 4), row.text) for row, label in wrong[:_WORST])
