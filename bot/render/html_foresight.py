"""How far to trust it: last month's calls against what came, and gives against their control."""

from __future__ import annotations

from analyzers.facts import ratio_words
from analyzers.foresight import ReturnedRow
from analyzers.reports import Report
from bot.render.clean import line
from bot.render.html_people import Badge, badge
from bot.render.spec_base import Link
from storage.models import Noun

_MOST = 12


class Held(Noun, frozen=True):
    """One state a month ago: how many were called so, how many came since, how many were expected."""

    badge: Badge
    called: int
    came: int
    expected: str


class Back(Noun, frozen=True):
    """Gives of one group that were followed by a contact, beside the control."""

    name: str
    gives: str
    control: str
    ratio: str
    link: str | None


def calls(report: Report) -> list[Held]:
    """What became of the calls of 30 days ago; nothing if the report does not score them."""
    found = report.foresight.calls if report.foresight else ()
    return [
        Held(badge=badge(each.state), called=each.called, came=each.came, expected=f"{each.expected:.1f}")
        for each in found
    ]


def returned(report: Report, link: Link) -> list[Back]:
    """Returned gives: all, by community and by kind; nothing if the report does not compare them."""
    rows = report.foresight.returned if report.foresight else ()
    return [_back(row, link) for row in rows[:_MOST]] if rows and rows[0].result.gives else []


def _back(row: ReturnedRow, link: Link) -> Back:
    result = row.result
    return Back(
        name=line(row.name, 60), gives=f"{result.returned:,} of {result.gives:,}",
        control=f"{result.control_returned:,} of {result.controls:,}", ratio=ratio_words(result), link=link(row.key),
    )  # fmt: skip
