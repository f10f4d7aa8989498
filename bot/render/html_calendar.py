"""Trip wires on a calendar: on which day which relationship turns for the worse if nothing happens."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from analyzers.evidence import DAY
from analyzers.reports import Report
from bot.render.clean import line
from bot.render.html_people import Badge, badge
from bot.render.spec_base import Link
from bot.render.steps import TURNS
from storage.models import Noun, Relationship

#: How many weeks the calendar shows, beginning with that of the audit.
WEEKS = 5
_MOST_A_DAY = 4


class Wire(Noun, frozen=True):
    """One relationship that turns on a day."""

    name: str
    badge: Badge
    what: str
    link: str | None


class Day(Noun, frozen=True):
    """One day: its date in words, whether it is over, whether it is the audit's, who turns, and how many more."""

    number: str
    name: str
    past: bool
    today: bool
    wires: tuple[Wire, ...]
    rest: int


class Calendar(Noun, frozen=True):
    """Weeks of seven days from Monday on; ``later`` counts wires after the last day."""

    weeks: tuple[tuple[Day, ...], ...]
    shown: int
    later: int


def calendar(report: Report, link: Link) -> Calendar:
    """The trip wires of the coming weeks."""
    today = report.as_of.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - DAY * today.weekday()
    end = monday + timedelta(weeks=WEEKS)
    standing = [each for each in report.relationships if each.trip_wire and each.state in TURNS]
    by_day: dict[datetime, list[Relationship]] = defaultdict(list)
    for each in standing:
        if each.trip_wire and today <= each.trip_wire < end:
            by_day[each.trip_wire.replace(hour=0, minute=0, second=0, microsecond=0)].append(each)
    days = [_day(monday + DAY * number, today, by_day, link) for number in range(7 * WEEKS)]
    return Calendar(
        weeks=tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7)),
        shown=sum(map(len, by_day.values())),
        later=sum(each.trip_wire >= end for each in standing if each.trip_wire),
    )


def _day(day: datetime, today: datetime, by_day: dict[datetime, list[Relationship]], link: Link) -> Day:
    turning = sorted(by_day.get(day, ()), key=lambda each: (-each.received, each.member.id))
    return Day(
        number=f"{day.day} {day:%b}" if day.day == 1 or day == today else str(day.day),
        name=f"{day:%A} {day.day} {day:%B}",
        past=day < today,
        today=day == today,
        wires=tuple(_wire(each, link) for each in turning[:_MOST_A_DAY]),
        rest=len(turning[_MOST_A_DAY:]),
    )


def _wire(each: Relationship, link: Link) -> Wire:
    return Wire(
        name=line(each.member.name, 40) or "nameless", badge=badge(each.state), what=TURNS[each.state],
        link=link(f"member.{each.member.id}"),
    )  # fmt: skip
