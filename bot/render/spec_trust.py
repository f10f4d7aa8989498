"""Last month's forecasts against what came, by state: on the diagonal, forecasts keep their word."""

from __future__ import annotations

import altair as alt

from analyzers.intervals import wilson
from analyzers.reports import Report
from bot.render.looks import LIGHT, Look
from bot.render.spec_base import Chart, Link, Row, configured, plot, unlinked


def trust(report: Report, look: Look = LIGHT, *, width: int = 640, link: Link = unlinked) -> Chart:
    """A dot a state: the mean chance that was told, and the share that came with its 95 % interval."""
    rows = _rows(report, link)
    scale, axis = alt.Scale(domain=[0, 1], nice=False), alt.Axis(format="%", tickCount=5)
    x = alt.X("told:Q", scale=scale, axis=axis, title="chance that was told")
    y = alt.Y("came:Q", scale=scale, axis=axis, title="share that came")
    size = {"width": min(width, 420) - 80, "height": 240}
    line = plot([{"told": 0.0, "came": 0.0}, {"told": 1.0, "came": 1.0}], **size)
    dots = plot(rows, **size)
    drawn = (
        line.mark_line(strokeDash=[4, 4], color=look.line).encode(x=x, y=y)
        + dots.mark_rule(color=look.muted, strokeWidth=2).encode(x=x, y="low:Q", y2="high:Q")
        + dots.mark_circle(size=90, color=look.ink).encode(x=x, y=y, href="link:N", description="text:N")
        + dots.mark_text(align="left", dx=9, dy=-7, color=look.ink).encode(x=x, y=y, text="state:N")
    )
    return configured(drawn, look)


def _rows(report: Report, link: Link) -> list[Row]:
    found = report.foresight.calls if report.foresight else ()
    rows: list[Row] = []
    for each in found:
        low, high = wilson(each.came, each.called)
        told, came = each.expected / each.called, each.came / each.called
        text = f"{each.state}: {told:.0%} told, {each.came} of {each.called} came"
        rows.append(
            {"state": each.state, "told": told, "came": came, "low": low, "high": high, "text": text,
             "link": link("forecast")}
        )  # fmt: skip
    return rows
