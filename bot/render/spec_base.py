"""What all chart specifications share: the house's type and colours, and links to lines of the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt

from bot.render.looks import Look

#: From the key of a line to the address that a click on its mark follows.
Link = Callable[[str], str | None]
Row = dict[str, Any]
Chart = alt.VConcatChart | alt.LayerChart | alt.FacetChart

#: Below this width there is room for the plot alone.
ROOMY = 500
#: A share on an axis as everywhere else: ``10 %``.
PERCENT = "round(datum.value * 100) + ' %'"


def unlinked(_: str) -> None:
    """No address for any line."""


def plot(rows: list[Row], **size: Any) -> alt.Chart:
    """An empty chart over ``rows``; ``size`` is its width and height."""
    data = alt.Data(values=rows)  # type: ignore[no-untyped-call]  # Altair leaves it untyped
    return alt.Chart(data, **size)


def configured(chart: Chart, look: Look) -> Chart:
    """The chart in the house's type and colours."""
    axis: dict[str, Any] = {
        "labelColor": look.muted,
        "titleColor": look.muted,
        "gridColor": look.line,
        "domainColor": look.line,
    }
    plain: dict[str, Any] = {"titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12, "ticks": False}
    title = alt.TitleConfig(color=look.ink, anchor="start", fontSize=13, fontWeight="bold", offset=10)
    made: Chart = chart.configure(
        font="sans-serif", background=look.paper, axis=alt.AxisConfig(**axis, **plain), title=title,
        view=alt.ViewConfig(stroke=None), padding=4,
    )  # fmt: skip
    return made
