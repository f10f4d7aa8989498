"""The report: everything an audit says, computed from the evidence and nothing else.

Every line of it has a stable ``key``; :func:`analyzers.explain.explain` turns a key into the rule, the
window and the messages behind that line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from analyzers.balance import AXES, Axis, Balance, Trend, by_axis, compare, count, weigh, within
from analyzers.cohorts import Cohorts, by_urgency, cohorts
from analyzers.conversations import OneWay, ToAnswer, one_way, starters, to_answer
from analyzers.evidence import Evidence, Policy, Post, SourceCounts, disagreement
from analyzers.foresight import Foresight
from analyzers.hollow import Hollow, weigh_without
from analyzers.reviewed import Reviews
from analyzers.steps import Step, first_steps
from analyzers.verdict import Judgement, headline, judge
from storage.models import Brand, Noun, Period, Relationship, Tally

SCHEMA = "givetake/report@1"
#: The length of the recent period of a trend when nobody chose a period.
TREND = timedelta(days=30)


class Report(Noun, frozen=True):
    """One audit of one brand; see docs/report-schema.md for each field as JSON.

    ``verdict`` judges the whole, ``communities`` each community by its own tolerated share.
    ``relationships``, ``steps`` and ``to_answer`` begin with who matters first, ``starters`` with what moved
    most people. ``posts`` are the brand's messages in the period by time, ``names`` the display names of
    ids. ``notes`` are caveats that a reader must know. ``foresight`` shows how far to trust the forecast, ``reviews``
    what moderators were asked and said.
    """

    brand: Brand
    as_of: datetime
    period: Period
    policy: Policy
    source: SourceCounts
    verdict: Judgement
    balance: Balance
    by: Mapping[Axis, tuple[Balance, ...]]
    communities: tuple[Judgement, ...]
    trend: Trend
    hollow: Hollow
    one_way: OneWay
    cohorts: Cohorts
    relationships: tuple[Relationship, ...]
    steps: tuple[Step, ...]
    to_answer: ToAnswer
    starters: tuple[Post, ...]
    posts: tuple[Post, ...]
    names: Mapping[str, str]
    notes: tuple[str, ...] = ()
    foresight: Foresight | None = None
    reviews: Reviews | None = None

    @property
    def headline(self) -> str:
        """The report in one sentence."""
        return headline(self.brand.name, self.balance, self.verdict)


def build_report(
    evidence: Evidence,
    relationships: Sequence[Relationship],
    foresight: Foresight | None = None,
    reviews: Reviews | None = None,
) -> Report:
    """Build the report of ``evidence``; equal evidence in any order gives an equal report."""
    policy, minimum = evidence.policy, evidence.policy.minimum
    tallies = list(within(evidence.tallies, evidence.period))
    posts = tuple(sorted((p for p in evidence.posts if p.time in evidence.period), key=lambda p: (p.time, p.id)))
    waiting = to_answer(evidence.questions, relationships, evidence.as_of, evidence.names)
    balance = weigh(count(tallies), minimum, _tolerated(tallies, policy))
    by = {axis: by_axis(tallies, axis, policy, evidence.names, evidence.period.end) for axis in AXES}
    return Report(
        brand=evidence.brand,
        as_of=evidence.as_of,
        period=evidence.period,
        policy=policy,
        source=evidence.source,
        verdict=judge(balance),
        balance=balance,
        by=by,
        communities=tuple(judge(row, f"verdict.{row.id}") for row in by["community"]),
        trend=compare(evidence.tallies, _recent(evidence), minimum, balance.tolerated),
        hollow=weigh_without(posts, balance, minimum),
        one_way=one_way(posts, minimum),
        cohorts=cohorts(relationships),
        relationships=by_urgency(relationships),
        steps=first_steps(relationships, waiting.questions, evidence.as_of),
        to_answer=waiting,
        starters=starters(posts),
        posts=posts,
        names=evidence.names,
        notes=_notes(evidence, posts),
        foresight=foresight,
        reviews=reviews,
    )


def _recent(evidence: Evidence) -> Period:
    period = evidence.period
    return period if evidence.chosen else Period(start=period.end - TREND, end=period.end)


def _tolerated(tallies: Sequence[Tally], policy: Policy) -> float:
    """What all communities of the period tolerate alike, else the default."""
    shares = {policy.tolerance(tally.community) for tally in tallies}
    return shares.pop() if len(shares) == 1 else policy.tolerated


def _notes(evidence: Evidence, posts: Sequence[Post]) -> tuple[str, ...]:
    cleared = sum(post.label == "give" and not post.text for post in posts)
    quarantined = evidence.source.quarantined
    first, before = evidence.source.first, _recent(evidence).previous()
    notes = (
        disagreement(evidence),
        f"The data begin on {first:%Y-%m-%d}: what is compared with earlier days rests on few of them."
        if first and before.start <= first < before.end
        else "",
        f"The text of {cleared} gives is no longer kept, so they cannot be checked for hollowness." if cleared else "",
        f"{quarantined} records could not be read and are left out." if quarantined else "",
        *evidence.notes,
    )
    return tuple(note for note in notes if note)
