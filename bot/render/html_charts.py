"""The drawings of a page: each chart for wide and for narrow screens, with a sentence that says what it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from markupsafe import Markup

from analyzers.reports import Report
from analyzers.verdict import exact
from bot.render.spec_trust import trust
from bot.render.specs import VARIABLES, Chart, Link, flows, mapped, relationship_map, shown_weeks, weeks
from bot.render.svg import to_svg
from bot.render.words import many
from storage.models import STATES

_WIDE, _NARROW = 860, 310
#: A line through fewer weeks says nothing.
_FEWEST_WEEKS = 2


def drawn(report: Report, link: Link) -> dict[str, Markup]:
    """The charts for which the report has something to draw, by name: weeks, map, flows, trust."""
    found = {}
    if shown_weeks(report, _WIDE) >= _FEWEST_WEEKS:
        found["weeks"] = _both(report, "weeks", weeks, link, _weeks(report))
    if mapped(report):
        found["map"] = _both(report, "map", relationship_map, link, _map(report))
        found["flows"] = _both(report, "flows", flows, link, _flows(report))
    if report.foresight and report.foresight.calls:
        found["trust"] = _both(report, "trust", trust, link, _trust(report))
    return found


def _both(report: Report, name: str, spec: Callable[..., Chart], link: Link, label: str) -> Markup:
    wide, narrow = (
        to_svg(spec(report, VARIABLES, width=width, link=link), f"{name}-{size}", label)
        for size, width in (("wide", _WIDE), ("narrow", _NARROW))
    )
    return Markup(wide + narrow)  # noqa: S704  cleaned by bot.render.svg


def _weeks(report: Report) -> str:
    shown = report.by["week"][-shown_weeks(report, _WIDE) :]
    takes = max(shown, key=lambda week: week.takes)
    most = f"most takes, {takes.takes}, in {takes.id}" if takes.takes else "no takes"
    return (
        f"Line chart of the share of takes against the tolerated {exact(report.verdict.tolerated)}, above bars of "
        f"gives and takes in {many(len(shown), 'week')} from {shown[0].id} to {shown[-1].id}; {most}. "
        "The table below has the figures."
    )


def _map(report: Report) -> str:
    people = mapped(report)
    states = Counter(each.state for each in people)
    counts = ", ".join(f"{states[state]} {state}" for state in STATES)
    return (
        f"Relationship map of {many(len(people), 'person', 'people')}, {counts}: how often each contacted us against "
        "their chance of a contact within 30 days. The list below has the figures."
    )


def _flows(report: Report) -> str:
    moves = "; ".join(f"{flow.state} {flow.before} then, {flow.now} now" for flow in report.cohorts.flows)
    return f"Ribbons from the states of 30 days ago to those of now: {moves}. The table below has the figures."


def _trust(report: Report) -> str:
    calls = report.foresight.calls if report.foresight else ()
    told = "; ".join(f"{c.state} {c.expected / c.called:.0%} told, {c.came / c.called:.0%} came" for c in calls)
    return f"Reliability of last month's forecast by state: {told}. The table has the figures."
