"""A backtest as a table, and its reliability as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analyzers.forecast.backtest import Line
from analyzers.forecast.baselines import RECENCY
from analyzers.forecast.scores import Interval
from bot.render.json import dump
from bot.render.rows import render_rows
from storage.errors import SourceError, UsageError

BACKTEST_SCHEMA = "givetake/backtest@1"
_COLUMNS = ("model", "log-loss", "95 % interval", "Brier", "AUC", "ECE", "gain")
_MEASURES = ("log_loss", "brier", "auc", "ece")
_ENDINGS = (".png", ".svg", ".html")


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


def draw_reliability(lines: Sequence[Line], path: Path) -> None:
    """Draw what was forecast against what came, for the best model and for recency alone.

    The ending of ``path`` chooses PNG, SVG or an HTML page. Raises UsageError and SourceError.
    """
    if path.suffix not in _ENDINGS:
        raise UsageError(f"{path} ends in no known picture format.", f"Choose one of {', '.join(_ENDINGS)}.")
    try:
        _chart(lines).save(str(path), inline=True) if path.suffix == ".html" else _chart(lines).save(str(path), ppi=144)
    except OSError as error:
        raise SourceError(
            f"{path} cannot be written: {error.strerror}.", "Name another file with --picture."
        ) from error


def _chart(lines: Sequence[Line]):  # type: ignore[no-untyped-def]  # Altair's charts have no common public type
    import altair as alt  # noqa: PLC0415  charts load only where they are drawn

    best = min(lines, key=lambda line: line.score.log_loss.value)
    shown = [line for line in lines if line is best or line.model == RECENCY]
    points = [
        {"model": line.model, "forecast": each.forecast, "observed": each.observed, "relationships": each.count}
        for line in shown
        for each in line.reliability
    ]
    scale = alt.Scale(domain=[0, 1])
    axes = {
        "x": alt.X("forecast:Q", title="forecast probability", scale=scale, axis=alt.Axis(format="%")),
        "y": alt.Y("observed:Q", title="share that came", scale=scale, axis=alt.Axis(format="%")),
    }
    diagonal = alt.Chart(alt.Data(values=[{"forecast": 0, "observed": 0}, {"forecast": 1, "observed": 1}]))
    dots = alt.Chart(alt.Data(values=points)).mark_line(point=True).encode(
        **axes, color=alt.Color("model:N", scale=alt.Scale(range=["#0072B2", "#D55E00"])),
        tooltip=["model:N", "forecast:Q", "observed:Q", "relationships:Q"],
    )  # fmt: skip
    base = diagonal.mark_line(strokeDash=[4, 4], color="#888").encode(**axes)
    return (base + dots).properties(width=420, height=420, title="Reliability: on the line, forecasts keep their word")
