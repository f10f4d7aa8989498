"""The evidence at the end of a page: for each line its rule, its window, its figures and some of its messages."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from analyzers.citations import Cited
from analyzers.evidence import Contact
from analyzers.explain import Explanation, explain
from analyzers.reports import Report
from bot.render.clean import line, web
from bot.render.html_rows import MOST_ROWS, places
from bot.render.specs import ROOMY, mapped, shown_weeks
from bot.render.words import moment, stretch
from storage.models import Noun

_EXCERPT = 280
_MOST_FACTS = 40


class Said(Noun, frozen=True):
    """One message as a row of a table; ``url`` is a plain web address or empty."""

    time: str
    author: str
    place: str
    label: str
    kind: str
    text: str
    note: str
    url: str


class Table(Noun, frozen=True):
    """The evidence of one line. ``rest`` and ``more`` count the messages and facts left out; ``command`` shows all."""

    id: str
    title: str
    rule: str
    window: str
    facts: tuple[str, ...]
    more: int
    rows: tuple[Said, ...]
    rest: int
    command: str


class Anchors:
    """Where each line's evidence stands in the page: people at their cards, all else in tables at the end."""

    def __init__(self, report: Report) -> None:
        """Lines that the page does not show get no place."""
        self.tables = {key: f"e{number}" for number, key in enumerate(_keys(report))}
        #: The first parts of all keys that the page shows.
        self.heads = {key.partition(".")[0] for key in self.tables} | {"member"}
        self.people = {f"member.{each.member.id}": f"m{number}" for number, each in enumerate(mapped(report))}

    def __call__(self, key: str) -> str | None:
        """The address of the evidence of ``key`` in the page, if it is there."""
        found = self.tables.get(key) or self.people.get(key)
        return f"#{found}" if found else None


def tables(report: Report, anchors: Anchors, most: int) -> list[Table]:
    """The evidence of every line that has a place, with at most ``most`` messages each."""
    return [evidence_of(explain(report, key), place, most) for key, place in anchors.tables.items()]


def of_member(report: Report, key: str, contacts: Sequence[Contact], most: int) -> Table:
    """The evidence of one relationship: the latest contacts of both sides."""
    return evidence_of(explain(report, key, contacts), "", most)


def excerpt(text: str) -> str:
    """The start of a message on one line."""
    shown = line(text, 4 * _EXCERPT)
    return shown if len(shown) <= _EXCERPT else f"{shown[: _EXCERPT - 1]}…"


def command(key: str) -> str:
    """What shows all the evidence of a line."""
    return f"givetake report --explain {shlex.quote(line(key))}"


def _keys(report: Report) -> Iterator[str]:
    yield from ("verdict", *(each.key for each in report.communities[:MOST_ROWS]), "balance", "trend")
    weeks = report.by["week"][-shown_weeks(report, ROOMY) :]
    yield from (week.key for week in weeks if week.gives + week.takes + week.unsure)
    yield from (row.key for row in (*places(report), *report.by["account"][:MOST_ROWS]))
    yield from (row.key for row in report.by["kind"] if row.gives + row.takes)
    yield from ("hollow", "one_way", "cohorts", *(flow.key for flow in report.cohorts.flows))
    yield from ("steps", "to_answer", "starters", "source")
    if report.reviews:
        yield "reviews"
    if report.foresight:
        yield from ("forecast", *(row.key for row in report.foresight.returned[:MOST_ROWS]))


def evidence_of(found: Explanation, place: str, most: int) -> Table:
    """The evidence of one line: takes first, then the latest messages, at most ``most`` of them."""
    messages = sorted(found.messages, key=lambda each: (each.label == "take", each.time), reverse=True)
    return Table(
        id=place,
        title=line(found.title, 120),
        rule=found.rule,
        window=f"{stretch(found.window)}, UTC" if found.window else "all that was read",
        facts=tuple(line(fact, 400) for fact in found.facts[:_MOST_FACTS]),
        more=len(found.facts[_MOST_FACTS:]),
        rows=tuple(map(_said, messages[:most])),
        rest=len(messages[most:]),
        command=command(found.key),
    )


def _said(each: Cited) -> Said:
    chance = "" if each.p_take is None else f"{each.p_take:.2f}"
    return Said(
        time=moment(each.time), author=line(each.author, 60), place=line(each.channel, 60), label=each.label or "",
        kind=f"{line(each.kind, 20)} {chance}".strip(), text=excerpt(each.text), note=line(each.note, 200),
        url=web(each.url),
    )  # fmt: skip
