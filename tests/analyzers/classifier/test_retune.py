"""Verdicts teach slowly: a floor, bounds, and the right direction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzers.classifier.retune import BINS, FLOOR, BinCount, PushCount, bin_of, retune_context, retune_thresholds
from analyzers.classifier.settings import ContextWeights, Thresholds

SHIPPED = Thresholds(take=0.5, give=0.2)
COUNTS = st.lists(
    st.builds(BinCount, gives=st.integers(0, 300), takes=st.integers(0, 300)), min_size=BINS, max_size=BINS
)


def test_five_clicks_change_nothing() -> None:
    counts = [BinCount(takes=5) if index == 3 else BinCount() for index in range(BINS)]
    assert retune_thresholds(counts, SHIPPED) == SHIPPED
    few = {"answers": PushCount(gives=FLOOR - 1, expected=10.0)}
    assert retune_context(few, ContextWeights()) == ContextWeights()


def test_overruled_takes_raise_the_threshold() -> None:
    counts = [BinCount(gives=200) if 10 <= index < 14 else BinCount() for index in range(BINS)]
    assert retune_thresholds(counts, SHIPPED).take > SHIPPED.take


def test_missed_takes_lower_the_threshold() -> None:
    counts = [BinCount(takes=200) if 6 <= index < 10 else BinCount() for index in range(BINS)]
    assert retune_thresholds(counts, SHIPPED).take < SHIPPED.take


def test_verdicts_at_the_models_word_change_little() -> None:
    counts = [BinCount(gives=100 - 5 * index, takes=5 * index) for index in range(BINS)]
    tuned = retune_thresholds(counts, SHIPPED)
    assert abs(tuned.take - SHIPPED.take) < 0.06
    assert abs(tuned.give - SHIPPED.give) < 0.06


@given(COUNTS)
def test_thresholds_stay_in_order_and_bounds(counts: list[BinCount]) -> None:
    tuned = retune_thresholds(counts, SHIPPED)
    assert 0 <= tuned.give <= tuned.take <= 1
    assert abs(tuned.take - SHIPPED.take) <= 0.25


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_context_moves_toward_the_verdicts_and_is_bounded(gives: int, takes: int, chance: float) -> None:
    seen = gives + takes
    tuned = retune_context({"answers": PushCount(gives, takes, chance * seen)}, ContextWeights())
    move = tuned.answers - ContextWeights().answers
    assert abs(move) <= 1.5
    if seen >= FLOOR and takes > chance * seen + 1 and 0.02 < chance < 0.98:
        assert move > 0


def test_unknown_names_are_ignored() -> None:
    assert retune_context({"gone": PushCount(takes=900)}, ContextWeights()) == ContextWeights()


def test_bins() -> None:
    assert (bin_of(0.0), bin_of(0.999), bin_of(1.0)) == (0, BINS - 1, BINS - 1)
