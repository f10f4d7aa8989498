"""Do we give or do we take? Tallies summed to balances: whole, by place, by account, kind and week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from msgspec.structs import replace

from analyzers.evidence import Policy, day_number, day_start
from analyzers.intervals import Interval, newcombe, wilson
from analyzers.tolerance import Word, stand
from storage.models import GiveTake, Noun, Period, Tally

Axis = Literal["community", "channel", "account", "kind", "week"]
AXES: tuple[Axis, ...] = ("community", "channel", "account", "kind", "week")
TrendWord = Literal["up", "down", "no clear change", "too few"]


class Counts(NamedTuple):
    """Messages by label; counts of disjoint messages add field by field."""

    gives: int = 0
    takes: int = 0
    unsure: int = 0

    @property
    def judged(self) -> int:
        """Gives and takes together: the denominator of the share."""
        return self.gives + self.takes

    def plus(self, label: GiveTake, count: int = 1) -> Counts:
        """These counts with ``count`` more messages of ``label``."""
        return Counts(
            self.gives + count * (label == "give"),
            self.takes + count * (label == "take"),
            self.unsure + count * (label == "unsure"),
        )


class Balance(Noun, frozen=True):
    """Gives and takes of one row of the report.

    ``take_share`` is takes / (gives + takes) and ``interval`` its 95 % Wilson interval; both None
    without gives and takes. ``enough`` says that there are enough of them to judge; ``verdict`` is then
    where they stand to the ``tolerated`` share, else None (as for kinds, which are takes or not). ``part`` is the
    row's share of all messages of its axis, ``community`` the only community it lies in (empty if it
    spans several). ``id`` is empty for the whole.
    """

    key: str
    gives: int
    takes: int
    unsure: int
    take_share: float | None
    interval: Interval | None
    enough: bool
    tolerated: float
    verdict: Word | None = None
    id: str = ""
    name: str = ""
    community: str = ""
    part: float = 1.0


class Trend(Noun, frozen=True):
    """The share of takes in a recent period against the one before it.

    ``difference`` is recent minus before, ``interval`` its 95 % Newcombe interval; both None where a
    period holds no gives and takes. ``word`` is ``up`` (more takes) or ``down`` only if the interval
    leaves out zero, ``too few`` if either period is below the minimum count.
    """

    key: str
    recent: Balance
    before: Balance
    recent_period: Period
    before_period: Period
    difference: float | None
    interval: Interval | None
    word: TrendWord


def count(tallies: Iterable[Tally]) -> Counts:
    """All tallies in one set of counts."""
    total = Counts()
    for tally in tallies:
        total = total.plus(tally.label, tally.count)
    return total


def within(tallies: Iterable[Tally], period: Period) -> Iterator[Tally]:
    """The tallies whose day lies in ``period`` (whole UTC days)."""
    first, last = day_number(period.start), day_number(period.end)
    return (tally for tally in tallies if first <= tally.day < last)


def weigh(counts: Counts, minimum: int, tolerated: float, key: str = "balance") -> Balance:
    """The balance of some counts; ``key`` names its line."""
    judged = counts.judged
    enough = judged >= max(1, minimum)
    return Balance(
        key=key,
        gives=counts.gives,
        takes=counts.takes,
        unsure=counts.unsure,
        take_share=counts.takes / judged if judged else None,
        interval=wilson(counts.takes, judged) if judged else None,
        enough=enough,
        tolerated=tolerated,
        verdict=stand(counts.takes, judged, tolerated) if enough else None,
    )


def by_axis(
    tallies: Iterable[Tally], axis: Axis, policy: Policy, names: Mapping[str, str], end: datetime | None = None
) -> tuple[Balance, ...]:
    """One balance for each value of ``axis``, busiest first.

    Weeks come in order and without gaps, from the first with a message to the last before ``end`` (None:
    the last with a message), so that silence shows. A row within one community is judged by that
    community's tolerated share, others by the default.
    """
    groups: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        groups[_IDENTIFY[axis](tally)].append(tally)
    total = sum(tally.count for group in groups.values() for tally in group) or 1
    values = _weeks_between(groups, end) if axis == "week" else list(groups)
    rows = [_row(value, groups[value], axis, policy) for value in values]
    if axis != "week":
        rows.sort(key=lambda row: (-_size(row), row.id))
    return tuple(replace(row, name=names.get(row.id, row.id), part=_size(row) / total) for row in rows)


def compare(tallies: Iterable[Tally], recent: Period, minimum: int, tolerated: float) -> Trend:
    """The trend of ``recent`` against the period of the same length before it."""
    tallies, before = list(tallies), recent.previous()
    now, then = (weigh(count(within(tallies, each)), minimum, tolerated, "trend") for each in (recent, before))
    difference = interval = None
    if now.take_share is not None and then.take_share is not None:
        difference = now.take_share - then.take_share
        interval = newcombe(now.takes, now.gives + now.takes, then.takes, then.gives + then.takes)
    return Trend(
        key="trend",
        recent=now,
        before=then,
        recent_period=recent,
        before_period=before,
        difference=difference,
        interval=interval,
        word=_word(interval if now.enough and then.enough else None),
    )


def week_of(day: int) -> str:
    """The ISO 8601 week of a day counted since 1970-01-01, as ``2025-W14``."""
    year, week, _ = day_start(day).isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_start(week: str) -> datetime:
    """The Monday on which an ISO week begins (at midnight UTC)."""
    return datetime.strptime(f"{week}-1+0000", "%G-W%V-%u%z")


def _weeks_between(weeks: Iterable[str], end: datetime | None) -> list[str]:
    starts = sorted(map(week_start, weeks))
    if not starts:
        return []
    if end is not None:
        starts.append(max(starts[-1], week_start(week_of(day_number(end) - 1))))
    count = (starts[-1] - starts[0]) // timedelta(days=7) + 1
    return [week_of(day_number(starts[0] + timedelta(days=7 * number))) for number in range(count)]


def _row(value: str, group: list[Tally], axis: Axis, policy: Policy) -> Balance:
    community = _only({tally.community for tally in group})
    tolerated = policy.tolerance(community) if community else policy.tolerated
    row = weigh(count(group), policy.minimum, tolerated, f"balance.{axis}.{value}")
    return replace(row, id=value, community=community, verdict=None if axis == "kind" else row.verdict)


def _size(row: Balance) -> int:
    return row.gives + row.takes + row.unsure


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def _word(interval: Interval | None) -> TrendWord:
    if interval is None:
        return "too few"
    return "up" if interval[0] > 0 else "down" if interval[1] < 0 else "no clear change"


_IDENTIFY: dict[Axis, Callable[[Tally], str]] = {
    "community": lambda tally: tally.community,
    "channel": lambda tally: tally.channel,
    "account": lambda tally: tally.account,
    "kind": lambda tally: tally.kind,
    "week": lambda tally: week_of(tally.day),
}
