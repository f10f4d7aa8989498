"""The relationship map: how often people came so far against how likely they are to come again."""

from __future__ import annotations

import math
from typing import Literal

import altair as alt

from analyzers.reports import Report
from analyzers.verdict import percent
from bot.render.clean import line
from bot.render.looks import LIGHT, SHAPES, Look
from bot.render.spec_base import PERCENT, ROOMY, Chart, Link, Row, configured, plot, unlinked
from bot.render.words import many, near_date
from storage.models import STATES, Relationship

#: More dots than this hide each other.
MOST = 300
Axes = tuple[alt.X, alt.Y]
#: The map is never smaller than so much of the scale, so that the limit of Strong is on it.
_TOP = 0.6
#: The chances at which Failed ends and Strong begins.
_FAILED, _STRONG = 0.05, 0.5
_TICKS = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1]


def mapped(report: Report) -> list[Relationship]:
    """The people on the map: those with a state, the most urgent first, at most MOST."""
    return [each for each in report.relationships if each.state and math.isfinite(each.p_30d)][:MOST]


def relationship_map(report: Report, look: Look = LIGHT, *, width: int = 860, link: Link = unlinked) -> Chart:
    """A dot a person; rings and numbers mark the first steps, in the order in which the report lists them."""
    order = {step.member: number for number, step in enumerate(report.steps, 1)}
    rows = [_row(each, report, order, link) for each in mapped(report)]
    height = 400 if width >= ROOMY else 340
    if width >= ROOMY:
        _name(rows, width, height)
    base = plot(rows, width=width, height=height)
    axes = _axes(min(1.0, max([_TOP, *(1.1 * row["p"] for row in rows)])))
    parts = (_rings(base, axes, look), _dots(base, axes, look), _numbers(base, axes, look))
    return configured(alt.layer(*_zones(axes, look, width, height), *parts), look)


def _dots(base: alt.Chart, axes: Axes, look: Look) -> alt.Chart:
    colors = alt.Scale(domain=STATES, range=list(look.states))
    shapes = alt.Scale(domain=STATES, range=[SHAPES[state] for state in STATES])
    legend = alt.Legend(orient="top", title=None, labelColor=look.ink, labelFontSize=12, symbolSize=110)
    dots: alt.Chart = base.mark_point(filled=True, size=95, opacity=0.85).encode(
        *axes, color=alt.Color("state:N", scale=colors, legend=legend), description="text:N", href="link:N",
        shape=alt.Shape("state:N", scale=shapes, legend=legend),
    )  # fmt: skip
    return dots


def _rings(base: alt.Chart, axes: Axes, look: Look) -> alt.Chart:
    rings = base.mark_point(shape="circle", filled=False, size=330, strokeWidth=2, color=look.ink, opacity=1)
    marked: alt.Chart = rings.transform_filter("datum.step > 0").encode(*axes)
    return marked


def _numbers(base: alt.Chart, axes: Axes, look: Look) -> alt.Chart:
    words = base.mark_text(align="left", dx=13, dy=-10, fontSize=13, fontWeight="bold", color=look.ink)
    marked: alt.Chart = words.transform_filter("datum.step > 0").encode(*axes, text="named:N")
    return marked


def _axes(top: float) -> Axes:
    x = alt.X(
        "received:Q", scale=alt.Scale(type="log", base=2, domainMin=0.9, nice=False, padding=12),
        axis=alt.Axis(title="Times they contacted us so far →", grid=False, format="d", tickCount=8),
    )  # fmt: skip
    y = alt.Y(
        "p:Q", scale=alt.Scale(type="sqrt", domain=[0, top], nice=False),
        axis=alt.Axis(
            title="↑ Chance of a contact within 30 days", labelExpr=PERCENT, values=[t for t in _TICKS if t <= top]
        ),
    )  # fmt: skip
    return x, y


def _zones(axes: Axes, look: Look, width: int, height: int) -> list[alt.Chart]:
    """The limits of Strong and Failed, named where there are hardly ever dots: top left and bottom right."""
    zones: list[alt.Chart] = []
    limits: tuple[tuple[float, str, Literal["left", "right"]], ...] = (
        (_STRONG, "Strong from 50 %, while in touch", "left"),
        (_FAILED, "Failed below 5 % for a month", "right"),
    )
    for share, text, side in limits:
        base = plot([{"p": share}], width=width, height=height)
        words = base.mark_text(align=side, dx=4 if side == "left" else -4, dy=-8, fontSize=12, color=look.muted)
        zones += [
            base.mark_rule(strokeDash=[5, 4], color=look.muted).encode(axes[1]),
            words.encode(y="p:Q", x=alt.value(0 if side == "left" else width), text=alt.value(text)),
        ]
    return zones


def _name(rows: list[Row], width: int, height: int) -> None:
    """Write names beside the numbers where nothing is in their way."""
    most = math.log2(max((row["received"] for row in rows), default=1) + 1)
    marked = {
        row["step"]: (width * math.log2(row["received"]) / most, height * (1 - math.sqrt(row["p"]))) for row in rows
    }
    for row in rows:
        words = f"{row['step']} {row['short']}"
        x, y = marked[row["step"]]
        ahead = (0 < other[0] - x < 20 + 8 * len(words) and abs(other[1] - y) < 34 for other in marked.values())
        if row["step"] and x + 8 * len(words) < width and not any(ahead):
            row["named"] = words


def _row(each: Relationship, report: Report, order: dict[str, int], link: Link) -> Row:
    name, step = line(each.member.name, 40), order.get(each.member.id, 0)
    wire = f", turns about {near_date(each.trip_wire, report.as_of)}" if each.trip_wire else ""
    return {
        "received": max(1, each.received), "p": min(1.0, max(0.0, each.p_30d)), "state": each.state, "step": step,
        "named": str(step), "short": name if len(name) <= 16 else f"{name[:15]}…",
        "text": f"{name}: {each.state}, chance {percent(each.p_30d)}, {many(each.received, 'contact')}{wire}",
        "link": link(f"member.{each.member.id}"),
    }  # fmt: skip
