"""The figures behind the lines of a report, each as one sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from analyzers.balance import Balance, Trend
from analyzers.cohorts import Flow
from analyzers.conversations import OneWay
from analyzers.evidence import DAY, SourceCounts
from analyzers.forecast.calls import words
from analyzers.forecast.gives import Returned
from analyzers.foresight import Foresight
from analyzers.hollow import Hollow
from analyzers.verdict import Judgement, exact, figures, percent, span
from storage.models import Period, Relationship


def of_source(source: SourceCounts) -> Iterator[str]:
    """What was read."""
    yield f"{source.messages} messages by {source.authors} authors, {source.replies} of them replies"
    yield f"{source.quarantined} records could not be read"
    if source.first and source.last:
        yield f"from {moment(source.first)} to {moment(source.last)}"


def of_balance(balance: Balance) -> Iterator[str]:
    """Counts and share of one balance."""
    yield f"{balance.gives} gives, {balance.takes} takes, {balance.unsure} unsure"
    yield f"takes: {figures(balance)}{'' if balance.enough else ', too few to judge'}"


def of_judgement(judgement: Judgement, minimum: int) -> Iterator[str]:
    """A verdict and its limits."""
    yield judgement.sentence
    yield f"tolerated share {exact(judgement.tolerated)}, minimum count {minimum}"


def of_trend(trend: Trend) -> Iterator[str]:
    """Both periods of a trend and their difference."""
    yield f"recent, {stretch(trend.recent_period)}: {figures(trend.recent)}"
    yield f"before, {stretch(trend.before_period)}: {figures(trend.before)}"
    if trend.difference is not None and trend.interval is not None:
        low, high = trend.interval
        yield f"difference {points(trend.difference)} (95 %: {points(low)} to {points(high)} points): {trend.word}"


def of_hollow(hollow: Hollow, balance: Balance) -> Iterator[str]:
    """Hollow gives by rule, and the share with and without them."""
    total, copied = len(hollow.gives), sum(give.rule == "copy" for give in hollow.gives)
    yield f"{total} of {balance.gives} gives are hollow: {copied} copies, {total - copied} pleasantries"
    yield f"takes with them {figures(balance)}, without them {figures(hollow.without)}"


def of_one_way(one_way: OneWay) -> Iterator[str]:
    """The one-way share."""
    yield one_way_share(one_way)


def one_way_share(one_way: OneWay) -> str:
    """``31 of 143 = 22 % (95 %: 16 to 29 %)``, or just the counts when there are too few."""
    counts = f"{one_way.count} of {one_way.total}"
    if not one_way.enough or one_way.share is None or one_way.interval is None:
        return counts
    return f"{counts} = {percent(one_way.share)} (95 %: {span(one_way.interval)})"


def of_flow(flow: Flow) -> Iterator[str]:
    """One state and the moves into it."""
    yield (
        f"{flow.state}: now {flow.now}, 30 days before {flow.before}; "
        f"{flow.up} came up, {flow.held} held, {flow.down} came down, {flow.new} are new"
    )


def of_member(each: Relationship) -> Iterator[str]:
    """Where one relationship stands, and why."""
    yield f"{each.state or 'too little seen to say'}, 30 days before {each.before or 'no state'}"
    norm = "no norm yet" if each.norm is None else f"their norm is {percent(each.norm)}"
    yield f"chance of contact within 30 days {percent(each.p_30d)}, {norm}"
    if each.last_contact:
        gap = "" if each.usual_gap is None else f", usually every {each.usual_gap:g} days"
        yield f"last contact {moment(each.last_contact)}{gap}"
    if each.trip_wire:
        yield f"trip wire {moment(each.trip_wire)}"
    yield f"we gave {each.gave} and took {each.took}, they contacted us {each.received} times"
    yield from each.because


def moment(time: datetime) -> str:
    """A time to the minute, in UTC."""
    return f"{time:%Y-%m-%d %H:%M} UTC"


def stretch(period: Period) -> str:
    """A period of whole days by its first and its last one."""
    return f"{period.start:%Y-%m-%d} to {period.end - DAY:%Y-%m-%d}"


def points(difference: float) -> str:
    """A signed difference of shares in percentage points."""
    return f"{difference * 100:+.0f}"


def of_foresight(found: Foresight | None) -> list[str]:
    """What became of the calls of 30 days ago."""
    return [f"forecast {found.model}", *map(words, found.calls)] if found else []


def of_returned(found: Foresight | None, key: str) -> list[str]:
    """Returned gives of one group, beside their control."""
    return [fact for row in found.returned if row.key == key for fact in _returned(row.result)] if found else []


def ratio_words(result: Returned) -> str:
    """Gives against their control in words, or that there is too little to compare."""
    ratio = result.ratio
    return f"x{ratio.value:.2f} (95 %: {ratio.low:.2f} to {ratio.high:.2f})" if ratio else "too few to say"


def _returned(result: Returned) -> list[str]:
    return [
        f"{result.returned} of {result.gives} gives were followed by a contact 2 to 9 days later",
        f"{result.started} of them were answered within 48 hours",
        f"{result.control_returned} of {result.controls} unanswered messages of the same people were",
        f"gives are associated with contact {ratio_words(result)}, compared within {result.people} people",
    ]
