"""A backtest as a table, and its reliability as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.forecast.backtest import Line
from analyzers.forecast.baselines import RECENCY
from analyzers.forecast.scores import Interval
from bot.render.json import dump
from bot.render.reliability import Point
from bot.render.rows import render_rows

BACKTEST_SCHEMA = "givetake/backtest@1"
_COLUMNS = ("model", "log-loss", "95 % interval", "Brier", "AUC", "ECE", "gain")
_MEASURES = ("log_loss", "brier", "auc", "ece")


def render_backtest(lines: Sequence[Line], form: str) -> str:
    """One row a model, the best log-loss first; JSON has all intervals and the reliability bins.

    The gain is how much lower the log-loss is than that of recency alone.
    """
    ordered = sorted(lines, key=lambda line: line.score.log_loss.value)
    if form == "json":
        return dump({"schema": BACKTEST_SCHEMA, "models": [_json(line) for line in ordered]})
    return render_rows(_COLUMNS, [_row(line) for line in ordered], form, folds="model")


def _row(line: Line) -> tuple[str, ...]:
    loss = line.score.log_loss
    return (
        line.model,
        f"{loss.value:.4f}",
        f"{loss.low:.3f}-{loss.high:.3f}",
        *(f"{getattr(line.score, name).value:.4f}" for name in _MEASURES[1:]),
        f"{-line.against_recency:+.1%}",
    )


def _json(line: Line) -> dict[str, object]:
    bins = [{"count": each.count, "forecast": each.forecast, "observed": each.observed} for each in line.reliability]
    measures = {name: _interval(getattr(line.score, name)) for name in _MEASURES}
    return {"model": line.model, **measures, "against_recency": line.against_recency, "reliability": bins}


def _interval(figure: Interval) -> dict[str, float]:
    return {"value": figure.value, "low": figure.low, "high": figure.high}


def reliability_of(lines: Sequence[Line]) -> list[Point]:
    """The bins of the best model, and of recency alone, as points of a picture."""
    best = min(lines, key=lambda line: line.score.log_loss.value)
    shown = [line for line in lines if line is best or line.model == RECENCY]
    return [Point(line.model, b.forecast, b.observed, b.count) for line in shown for b in line.reliability]
