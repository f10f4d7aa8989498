"""Charts of give and take: the share week by week against what is tolerated, and place by place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from analyzers.balance import Balance, week_start
from analyzers.reports import Report
from analyzers.verdict import exact, figures, percent, span
from analyzers.windows import WEEKS, rolling
from bot.render.clean import line
from bot.render.looks import LIGHT, Look
from bot.render.spec_base import PERCENT, ROOMY, Chart, Link, Row, configured, plot, unlinked

_MOST_WEEKS, _MOST_WEEKS_NARROW = 104, 52
_MOST_PLACES = 12
#: The widest bar, and the room that axes of both parts keep so that their weeks stand below each other.
_BAR, _MARGIN = 22.0, 38


def shown_weeks(report: Report, width: int) -> int:
    """How many of the last weeks are drawn at ``width``."""
    return min(len(report.by["week"]), _MOST_WEEKS if width >= ROOMY else _MOST_WEEKS_NARROW)


def weeks(report: Report, look: Look = LIGHT, *, width: int = 860, link: Link = unlinked) -> Chart:
    """The share of takes with its interval against the tolerated share, above gives and takes by week."""
    shown = shown_weeks(report, width)
    parts = (_share(report, look, width, shown), _counts(report, look, width, shown, link))
    return configured(alt.vconcat(*parts, spacing=18), look)


def places(report: Report, look: Look = LIGHT, *, width: int = 520, link: Link = unlinked) -> Chart:
    """The share of takes with its interval in every channel, busiest first, against what is tolerated there."""
    rows = [_place(row, link) for row in report.by["channel"][:_MOST_PLACES] if row.enough]
    base = plot(rows, width=width, height=alt.Step(26))
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=180, domain=False))
    limit = base.mark_tick(color=look.muted, thickness=2, size=20).encode(y=y, x=alt.X("tolerated:Q"))
    reach = base.mark_rule(color=look.take, strokeWidth=3, opacity=0.45).encode(y=y, x=_shares("low"), x2="high:Q")
    dots = base.mark_point(color=look.take, filled=True, size=90, opacity=1).encode(
        y=y, x="share:Q", description="text:N", href="link:N"
    )
    return configured(alt.layer(reach, limit, dots, title="Share of takes by channel"), look)


def _share(report: Report, look: Look, width: int, shown: int) -> alt.LayerChart | alt.FacetChart:
    """The share in windows of four weeks, so that few messages a week still make an interval one can read."""
    rows = [_window(row) for row in rolling(report.by["week"], report.policy.minimum)[-shown:]]
    tolerated = report.verdict.tolerated
    top = min(1.0, max([2 * tolerated, 0.1, *(row["high"] for row in rows if row["high"] is not None)]))
    base = plot(rows, width=width, height=150)
    y = alt.Scale(domain=[0, top], nice=False)
    band = base.mark_area(color=look.take, opacity=0.2).encode(
        x=_time(rows, labels=False), y=_shares("low", scale=y), y2="high:Q"
    )
    lines = base.mark_line(color=look.take, strokeWidth=2.5, point=alt.OverlayMarkDef(size=24, color=look.take)).encode(
        x=_time(rows, labels=False), y=alt.Y("share:Q", scale=y), description="text:N"
    )
    norm = plot([{"y": tolerated}])
    rule = norm.mark_rule(color=look.ink, strokeDash=[5, 4]).encode(y=alt.Y("y:Q", scale=y))
    text = norm.mark_text(color=look.ink, align="left", dx=4, dy=-8, fontSize=12).encode(
        y="y:Q", x=alt.value(0), text=alt.value(f"tolerated {exact(tolerated)}")
    )
    title = (
        f"Share of takes over {WEEKS} weeks, with its 95 % interval"
        if width >= ROOMY
        else "Share of takes over 4 weeks"
    )
    return alt.layer(band, lines, rule, text, title=title)


def _counts(report: Report, look: Look, width: int, shown: int, link: Link) -> alt.LayerChart | alt.FacetChart:
    rows = [_week(row, link) for row in report.by["week"][-shown:]]
    base = plot(rows, width=width, height=120)
    size = max(2.0, min(_BAR, 0.72 * width / max(1, len(rows))))
    y = alt.Axis(title=None, tickCount=4, format="d", labelExpr="abs(datum.value)", tickMinStep=1, minExtent=_MARGIN)
    bars = [
        base.mark_bar(color=color, size=size, cornerRadiusEnd=2).encode(
            x=_time(rows), y=alt.Y(f"{field}:Q", axis=y), description="text:N", href="link:N"
        )
        for field, color in (("gives", look.give), ("takes", look.take))
    ]
    return alt.layer(*bars, title="Gives (up) and takes (down) by week")


def _time(rows: Iterable[Row], labels: bool = True) -> alt.X:
    years = len({row["week"][:4] for row in rows}) > 1
    axis = alt.Axis(
        title=None, format="%b %Y" if years else "%-d %b", labels=labels, grid=False, tickCount=7, labelOverlap=True
    )
    return alt.X("week:T", axis=axis, scale=alt.Scale(type="utc", padding=_BAR / 2 + 3, nice=False))


def _shares(field: str, **fields: Any) -> alt.X | alt.Y:
    axis = alt.Axis(title=None, labelExpr=PERCENT, tickCount=4, grid=True, minExtent=_MARGIN)
    return (alt.Y if "scale" in fields else alt.X)(f"{field}:Q", axis=axis, **fields)


def _window(row: Balance) -> Row:
    low, high = row.interval if row.enough and row.interval else (None, None)
    text = f"{row.id}: {figures(row)}" if row.enough else f"{row.id}: too few to judge"
    share = row.take_share if row.enough else None
    return {"week": _day(row), "share": share, "low": low, "high": high, "text": text}


def _week(row: Balance, link: Link) -> Row:
    text = f"{row.id}: {row.gives} gives, {row.takes} takes, {row.unsure} unsure"
    return {"week": _day(row), "gives": row.gives, "takes": -row.takes, "text": text, "link": link(row.key)}


def _place(row: Balance, link: Link) -> Row:
    low, high = row.interval or (0.0, 0.0)
    share = row.take_share or 0.0
    return {
        "name": line(row.name, 60), "share": share, "low": low, "high": high, "tolerated": row.tolerated,
        "text": f"{line(row.name, 60)}: {percent(share)} ({span((low, high))})", "link": link(row.key),
    }  # fmt: skip


def _day(row: Balance) -> str:
    return f"{week_start(row.id):%Y-%m-%dT00:00:00Z}"
