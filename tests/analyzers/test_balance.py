"""Balances: tallies added in any way equal a count over single messages."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.balance import AXES, Counts, by_axis, compare, count, week_of, week_start, weigh, within
from analyzers.evidence import Policy, day_number, day_start
from storage.models import Period, Tally

FIRST = day_number(datetime(2024, 12, 20, tzinfo=UTC))
PLACES = st.sampled_from([("a", "a:1"), ("a", "a:2"), ("b", "b:1")])
MESSAGES = st.lists(
    st.tuples(
        PLACES,
        st.sampled_from(["us", "me"]),
        st.integers(FIRST, FIRST + 40),
        st.sampled_from([("give", "answer"), ("give", "chat"), ("take", "promo"), ("unsure", "chat")]),
    ),
    max_size=60,
)


def tally(message, count=1):
    (community, channel), account, day, (label, kind) = message
    return Tally(
        brand="b", community=community, channel=channel, account=account, day=day, label=label, kind=kind, count=count
    )


def value(message, axis):
    (community, channel), account, day, (_, kind) = message
    return {
        "community": community,
        "channel": channel,
        "account": account,
        "kind": kind,
        "week": day_start(day).strftime("%G-W%V"),
    }[axis]


@given(MESSAGES, st.randoms())
def test_any_grouping_of_tallies_equals_a_count_of_messages(messages, random):
    grouped = [tally(message, count) for message, count in Counter(messages).items()]
    random.shuffle(grouped)
    for axis in AXES:
        rows = by_axis(grouped, axis, Policy(), {})
        got = {row.id: (row.gives, row.takes, row.unsure) for row in rows if row.gives + row.takes + row.unsure}
        labels = Counter((value(message, axis), message[3][0]) for message in messages)
        assert got == {each: tuple(labels[each, label] for label in ("give", "take", "unsure")) for each, _ in labels}
        assert rows == by_axis(map(tally, messages), axis, Policy(), {})
        assert sum(row.part for row in rows) == pytest.approx(float(bool(messages)))


@given(MESSAGES, st.integers(0, 40), st.integers(1, 40))
def test_a_period_of_whole_days_cuts_tallies_as_it_cuts_times(messages, start, length):
    period = Period(start=day_start(FIRST + start), end=day_start(FIRST + start + length))
    kept = count(within(map(tally, messages), period))
    noon = [(day_start(day) + timedelta(hours=12), label) for _, _, day, (label, _) in messages]
    labels = Counter(label for time, label in noon if time in period)
    assert kept == (labels["give"], labels["take"], labels["unsure"])


@given(MESSAGES)
def test_weeks_come_in_order_without_gaps(messages):
    weeks = [week_start(row.id) for row in by_axis(map(tally, messages), "week", Policy(), {})]
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(weeks))
    assert all(week_of(day_number(week)) == week_of(day_number(week + timedelta(days=6))) for week in weeks)


def test_weeks_of_silence_at_the_end_are_shown():
    tallies = [tally((("a", "a:1"), "us", day_number(datetime(2025, 3, 5, tzinfo=UTC)), ("give", "chat")))]
    ends = [datetime(2025, 3, day, tzinfo=UTC) for day in (6, 10, 11, 25)]
    weeks = [[row.id for row in by_axis(tallies, "week", Policy(), {}, end)] for end in ends]
    assert [each[-1] for each in weeks] == ["2025-W10", "2025-W10", "2025-W11", "2025-W13"]
    assert [len(each) for each in weeks] == [1, 1, 2, 4]


def test_busiest_first_and_equals_by_id():
    rows = by_axis(
        [tally((("a", channel), "us", FIRST, ("give", "chat"))) for channel in "zyxx"], "channel", Policy(), {}
    )
    assert [row.id for row in rows] == ["x", "y", "z"]


def test_below_the_minimum_there_are_figures_but_no_verdict():
    few = weigh(Counts(gives=6, takes=3, unsure=90), 10, 0.1)
    assert (few.enough, few.verdict, few.take_share) == (False, None, 3 / 9)
    assert weigh(Counts(gives=7, takes=3), 10, 0.1).enough


def test_nothing_has_no_share_even_without_a_minimum():
    nothing = weigh(Counts(unsure=4), 0, 0.1)
    assert (nothing.take_share, nothing.interval, nothing.enough, nothing.verdict) == (None, None, False, None)


def test_a_row_is_judged_by_its_community_and_a_kind_not_at_all():
    tallies = [
        tally((("a", "a:1"), "us", FIRST, ("give", "chat")), 95),
        tally((("a", "a:1"), "us", FIRST, ("take", "promo")), 5),
    ]
    policy = Policy(tolerated=0.2, by_community={"a": 0.01})
    assert [by_axis(tallies, axis, policy, {})[0].verdict for axis in ("community", "channel", "kind")] == [
        "above", "above", None,
    ]  # fmt: skip
    spread = [*tallies, tally((("b", "a:1"), "us", FIRST, ("give", "chat")))]
    assert by_axis(spread, "channel", policy, {})[0].tolerated == 0.2


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        ((10, 10), (19, 1), "up"),
        ((19, 1), (10, 10), "down"),
        ((18, 2), (19, 1), "no clear change"),
        ((1, 8), (19, 1), "too few"),
        ((19, 1), (0, 0), "too few"),
    ],
)
def test_a_trend_needs_a_clear_difference_and_enough_on_both_sides(now, before, word):
    recent = Period(start=day_start(FIRST), end=day_start(FIRST + 30))
    tallies = [
        tally((("a", "a:1"), "us", day, (label, "chat")), number)
        for day, counts in ((FIRST, now), (FIRST + 29, (0, 0)), (FIRST - 1, before), (FIRST - 31, (500, 0)))
        for label, number in zip(("give", "take"), counts, strict=True)
    ]
    trend = compare(tallies, recent, 10, 0.1)
    assert trend.word == word
    assert (trend.recent.gives, trend.before.gives) == (now[0], before[0])
