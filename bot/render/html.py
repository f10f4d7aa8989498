"""The report as one page that needs nothing else: no network, no fonts, no library.

Charts are drawn once as SVG in the colours that the style sheet names, so that one drawing serves light, dark
and paper; every mark on them links to its evidence in the page. The script only adds comfort.
"""

from __future__ import annotations

from typing import Any

from analyzers.cohorts import LADDER
from analyzers.reports import Report
from analyzers.rules import RULES
from bot.render import html_foresight, html_people, html_rows
from bot.render.clean import line
from bot.render.html_base import fill
from bot.render.html_calendar import calendar
from bot.render.html_charts import drawn
from bot.render.html_evidence import Anchors, tables
from bot.render.html_people import Contacts
from bot.render.words import date, many, stretch

#: A page may be sent by mail and opened on a phone.
LARGEST = 1_900_000
#: How many people's cards, the most urgent ones, show what was said.
CARDS_WITH_WORDS = 60
#: How many messages stand behind a line, as long as the page does not grow too large.
_DEPTHS = (24, 12, 6, 3, 1)

__all__ = ["LARGEST", "Contacts", "render_html"]


def render_html(report: Report, contacts: Contacts | None = None, *, charts: bool = True) -> str:
    """The whole report as a page of less than two megabytes.

    ``contacts`` are the exchanges with members by member id: the evidence on their cards. Without ``charts``
    the figures stand in tables alone.
    """
    anchors = Anchors(report)
    pictures = drawn(report, anchors) if charts else {}
    page = ""
    for depth in _DEPTHS:
        page = fill("page.html", **_context(report, contacts or {}, anchors, depth), charts=pictures)
        if len(page.encode("utf-8", "replace")) <= LARGEST:
            break
    return page


def _context(report: Report, contacts: Contacts, anchors: Anchors, depth: int) -> dict[str, Any]:
    return {
        "brand": line(report.brand.name, 80) or "Nameless",
        "period": stretch(report.period),
        "as_of": date(report.as_of),
        "notes": [line(note, 600) for note in report.notes],
        "rules": [(title, RULES[key]) for key, title in _METHOD.items() if key in anchors.heads],
        "source": _source(report),
        "tables": tables(report, anchors, depth),
        "calls": html_foresight.calls(report),
        "returned": html_foresight.returned(report, anchors),
        "reviews": report.reviews,
        "anchor": anchors,
        "many": many,
        **_balance(report, anchors),
        **_relationships(report, contacts, anchors, min(depth, 8)),
        **_talk(report, anchors),
    }


def _balance(report: Report, anchors: Anchors) -> dict[str, Any]:
    hollow, hidden = html_people.hollow(report)
    return {
        "verdict": html_rows.verdict(report, anchors),
        "glance": _glance(report),
        "numbers": html_rows.numbers(report, anchors),
        "groups": html_rows.groups(report, anchors),
        "kinds": html_rows.kinds(report, anchors),
        "judgements": [(line(each.name, 80), each.sentence, anchors(each.key)) for each in _judged(report)],
        "weeks": html_rows.weeks(report, anchors),
        "hollow": hollow,
        "hidden": hidden,
    }


def _relationships(report: Report, contacts: Contacts, anchors: Anchors, depth: int) -> dict[str, Any]:
    people, unlisted = html_people.people(report, anchors, contacts, depth)
    counted = sum(flow.now for flow in report.cohorts.flows)
    return {
        "steps": html_people.steps(report, anchors),
        "flows": [(html_people.badge(flow.state), flow, anchors(flow.key)) for flow in report.cohorts.flows],
        "undrawn": counted - sum(bool(each.state) for each in report.relationships),
        "undecided": report.cohorts.undecided,
        "people": people,
        "unlisted": unlisted,
        "calendar": calendar(report, anchors),
    }


def _talk(report: Report, anchors: Anchors) -> dict[str, Any]:
    waiting, unanswered = html_people.waiting(report, anchors)
    return {
        "waiting": waiting,
        "unanswered": unanswered,
        "older": report.to_answer.older,
        "thanks": html_people.thanks(report, anchors),
        "starters": html_people.starters(report),
    }


def _glance(report: Report) -> dict[str, Any]:
    flows = sorted(report.cohorts.flows, key=lambda flow: -LADDER.index(flow.state))
    states = [(html_people.badge(flow.state), flow.now) for flow in flows]
    return {
        "balance": html_rows.strip([("give", report.balance.gives), ("take", report.balance.takes)]),
        "named": states,
        "states": html_rows.strip([(badge.tone, count) for badge, count in states]),
    }


def _judged(report: Report) -> tuple[Any, ...]:
    return report.communities[: html_rows.MOST_ROWS] if len(report.communities) > 1 else ()


def _source(report: Report) -> str:
    source = report.source
    return (
        f"Read {many(source.messages, 'message')} by {many(source.authors, 'author')}, "
        f"{many(source.replies, 'reply', 'replies')} among them."
    )


_METHOD = {
    "balance": "Gives and takes",
    "verdict": "Verdict",
    "trend": "Trend",
    "hollow": "Hollow gives",
    "one_way": "One-way messages",
    "member": "States and trip wires",
    "cohorts": "Moves between states",
    "steps": "First steps",
    "to_answer": "Whom to answer",
    "starters": "Conversation starters",
    "forecast": "Last month's forecast",
    "reviews": "Reviews",
    "returned": "Returned gives",
    "source": "What was read",
}
