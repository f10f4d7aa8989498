"""Where a line of the report comes from: its rule in words, its window, its figures and its messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from analyzers import facts
from analyzers.balance import week_of
from analyzers.citations import Cited, cite_asked, cite_contact, cite_hollow, cite_post, cite_starter
from analyzers.conversations import is_one_way
from analyzers.evidence import Contact, Post, day_number
from analyzers.keys import resolve, titles
from analyzers.reports import Report
from analyzers.rules import RULES
from storage.models import Noun, Period, Relationship


class Explanation(Noun, frozen=True):
    """The origin of one line: its rule, its window (None: all that was read), its figures and its messages."""

    key: str
    title: str
    rule: str
    window: Period | None
    facts: tuple[str, ...]
    messages: tuple[Cited, ...]


class _Trace(NamedTuple):
    facts: Iterable[str]
    messages: Iterable[Cited] = ()
    window: Period | None = None


def explain(report: Report, key: str, contacts: Sequence[Contact] = ()) -> Explanation:
    """The origin of the line ``key``; a name may stand for an id (``member.Ada``).

    ``contacts`` are the exchanges with the member asked about; only the keys of members use them.

    Raises:
        UsageError: the report has no such line.
    """
    key = resolve(report, key)
    head, _, rest = key.partition(".")
    trace = _member(report, rest, contacts) if head == "member" else _TRACES[head](report, rest)
    return Explanation(
        key=key,
        title=titles(report)[key],
        rule=RULES[head],
        window=trace.window,
        facts=tuple(trace.facts),
        messages=tuple(trace.messages),
    )


def _source(report: Report, _: str) -> _Trace:
    return _Trace(facts.of_source(report.source))


def _verdict(report: Report, community: str) -> _Trace:
    judgements = {row.key: row for row in report.communities} | {"verdict": report.verdict}
    judgement = judgements[f"verdict.{community}" if community else "verdict"]
    takes = (p for p in report.posts if p.label == "take" and community in ("", p.community))
    return _Trace(facts.of_judgement(judgement, report.policy.minimum), _cite(report, takes), report.period)


def _balance(report: Report, rest: str) -> _Trace:
    if not rest:
        return _Trace(facts.of_balance(report.balance), _cite(report, report.posts), report.period)
    axis, _, value = rest.partition(".")
    row = next(row for name, rows in report.by.items() if name == axis for row in rows if row.id == value)
    posts = (post for post in report.posts if _VALUES[axis](post) == value)
    return _Trace(facts.of_balance(row), _cite(report, posts), report.period)


def _trend(report: Report, _: str) -> _Trace:
    trend = report.trend
    window = Period(start=trend.before_period.start, end=trend.recent_period.end)
    found = [
        cite_post(post, report.names, "recent" if post.time in trend.recent_period else "before")
        for post in report.posts
        if post.time in window
    ]
    counted = sum(sum((each.gives, each.takes, each.unsure)) for each in (trend.recent, trend.before))
    absent = [f"{counted - len(found)} messages lie before the report's period and are not listed"]
    return _Trace([*facts.of_trend(trend), *(absent if counted > len(found) else [])], found, window)


def _hollow(report: Report, _: str) -> _Trace:
    found = (cite_hollow(give, report.names) for give in report.hollow.gives)
    return _Trace(facts.of_hollow(report.hollow, report.balance), found, report.period)


def _one_way(report: Report, _: str) -> _Trace:
    return _Trace(facts.of_one_way(report.one_way), _cite(report, filter(is_one_way, report.posts)), report.period)


def _cohorts(report: Report, state: str) -> _Trace:
    flows = [flow for flow in report.cohorts.flows if state in ("", flow.state)]
    people = [each for each in report.relationships if state in ("", each.state)]
    return _Trace([*(fact for flow in flows for fact in facts.of_flow(flow)), *map(_standing, people)])


def _relationships(report: Report, _: str) -> _Trace:
    return _Trace(map(_standing, report.relationships))


def _member(report: Report, member: str, contacts: Sequence[Contact]) -> _Trace:
    each = next(each for each in report.relationships if each.member.id == member)
    ordered = sorted(contacts, key=lambda contact: (contact.time, contact.message))
    return _Trace(facts.of_member(each), (cite_contact(contact, report.names) for contact in ordered))


def _steps(report: Report, _: str) -> _Trace:
    return _Trace(
        [f"{step.name} ({step.member}): {step.state or 'new'}" for step in report.steps],
        [cite_asked(step.asked, report.names) for step in report.steps if step.asked],
    )


def _to_answer(report: Report, _: str) -> _Trace:
    asked = report.to_answer
    counts = f"{len(asked.questions)} questions wait, {asked.older} older ones are not listed"
    by_time = sorted(asked.questions, key=lambda each: (each.question.time, each.question.id))
    return _Trace([counts], (cite_asked(each, report.names) for each in by_time))


def _reviews(report: Report, _: str) -> _Trace:
    return _Trace([report.reviews.sentence] if report.reviews else [])


def _forecast(report: Report, _: str) -> _Trace:
    return _Trace(facts.of_foresight(report.foresight))


def _returned(report: Report, rest: str) -> _Trace:
    key = f"returned.{rest}" if rest else "returned"
    return _Trace(facts.of_returned(report.foresight, key))


def _starters(report: Report, _: str) -> _Trace:
    found = (cite_starter(post, report.names) for post in report.starters)
    return _Trace([f"the first {len(report.starters)} are listed"], found, report.period)


def _cite(report: Report, posts: Iterable[Post]) -> Iterable[Cited]:
    return (cite_post(post, report.names) for post in posts)


def _standing(each: Relationship) -> str:
    return f"{each.member.name} ({each.member.id}): {each.state or 'undecided'}, before {each.before or 'no state'}"


_VALUES: dict[str, Callable[[Post], str]] = {
    "community": lambda post: post.community,
    "channel": lambda post: post.channel,
    "account": lambda post: post.account,
    "kind": lambda post: post.kind,
    "week": lambda post: week_of(day_number(post.time)),
}

_TRACES: dict[str, Callable[[Report, str], _Trace]] = {
    "source": _source,
    "verdict": _verdict,
    "balance": _balance,
    "trend": _trend,
    "hollow": _hollow,
    "one_way": _one_way,
    "cohorts": _cohorts,
    "relationships": _relationships,
    "forecast": _forecast,
    "returned": _returned,
    "reviews": _reviews,
    "steps": _steps,
    "to_answer": _to_answer,
    "starters": _starters,
}
