"""Figures against hand-made cases and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.classifier import metrics

PAIRS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0])), min_size=1, max_size=40)


@given(PAIRS)
def test_auc_is_the_share_of_ordered_pairs(pairs: list[tuple[bool, float]]) -> None:
    truth, p = (np.array(column) for column in zip(*pairs, strict=True))
    takes, gives = p[truth], p[~truth]
    found = metrics.roc_auc(truth, p)
    if not len(takes) or not len(gives):
        assert found is None
        return
    wins = sum((a > b) + 0.5 * (a == b) for a in takes for b in gives)
    assert found == pytest.approx(wins / (len(takes) * len(gives)))


@given(PAIRS)
def test_average_precision_lies_between_base_rate_and_one(pairs: list[tuple[bool, float]]) -> None:
    truth, p = (np.array(column) for column in zip(*pairs, strict=True))
    found = metrics.average_precision(truth, p)
    assert (found is None) == (not truth.any())
    assert found is None or 0 < found <= 1 + 1e-12


def test_a_perfect_order() -> None:
    truth, p = np.array([False, True, True]), np.array([0.1, 0.8, 0.9])
    assert metrics.roc_auc(truth, p) == metrics.average_precision(truth, p) == 1.0
    assert metrics.recall_at_precision(truth, p) == 1.0
    assert metrics.f1(truth, p >= 0.5) == 1.0


def test_ties_enter_together() -> None:
    truth, p = np.array([True, False]), np.array([0.5, 0.5])
    assert metrics.average_precision(truth, p) == 0.5
    assert metrics.recall_at_precision(truth, p) == 0.0


def test_calibration_error_of_two_bins() -> None:
    truth, p = np.array([True, False, True, True]), np.array([0.25, 0.25, 0.95, 0.95])
    assert metrics.calibration_error(truth, p) == pytest.approx((0.25 + 0.05) / 2)
    assert [b.messages for b in metrics.reliability(truth, p)] == [2, 2]


def test_nothing_to_measure() -> None:
    none = np.array([], dtype=bool)
    assert metrics.roc_auc(none, none.astype(float)) is None
    assert metrics.f1(none, none) == metrics.brier(none, none.astype(float)) == 0.0
