"""What a report is built from: the facts that the store must supply, as frozen structs.

Periods are half-open and made of whole UTC days (:func:`whole_days`), so that tallies, which count by
day, and posts, which carry exact times, cut at the same instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from storage.ledger import DAY_MS
from storage.models import Brand, GiveTake, Means, Noun, Period, Tally, to_millis

DAY = timedelta(days=1)


class SourceCounts(Noun, frozen=True):
    """What was read, whoever wrote it: everything in the store up to ``as_of``.

    ``replies`` counts messages that answer a message, ``authors`` distinct accounts, ``quarantined``
    records that could not be read. ``first`` and ``last`` are the times of the outermost messages.
    """

    messages: int
    authors: int
    replies: int
    quarantined: int = 0
    first: datetime | None = None
    last: datetime | None = None


class Policy(Noun, frozen=True):
    """What counts as too much, and as too few.

    ``tolerated`` is the share of takes (0 to 1) that a community puts up with, ``by_community`` the
    exceptions by community id; ``minimum`` the gives and takes together below which nothing is judged.
    """

    tolerated: float = 0.10
    by_community: Mapping[str, float] = msgspec.field(default_factory=dict)
    minimum: int = 10

    def tolerance(self, community: str) -> float:
        """The share of takes that ``community`` tolerates."""
        return self.by_community.get(community, self.tolerated)


class Post(Noun, frozen=True):
    """One labelled message of the brand, and what became of it.

    ``label`` and ``kind`` are the ones that count (a human verdict beats the model's). ``answers`` is
    true if the message carries any outbound exchange, that is, if it spoke to somebody. ``replies``
    counts the inbound exchanges about it and ``members`` the distinct members who made them, up to
    ``as_of``. ``reasons`` are the label's phrases, strongest first. ``text`` is empty once retention
    has cleared it.
    """

    id: str
    community: str
    channel: str
    account: str
    time: datetime
    text: str
    label: GiveTake
    kind: str
    p_take: float
    answers: bool = False
    replies: int = 0
    members: int = 0
    reasons: tuple[str, ...] = ()
    url: str | None = None


class Question(Noun, frozen=True):
    """A member's message to the brand that asks something, and that the brand has not answered since.

    ``member`` is the id of the person, ``account`` the one they wrote with.
    """

    id: str
    member: str
    account: str
    community: str
    channel: str
    time: datetime
    text: str
    url: str | None = None


class Contact(Noun, frozen=True):
    """One exchange with its message, to explain a relationship by what was said.

    ``account`` wrote the message: the member's if ``inbound``, else the brand's.
    """

    message: str
    account: str
    community: str
    channel: str
    time: datetime
    text: str
    inbound: bool
    means: Means
    label: GiveTake | None = None
    kind: str = ""
    url: str | None = None


class Evidence(Noun, frozen=True):
    """All that :func:`analyzers.reports.build_report` needs; the order of the sequences does not matter.

    ``as_of`` is the moment of the audit: nothing at or after it is known. ``period`` is what the
    report is about; ``chosen`` says that a person named it, so that the trend compares it with the one
    before (otherwise its last 30 days with the 30 before them). ``tallies`` are the brand's messages of
    *all* history up to ``as_of``, ``posts`` the same messages one by one, those in ``period`` only: both
    leave out system messages and those with a removed text, and must agree. ``questions`` need not be
    cut to the period. ``notes`` are caveats of whoever gathered it. ``names`` gives the display name of an
    account, channel or community id; an id without one is shown as it is.
    """

    brand: Brand
    as_of: datetime
    period: Period
    source: SourceCounts
    tallies: Sequence[Tally] = ()
    posts: Sequence[Post] = ()
    questions: Sequence[Question] = ()
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    policy: Policy = msgspec.field(default_factory=Policy)
    chosen: bool = False
    notes: tuple[str, ...] = ()


def day_number(time: datetime) -> int:
    """The UTC day of an aware time, counted since 1970-01-01 (the ``day`` of a Tally)."""
    return to_millis(time) // DAY_MS


def day_start(day: int) -> datetime:
    """The first instant of a day counted since 1970-01-01."""
    return datetime(1970, 1, 1, tzinfo=UTC) + DAY * day


def whole_days(start: datetime, end: datetime) -> Period:
    """The smallest period of whole UTC days that holds ``[start, end)``; at least one day long."""
    first = day_number(start)
    last = day_number(end)
    if day_start(last) < end or last == first:
        last += 1
    return Period(start=day_start(first), end=day_start(last))


def disagreement(evidence: Evidence) -> str:
    """What differs between tallies and posts in the period, in words; empty if they agree."""
    first, last = day_number(evidence.period.start), day_number(evidence.period.end)
    tallied = sum(tally.count for tally in evidence.tallies if first <= tally.day < last)
    posted = sum(post.time in evidence.period for post in evidence.posts)
    if tallied == posted:
        return ""
    return f"The tallies count {tallied} messages of the brand in this period, but {posted} are stored."
