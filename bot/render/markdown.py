"""The report as Markdown, for chats, issues and wikis: words of others are shown literally and call nobody."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.balance import Axis, Balance
from analyzers.facts import of_hollow, of_returned, of_trend, one_way_share
from analyzers.forecast.calls import words
from analyzers.reports import Report
from analyzers.steps import Step
from analyzers.verdict import percent, span
from bot.render.clean import markdown
from bot.render.markdown_parts import excerpt, table
from bot.render.steps import deed
from bot.render.words import days, near_date, short_days, stretch
from storage.models import Relationship

_PLACES: tuple[Axis, ...] = ("community", "channel", "account")
_MOST_ROWS = 20
_MOST_WEEKS = 12


def render_markdown(report: Report) -> str:
    """The whole report; long tables are cut at 20 rows, weeks at the last 12."""
    parts = (_head, _steps, _balance, _weeks, _relationships, _waiting, _starters, _hollow, _foresight, _foot)
    return "\n".join(row for part in parts for row in part(report)).strip() + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"# {markdown(report.brand.name)}: give and take"
    yield f"\n{stretch(report.period)}, UTC\n\n**{markdown(report.headline)}**\n"


def _steps(report: Report) -> Iterator[str]:
    yield "## Whom to turn to first\n"
    for number, step in enumerate(report.steps, 1):
        yield f"{number}. {_step(step, report)}"
    if not report.steps:
        yield "Nobody waits for an answer, and no relationship is about to turn."
    yield ""


def _balance(report: Report) -> Iterator[str]:
    yield "## Give and take\n"
    rows = [("all", report.balance)]
    rows += [(row.name, row) for axis in _PLACES for row in report.by[axis][:_MOST_ROWS]]
    yield from table(_COUNTS, (_counts(name, row) for name, row in rows))
    kinds = ", ".join(f"{markdown(row.name)} {row.gives + row.takes + row.unsure}" for row in report.by["kind"])
    yield f"- kinds: {kinds or 'none'}"
    yield from (f"- {markdown(each.name)}: {markdown(each.sentence)}" for each in report.communities)
    yield from (f"- trend, {markdown(fact)}" for fact in of_trend(report.trend))
    yield from (f"- {markdown(fact)}" for fact in of_hollow(report.hollow, report.balance))
    yield f"- one-way: {markdown(one_way_share(report.one_way))} answered nobody and got no answer\n"


def _foresight(report: Report) -> Iterator[str]:
    found = report.foresight
    if found and found.calls:
        yield "## Did last month's forecast hold\n"
        yield from (f"- {markdown(words(call))}" for call in found.calls)
        yield ""
    if found and found.returned and found.returned[0].result.gives:
        yield "## Are gives returned\n"
        yield from (f"- {markdown(fact)}" for fact in of_returned(found, "returned"))
        yield ""


def _weeks(report: Report) -> Iterator[str]:
    weeks = report.by["week"][-_MOST_WEEKS:]
    if weeks:
        yield "## Week by week\n"
        yield from table(_COUNTS, (_counts(row.name, row) for row in weeks))


def _relationships(report: Report) -> Iterator[str]:
    yield "## Relationships\n"
    flows = ((f.state, *map(str, (f.now, f.before, f.up, f.held, f.down, f.new))) for f in report.cohorts.flows)
    yield from table(("state", "now", "30 days ago", "came up", "held", "came down", "new"), flows)
    if report.relationships:
        people = (_person(each, report) for each in report.relationships)
        yield from table(("who", "state", "30-day chance", "norm", "quiet", "turns", "because"), people, _MOST_ROWS)


def _waiting(report: Report) -> Iterator[str]:
    waiting = report.to_answer.questions
    if waiting:
        yield "## Waiting for our answer\n"
        rows = (
            (
                markdown(each.name),
                each.state or "new",
                days(each.waiting),
                excerpt(each.question.text, each.question.url),
            )
            for each in waiting
        )
        yield from table(("who", "state", "waits", "question"), rows, _MOST_ROWS)


def _starters(report: Report) -> Iterator[str]:
    if report.starters:
        yield "## What got people talking\n"
        rows = (
            (near_date(post.time, report.as_of), str(post.members), str(post.replies), excerpt(post.text, post.url))
            for post in report.starters
        )
        yield from table(("day", "members", "answers", "message"), rows, 10)


def _hollow(report: Report) -> Iterator[str]:
    gives = report.hollow.gives[::-1]
    if gives:
        yield "## Hollow gives\n"
        rows = (
            (near_date(give.post.time, report.as_of), give.rule, excerpt(give.post.text, give.post.url))
            for give in gives
        )
        yield from table(("day", "rule", "message"), rows, 10)


def _foot(report: Report) -> Iterator[str]:
    source = report.source
    if report.reviews:
        yield markdown(report.reviews.sentence) + "\n"
    yield f"Read {source.messages:,} messages by {source.authors:,} authors, {source.replies:,} replies among them."
    yield from (markdown(note) for note in report.notes)


def _step(step: Step, report: Report) -> str:
    text = f"{deed(step)} **{markdown(step.name)}** ({step.state or 'new'})"
    if step.trip_wire:
        text += f", turns about {near_date(step.trip_wire, report.as_of)}"
    if step.asked:
        text += f", waits {days(step.asked.waiting)}: {excerpt(step.asked.question.text, step.asked.question.url)}"
    return text


def _person(each: Relationship, report: Report) -> tuple[str, ...]:
    quiet = (report.as_of - each.last_contact).total_seconds() / 86_400 if each.last_contact else None
    return (
        markdown(each.member.name),
        each.state or "undecided",
        percent(each.p_30d) if each.state else "",
        "" if each.norm is None else percent(each.norm),
        "" if quiet is None else short_days(quiet),
        near_date(each.trip_wire, report.as_of) if each.trip_wire else "",
        markdown("; ".join(each.because)),
    )


def _counts(name: str, row: Balance) -> tuple[str, ...]:
    counts = (markdown(name), f"{row.gives:,}", f"{row.takes:,}", f"{row.unsure:,}")
    if not row.enough or row.take_share is None or row.interval is None:
        return *counts, "too few to judge", ""
    return *counts, percent(row.take_share), span(row.interval)


_COUNTS = ("", "gives", "takes", "unsure", "share of takes", "95 % interval")
