"""The report as a whole: built from evidence alone, the same for the same evidence, true to its messages."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzers.balance import AXES
from analyzers.evidence import whole_days
from analyzers.reports import build_report
from tests.analyzers import kiln


def shuffled(evidence):
    mix = random.Random(7)
    return replace(
        evidence,
        **{
            name: mix.sample(getattr(evidence, name), len(getattr(evidence, name)))
            for name in ("tallies", "posts", "questions")
        },
    )


@pytest.fixture(scope="module")
def report():
    return build_report(kiln.evidence(), kiln.relationships())


def test_the_order_of_the_evidence_does_not_matter(report):
    assert build_report(shuffled(kiln.evidence()), kiln.relationships()[::-1]) == report


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 170), st.integers(1, 60))
def test_the_balance_of_any_period_is_that_of_its_posts(first, days):
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=first)
    period = whole_days(start, start + timedelta(days=days))
    report = build_report(kiln.evidence(period=period, chosen=True), [])
    labels = Counter(post.label for post in kiln.posts() if period.start <= post.time < period.end)
    assert (report.balance.gives, report.balance.takes, report.balance.unsure) == (
        labels["give"], labels["take"], labels["unsure"],
    )  # fmt: skip
    assert len(report.posts) == labels.total() == report.one_way.total
    for axis in AXES:
        assert sum(row.gives for row in report.by[axis]) == labels["give"]
    before = Counter(post.label for post in kiln.posts() if post.time in period.previous())
    assert (report.trend.recent.takes, report.trend.before.takes) == (labels["take"], before["take"])


def test_without_a_chosen_period_the_trend_is_of_the_last_30_days(report):
    assert (report.trend.recent_period.days, report.trend.recent_period.end) == (30, report.period.end)


def test_communities_are_judged_by_their_own_tolerance(report):
    assert {each.name: (each.word, each.tolerated) for each in report.communities} == {
        "The Mud Room": ("probably within", 0.1),
        "r/homepottery": ("above", 0.05),
    }
    assert report.verdict.tolerated == 0.1


def test_a_single_community_lends_its_tolerance_to_the_whole():
    reddit = [post for post in kiln.posts() if post.community == "reddit:r"]
    assert build_report(kiln.evidence(posts=reddit), []).verdict.tolerated == 0.05


def test_hollow_gives_are_taken_out_of_the_balance(report):
    assert report.hollow.without.gives == report.balance.gives - len(report.hollow.gives)
    assert {give.rule for give in report.hollow.gives} == {"copy", "pleasantry"}


def test_caveats_are_noted():
    posts = [replace(post, text="") for post in kiln.posts()]
    notes = " ".join(build_report(replace(kiln.evidence(), posts=posts[1:]), []).notes)
    assert "tallies count 164" in notes
    assert "no longer kept" in notes
    assert "3 records could not be read" in notes
    assert "data begin" not in notes


def test_a_comparison_with_days_before_the_data_is_noted():
    evidence = kiln.evidence()
    short = replace(evidence, source=replace(evidence.source, first=datetime(2025, 5, 20, tzinfo=UTC)))
    assert "The data begin on 2025-05-20" in build_report(short, []).notes[0]


def test_an_empty_store_gives_an_empty_report():
    empty = build_report(replace(kiln.evidence(), posts=[], tallies=[], questions=[]), [])
    assert (empty.balance.take_share, empty.verdict.word, empty.trend.word) == (None, None, "too few")
    assert (empty.posts, empty.steps, empty.starters, empty.by["week"]) == ((), (), (), ())
    assert empty.headline == "Kiln & Clay wrote nothing in this period."
