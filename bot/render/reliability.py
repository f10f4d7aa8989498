"""What was forecast against what came, as a picture: on the diagonal, forecasts keep their word."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from storage.errors import SourceError, UsageError

_ENDINGS = (".png", ".svg", ".html")
_COLORS = ("#0072B2", "#D55E00")


class Point(NamedTuple):
    """One bin: of ``cases`` said to have chance ``forecast``, the share ``observed`` came true."""

    model: str
    forecast: float
    observed: float
    cases: int


def draw_reliability(points: Iterable[Point], path: Path) -> None:
    """Draw the points of one model or two; the ending of ``path`` chooses PNG, SVG or an HTML page.

    Raises UsageError and SourceError.
    """
    if path.suffix not in _ENDINGS:
        raise UsageError(f"{path} ends in no known picture format.", f"Choose one of {', '.join(_ENDINGS)}.")
    options = {"inline": True} if path.suffix == ".html" else {"ppi": 144}
    try:
        _chart(points).save(str(path), **options)
    except OSError as error:
        raise SourceError(f"{path} cannot be written: {error.strerror}.", "Name another with --picture.") from error


def _chart(points: Iterable[Point]) -> Any:
    import altair as alt  # noqa: PLC0415  charts load only where they are drawn

    values = [point._asdict() for point in points]
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%")
    x = alt.X("forecast:Q", title="forecast probability", scale=scale, axis=axis)
    y = alt.Y("observed:Q", title="share that came true", scale=scale, axis=axis)
    color = alt.Color("model:N", scale=alt.Scale(range=list(_COLORS)))
    told = ["model:N", "forecast:Q", "observed:Q", "cases:Q"]
    corners = alt.InlineData(values=[{"forecast": 0, "observed": 0}, {"forecast": 1, "observed": 1}])
    diagonal = alt.Chart(corners).mark_line(strokeDash=[4, 4], color="#888").encode(x=x, y=y)
    dots = alt.Chart(alt.InlineData(values=values)).mark_line(point=True).encode(x=x, y=y, color=color, tooltip=told)
    title = "Reliability: on the line, forecasts keep their word"
    return (diagonal + dots).properties(width=420, height=420, title=title)
