"""Wilson's and Newcombe's intervals against the examples of Newcombe's two papers of 1998, and their properties."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.intervals import Z80, newcombe, wilson

COUNTS = st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(hits, total, low, high):
    assert wilson(hits, total) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((10, 10, 0, 10), 0.6075, 1.0)],
)
def test_newcombe_gives_the_published_limits(counts, low, high):
    assert newcombe(*counts) == pytest.approx((low, high), abs=6e-5)


@given(COUNTS)
def test_wilson_holds_the_share_and_stays_within_bounds(counts):
    hits, total = counts
    low, high = wilson(hits, total)
    assert 0.0 <= low <= hits / total <= high <= 1.0
    assert (low == 0.0) == (hits == 0)
    assert (high == 1.0) == (hits == total)


@given(COUNTS)
def test_wilson_mirrors_when_hits_and_misses_change_places(counts):
    hits, total = counts
    low, high = wilson(hits, total)
    assert wilson(total - hits, total) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(COUNTS, st.integers(2, 50))
def test_wilson_narrows_with_more_evidence_of_the_same_share_and_with_less_certainty(counts, times):
    hits, total = counts
    width = math.dist(*[[limit] for limit in wilson(hits, total)])
    assert math.dist(*[[limit] for limit in wilson(hits * times, total * times)]) < width
    assert math.dist(*[[limit] for limit in wilson(hits, total, Z80)]) < width


@given(COUNTS, COUNTS)
def test_newcombe_holds_the_difference_and_changes_sign_with_the_order(now, before):
    low, high = newcombe(*now, *before)
    assert -1.0 <= low <= now[0] / now[1] - before[0] / before[1] <= high <= 1.0
    assert newcombe(*before, *now) == pytest.approx((-high, -low), abs=1e-12)
