"""Charts out of characters: true to their numbers at every width."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.charts import balance_bar, interval_bar, month_axis, sparkline

STEPS = "·▁▂▃▄▅▆▇█"


def test_a_sparkline_rises_to_its_peak():
    assert sparkline([0, 1, 4, 8], 8) == "·▁▄█"
    assert sparkline([0, 0], 0) == "··"


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_higher_counts_never_look_lower(counts):
    heights = [STEPS.index(sign) for sign in sparkline(counts, max(counts))]
    assert len(heights) == len(counts)
    for count, height in zip(counts, heights, strict=True):
        assert (height == 0) == (count == 0)
        assert all(other >= height for each, other in zip(counts, heights, strict=True) if each >= count)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(2, 100))
def test_a_balance_bar_shows_whatever_there_is(gives, takes, width):
    left, right = map(len, balance_bar(gives, takes, width))
    assert left + right == (width if gives + takes else 0)
    assert (left > 0, right > 0) == (gives > 0, takes > 0)


@given(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted), st.floats(0, 1), st.integers(2, 60))
def test_an_interval_bar_holds_its_share(limits, limit, width):
    low, share, high = limits
    bar = interval_bar(share, (low, high), limit, max(high, 0.01), width)
    assert len(bar) == width
    assert bar.count("●") == 1
    assert bar.strip(" ╎").strip("─┼") == "●"


@pytest.mark.parametrize(
    ("limit", "bar"), [(0.5, "  ──●─┼    "), (0.9, "  ──●──  ╎ "), (0.4, "  ──●──    "), (1.5, "  ──●──    ")]
)
def test_the_tolerated_limit_is_marked_where_it_lies(limit, bar):
    shifted = interval_bar(0.4, (0.2, 0.6), limit if limit != 0.5 else 0.6, 1.0, 11)
    assert shifted == bar


def test_months_stand_under_their_first_week_and_never_touch():
    mondays = [datetime(2024, 12, 30, tzinfo=UTC) + timedelta(weeks=week) for week in range(9)]
    assert month_axis(mondays) == "Jan  Feb"
    assert month_axis(mondays[4:]) == "Jan"
    assert month_axis([]) == ""
