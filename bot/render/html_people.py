"""The people of a page: first steps, cards of relationships, who waits, whom to thank, what got people talking."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from analyzers.evidence import Contact, Post
from analyzers.reports import Report
from analyzers.thanks import to_thank
from analyzers.verdict import percent
from bot.render.clean import line, web
from bot.render.html_evidence import Table, excerpt, of_member
from bot.render.looks import GLYPHS
from bot.render.spec_base import Link
from bot.render.specs import mapped
from bot.render.steps import TURNS, deed, reasons
from bot.render.words import days, many, near_date, short_days
from storage.models import Noun, Relationship, State

Contacts = Mapping[str, Sequence[Contact]]

_MOST_LISTED = 20
_DAY = timedelta(days=1)


class Badge(Noun, frozen=True):
    """A state with its sign; ``tone`` names its colour."""

    glyph: str
    name: str
    tone: str


class Entry(Noun, frozen=True):
    """One thing to do or to read: whom it concerns, what was said, and why it is here."""

    deed: str
    name: str
    badge: Badge | None
    why: str
    quote: str
    url: str
    link: str | None


class Person(Noun, frozen=True):
    """The card of one relationship; ``chance`` and ``norm`` are in per cent, ``evidence`` None where not looked up."""

    id: str
    name: str
    badge: Badge
    before: Badge
    chance: float
    shown_chance: str
    norm: float | None
    shown_norm: str
    quiet: str
    usual: str
    turns: str
    gone: str
    gave: int
    took: int
    received: int
    accounts: tuple[str, ...]
    because: tuple[str, ...]
    command: str
    evidence: Table | None


def badge(state: State | None, unknown: str = "new") -> Badge:
    """How a state is shown; ``unknown`` is the word where there is none."""
    return Badge(glyph=GLYPHS[state], name=state or unknown, tone=(state or "none").lower())


def steps(report: Report, link: Link) -> list[Entry]:
    """Whom to turn to first."""
    return [
        Entry(
            deed=deed(step), name=line(step.name, 60), badge=badge(step.state), why=", ".join(reasons(step, report)),
            quote=excerpt(step.asked.question.text) if step.asked else "",
            url=web(step.asked.question.url) if step.asked else "", link=link(f"member.{step.member}"),
        )
        for step in report.steps
    ]  # fmt: skip


def waiting(report: Report, link: Link) -> tuple[list[Entry], int]:
    """Who waits for an answer, and how many more do."""
    questions = report.to_answer.questions
    listed = [
        Entry(
            deed="", name=line(each.name, 60), badge=badge(each.state), why=f"waits {days(each.waiting)}",
            quote=excerpt(each.question.text), url=web(each.question.url), link=link(f"member.{each.question.member}"),
        )
        for each in questions[:_MOST_LISTED]
    ]  # fmt: skip
    return listed, len(questions[_MOST_LISTED:])


def thanks(report: Report, link: Link) -> list[Entry]:
    """Who came closer, and from where."""
    return [
        Entry(
            deed="", name=line(each.member.name, 60), badge=badge(each.state),
            why=f"was {each.before} 30 days ago, contacted us {many(each.received, 'time')} in all", quote="", url="",
            link=link(f"member.{each.member.id}"),
        )
        for each in to_thank(report.relationships)
    ]  # fmt: skip


def starters(report: Report) -> list[Entry]:
    """What got people talking."""
    return [
        _post(post, report, f"{many(post.members, 'member')}, {many(post.replies, 'answer')}")
        for post in report.starters[:8]
    ]


def hollow(report: Report) -> tuple[list[Entry], int]:
    """The latest hollow gives with their rules, and how many more there are."""
    gives = report.hollow.gives[::-1]
    listed = []
    for give in gives[:6]:
        alike = None if give.similarity is None else percent(give.similarity)
        rule = f"copy, {alike} the same as an earlier give" if alike else "kind words bunched before a take"
        listed.append(_post(give.post, report, rule))
    return listed, len(gives[6:])


def people(report: Report, link: Link, contacts: Contacts, most: int) -> tuple[list[Person], int]:
    """The cards of all who are on the map, and how many relationships have none."""
    shown = mapped(report)
    return [_person(each, report, link, contacts, most) for each in shown], len(report.relationships) - len(shown)


def _post(post: Post, report: Report, why: str) -> Entry:
    place = line(report.names.get(post.channel, post.channel), 40)
    return Entry(
        deed="", name=f"{near_date(post.time, report.as_of)}, {place}", badge=None, why=why, quote=excerpt(post.text),
        url=web(post.url), link=None,
    )  # fmt: skip


def _person(each: Relationship, report: Report, link: Link, contacts: Contacts, most: int) -> Person:
    key = f"member.{each.member.id}"
    quiet = (report.as_of - each.last_contact) / _DAY if each.last_contact else None
    turns = (
        f"{TURNS.get(each.state, 'turns')} about {near_date(each.trip_wire, report.as_of)}" if each.trip_wire else ""
    )
    known = each.norm is not None and math.isfinite(each.norm)
    evidence = of_member(report, key, contacts.get(each.member.id, ()), most)
    return Person(
        id=(link(key) or "").removeprefix("#"), name=line(each.member.name, 60) or "nameless",
        badge=badge(each.state, "undecided"), before=badge(each.before, "no state"),
        chance=_part(each.p_30d), shown_chance=percent(each.p_30d),
        norm=_part(each.norm or 0.0) if known else None,
        shown_norm=percent(each.norm or 0.0) if known else "",
        quiet="" if quiet is None else short_days(quiet), usual=_gap(each.usual_gap), turns=turns,
        gone={"us": "silent only with us", "here": "silent everywhere", "": ""}[each.gone],
        gave=each.gave, took=each.took, received=each.received,
        accounts=tuple(line(account, 80) for account in each.member.accounts[:5]),
        because=tuple(line(reason, 200) for reason in each.because[:6]),
        command=evidence.command, evidence=evidence if each.member.id in contacts else None,
    )  # fmt: skip


def _gap(gap: float | None) -> str:
    return "" if gap is None or not math.isfinite(gap) else short_days(gap)


def _part(share: float) -> float:
    return round(100 * min(1.0, max(0.0, share)), 1)
