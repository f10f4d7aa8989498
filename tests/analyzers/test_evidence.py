"""Evidence: whole days, and tallies that must agree with posts."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzers.evidence import Policy, day_number, day_start, disagreement, whole_days
from tests.analyzers import kiln

TIMES = st.datetimes(datetime(1999, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(TIMES, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_whole_days_are_the_smallest_that_hold_the_span(start, length):
    period = whole_days(start, start + length)
    assert period.start <= start < period.end >= start + length
    assert period.start == day_start(day_number(period.start))
    assert period.end == day_start(day_number(period.end))
    assert period.days < length / timedelta(days=1) + 2


def test_a_day_is_a_utc_day_wherever_the_time_was_written():
    tokyo = datetime(2025, 3, 4, 8, tzinfo=timezone(timedelta(hours=9)))
    assert day_start(day_number(tokyo)) == datetime(2025, 3, 3, tzinfo=UTC)


def test_an_end_at_midnight_adds_no_day():
    assert whole_days(day_start(10), day_start(12)).days == 2


def test_tallies_and_posts_that_disagree_are_told():
    evidence = kiln.evidence()
    assert disagreement(evidence) == ""
    assert "164" in disagreement(replace(evidence, posts=evidence.posts[1:]))


@pytest.mark.parametrize(("community", "share"), [("a", 0.3), ("b", 0.1)])
def test_a_community_may_tolerate_more_or_less(community, share):
    assert Policy(by_community={"a": 0.3}).tolerance(community) == share
