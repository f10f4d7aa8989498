"""Scores against their definitions, written out slowly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.forecast import scores
from analyzers.forecast.scores import BINS, reliability, score

rows = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.integers(1, 3)), min_size=2
)


def split(drawn):
    hit, p, weight = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    return hit, p, weight


@given(rows)
def test_auc_counts_pairs(drawn):
    hit, p, weight = split(drawn)
    pairs = [
        (w * v, (a > b) + 0.5 * (a == b))
        for h, a, w in zip(hit, p, weight, strict=True) if h
        for g, b, v in zip(hit, p, weight, strict=True) if not g
    ]  # fmt: skip
    found = scores.auc(hit, p, weight)
    if pairs:
        assert found == pytest.approx(sum(w * won for w, won in pairs) / sum(w for w, _ in pairs))
    else:
        assert np.isnan(found)


@given(rows)
def test_weights_count_rows_so_many_times(drawn):
    hit, p, weight = split(drawn)
    again = np.repeat(np.arange(len(hit)), weight.astype(int))
    for measure in (scores.log_loss, scores.brier):
        assert measure(hit, p, weight) == pytest.approx(measure(hit[again], p[again], np.ones(len(again))))


def test_known_values():
    hit, p, ones = np.array([1.0, 0, 1, 0]), np.array([0.8, 0.4, 0.5, 0.1]), np.ones(4)
    assert scores.log_loss(hit, p, ones) == pytest.approx(-np.log([0.8, 0.6, 0.5, 0.9]).mean())
    assert scores.brier(hit, p, ones) == pytest.approx((0.04 + 0.16 + 0.25 + 0.01) / 4)
    assert scores.auc(hit, p, ones) == 1.0


def test_calibration_is_nought_for_the_truth_and_the_bias_for_a_bias():
    rng = np.random.default_rng(0)
    p = rng.uniform(0.1, 0.8, 200_000)
    hit = (rng.random(200_000) < p).astype(float)
    assert scores.ece(hit, p, np.ones(len(p))) < 0.005
    assert scores.ece(hit, p + 0.1, np.ones(len(p))) == pytest.approx(0.1, abs=0.005)


def test_the_reliability_table_has_bins_of_equal_mass():
    rng = np.random.default_rng(0)
    p = rng.random(1501)
    table = reliability((rng.random(1501) < p).astype(float), p)
    assert len(table) == BINS and {line.count for line in table} <= {100, 101}
    assert [line.forecast for line in table] == sorted(line.forecast for line in table)
    assert len(reliability(np.array([1.0, 0]), np.array([0.5, 0.2]))) == 2


def test_intervals_draw_people_not_rows():
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(40), 50)
    hit = np.repeat(rng.integers(0, 2, 40), 50).astype(float)
    p = np.full(2000, 0.3)
    whole, alone = score(hit, p, people).log_loss, score(hit, p, np.arange(2000)).log_loss
    assert whole.low < whole.value < whole.high
    assert whole.high - whole.low > 4 * (alone.high - alone.low)
    assert score(hit, p, people) == score(hit, p, people)


def test_one_person_and_no_hit_are_no_trouble():
    one = score(np.zeros(3), np.full(3, 0.2), np.zeros(3, dtype=np.int64))
    assert one.log_loss.low == pytest.approx(one.log_loss.value)
    assert np.isnan(one.auc.value)
