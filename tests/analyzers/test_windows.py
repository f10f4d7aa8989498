"""Sums over weeks."""

from hypothesis import given
from hypothesis import strategies as st

from analyzers.balance import Counts, weigh
from analyzers.windows import rolling

COUNTS = st.lists(st.builds(Counts, st.integers(0, 50), st.integers(0, 50), st.integers(0, 5)), max_size=12)


@given(COUNTS, st.integers(1, 6))
def test_each_window_sums_the_weeks_up_to_it(counts, length):
    weeks = [weigh(each, 10, 0.1, f"w{number}") for number, each in enumerate(counts)]
    windows = rolling(weeks, 10, length)
    assert [window.key for window in windows] == [week.key for week in weeks]
    for end, window in enumerate(windows, 1):
        part = counts[max(0, end - length) : end]
        assert (window.gives, window.takes, window.unsure) == tuple(map(sum, zip(*part, strict=True)))
        assert window.enough == (window.gives + window.takes >= 10)
