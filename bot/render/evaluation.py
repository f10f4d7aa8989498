"""The classifier's figures as tables, and its reliability as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from analyzers.classifier.evaluation import Agreement, Evaluation, Figures
from analyzers.classifier.metrics import Bin
from bot.render.json import dump
from bot.render.reliability import Point
from bot.render.rows import render_rows

EVALUATION_SCHEMA = "givetake/evaluation@1"
_HEADS = {
    "f1": "F1", "macro_f1": "macro", "roc_auc": "AUC", "pr_auc": "AP", "recall_at_p90": "R@.9", "brier": "Brier",
    "ece": "ECE", "kind": "kind", "own": "own", "ask": "ask",
}  # fmt: skip
_MEASURES = tuple(_HEADS)
#: In text, where the table has to fit, so many letters of a source.
_SHORT = 10
_BINS = ("forecast", "observed", "messages")


def render_evaluation(found: Evaluation, form: str) -> str:
    """All figures; text adds the reliability and the worst mistakes."""
    if form == "json":
        return dump({"schema": EVALUATION_SCHEMA, **msgspec.structs.asdict(found)})
    most = _SHORT if form == "text" else None
    rows = [("all", found.all), ("clear", found.clear), *((n[:most], each) for n, each in found.sources.items())]
    shown = [name for name in _MEASURES if any(getattr(each, name) is not None for _, each in rows)]
    columns = ("source", "n", "takes", *(_HEADS[name] for name in shown))
    table = render_rows(columns, [_row(name, each, shown) for name, each in rows], form, folds="source")
    if form == "csv":
        return table
    worst = [(each.id, each.label, f"{each.p_take:.3f}", each.text[:60]) for each in found.worst]
    return "\n".join(
        [
            f"{found.model}, a take from {found.threshold:.2f} on\n",
            table,
            render_rows(_BINS, [_bin(each) for each in found.reliability], form),
            render_rows(("worst mistakes", "is", "p", "text"), worst, form, empty="No mistake on a clear message."),
        ]
    )


def render_agreement(found: Sequence[Agreement], form: str) -> str:
    """Agreement of moderators and model by month."""
    rows = [
        (each.period, each.verdicts, each.agreed, each.unsure, None if each.kappa is None else f"{each.kappa:.2f}")
        for each in found
    ]
    return render_rows(("month", "verdicts", "agreed", "unsure", "kappa"), rows, form)


def _row(name: str, found: Figures, measures: Sequence[str]) -> tuple[Any, ...]:
    return (name, found.messages, found.takes, *(_figure(getattr(found, measure)) for measure in measures))


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".removeprefix("0")


def _bin(each: Bin) -> tuple[str, str, int]:
    return f"{each.mean_p:.2f}", f"{each.share:.2f}", each.messages


def reliability_of(found: Evaluation) -> list[Point]:
    """The bins of the clear messages as points of a picture."""
    return [Point(found.model, each.mean_p, each.share, each.messages) for each in found.reliability if each.messages]
