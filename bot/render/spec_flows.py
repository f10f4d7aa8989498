"""How people moved between states within 30 days, as ribbons from then to now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

import altair as alt

from analyzers.cohorts import LADDER
from analyzers.reports import Report
from bot.render.looks import GLYPHS, LIGHT, Look
from bot.render.spec_base import Chart, Link, Row, configured, plot, unlinked
from storage.models import Noun, State

Moves = Counter[tuple[State | None, State | None]]
#: From best to worst; None is somebody who had no state then.
_ORDER: tuple[State | None, ...] = (*reversed(LADDER), None)
_GAP, _HEIGHT, _THINNEST = 20.0, 280.0, 1.5
#: Room for the names on either side.
_SIDE = 92
_STEPS = 24


class Ribbon(Noun, frozen=True):
    """``count`` people who went from one state to another; ``start`` and ``end`` are in pixels from the top."""

    before: State | None
    now: State
    count: int
    start: float
    end: float
    thickness: float


class Node(Noun, frozen=True):
    """All people of one state at one time, as a bar from ``top`` of ``size`` pixels."""

    state: State | None
    count: int
    top: float
    size: float


def flows(report: Report, look: Look = LIGHT, *, width: int = 640, link: Link = unlinked) -> Chart:
    """Ribbons in the colour of the state they lead to, as thick as the number of people on them."""
    moves: Moves = Counter((each.before, each.state) for each in report.relationships if each.state)
    before, now, ribbons = _layout(moves)
    rows = [row for ribbon in ribbons for row in _band(ribbon, look, link)]
    bands = plot(rows, width=width - 2 * _SIDE, height=_HEIGHT)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1], padding=0, nice=False), axis=None)
    y = alt.Y("top:Q", scale=alt.Scale(domain=[_HEIGHT, 0]), axis=None)
    area = bands.mark_area(opacity=0.5).encode(
        x=x,
        y=y,
        y2="bottom:Q",
        detail="id:N",
        href="link:N",
        description="text:N",
        fill=alt.Fill("color:N", scale=None),
    )
    sides = [_side(nodes, look, right) for right, nodes in enumerate((before, now))]
    return configured(alt.layer(area, *(layer for side in sides for layer in side)), look)


def _layout(moves: Moves) -> tuple[list[Node], list[Node], list[Ribbon]]:
    stands = max(len({pair[side] for pair in moves}) for side in (0, 1))
    scale = (_HEIGHT - _GAP * stands) / max(1, moves.total())
    before, now = _nodes(moves, 0, scale), _nodes(moves, 1, scale)
    at_before, at_now = ({node.state: node.top for node in nodes} for nodes in (before, now))
    ribbons = []
    for one in _ORDER:
        for other in _ORDER:
            if other is not None and (count := moves[one, other]):
                ribbons.append(
                    Ribbon(
                        before=one, now=other, count=count, start=at_before[one], end=at_now[other],
                        thickness=max(_THINNEST, count * scale),
                    )
                )  # fmt: skip
                at_before[one] += count * scale
                at_now[other] += count * scale
    return before, now, ribbons


def _nodes(moves: Moves, side: int, scale: float) -> list[Node]:
    counts = [(state, sum(n for pair, n in moves.items() if pair[side] == state)) for state in _ORDER]
    held = [(state, count) for state, count in counts if count]
    tops = accumulate((max(_THINNEST, count * scale) + _GAP for _, count in held), initial=_GAP / 2)
    return [
        Node(state=state, count=count, top=top, size=max(_THINNEST, count * scale))
        for (state, count), top in zip(held, tops, strict=False)
    ]  # fmt: skip


def _band(ribbon: Ribbon, look: Look, link: Link) -> Iterator[Row]:
    came = f"{ribbon.before} to {ribbon.now}" if ribbon.before else f"new, {ribbon.now}"
    for step in range(_STEPS + 1):
        x = step / _STEPS
        top = ribbon.start + (ribbon.end - ribbon.start) * x * x * (3 - 2 * x)
        yield {
            "id": came, "x": x, "top": top, "bottom": top + ribbon.thickness, "color": look.state(ribbon.now),
            "text": f"{came}: {ribbon.count}", "link": link(f"cohorts.{ribbon.now}"),
        }  # fmt: skip


def _side(nodes: Sequence[Node], look: Look, right: int) -> list[alt.Chart]:
    base = plot([_node(node, look, right) for node in nodes])
    bars = base.mark_bar(width=8, opacity=1).encode(
        x="x:Q", y=alt.Y("top:Q", axis=None), y2="bottom:Q", fill=alt.Fill("color:N", scale=None)
    )
    words = base.mark_text(fontSize=13, align="left" if right else "right", dx=9 if right else -9, color=look.ink)
    return [bars, words.encode(x="x:Q", y=alt.Y("middle:Q", axis=None), text="label:N")]


def _node(node: Node, look: Look, right: int) -> Row:
    color = look.state(node.state) if node.state else look.muted
    label = f"{GLYPHS[node.state]} {node.state or 'unknown'} {node.count}"
    bottom = node.top + node.size
    middle = (node.top + bottom) / 2
    return {"x": right, "top": node.top, "bottom": bottom, "middle": middle, "color": color, "label": label}
