"""The rules of the states, case by case."""

import numpy as np
import pytest

from analyzers.forecast.states import norms, settled, states, steady, word

NONE = float("nan")


@pytest.mark.parametrize(
    ("p", "norm", "month_ago", "state"),
    [
        (0.049, 0.01, 0.9, "Failed"),
        (0.05, 0.04, 0.1, "Growing"),
        (0.05, 0.06, 0.1, "Weakening"),
        (0.5, 0.9, 0.9, "Strong"),
        (0.499, 0.1, 0.5, "Weakening"),
        (0.499, 0.1, 0.49, "Growing"),
        (0.3, 0.3, 0.3, "Growing"),
        (0.3, NONE, NONE, "Growing"),
        (0.01, NONE, NONE, "Failed"),
        (NONE, NONE, NONE, None),
    ],
)
def test_a_state_follows_from_forecast_norm_and_the_month_before(p, norm, month_ago, state):
    assert word(states(np.array([p]), np.array([norm]), np.array([month_ago]))[0]) == state


@pytest.mark.parametrize(
    ("p", "norm", "month_ago", "quiet", "state"),
    [
        (0.049, 0.01, 0.049, 99, "Failed"),
        (0.049, 0.01, 0.05, 99, "Weakening"),
        (0.01, NONE, NONE, 3, "Failed"),
        (0.5, 0.9, 0.9, 30, "Strong"),
        (0.5, 0.9, 0.9, 31, "Weakening"),
        (0.6, 0.4, 0.5, 31, "Weakening"),
        (0.5, 0.4, 0.4, 31, "Growing"),
        (0.4, 0.3, 0.3, 99, "Growing"),
        (NONE, NONE, NONE, 3, None),
    ],
)
def test_an_outer_state_is_told_when_it_holds(p, norm, month_ago, quiet, state):
    found = steady(np.array([p]), np.array([norm]), np.array([month_ago]), np.array([float(quiet)]))
    assert word(found[0]) == state


def test_a_norm_is_the_mean_of_what_is_known():
    found = norms(np.array([[0.2, 0.4, NONE], [NONE, NONE, NONE]]))
    assert found[0] == pytest.approx(0.3)
    assert np.isnan(found[1])


def test_a_change_is_announced_when_it_held_at_two_looks():
    strong, weak, fail = "Strong", "Weakening", "Failed"
    shown, last = None, None
    seen = []
    for look in (strong, weak, strong, weak, weak, fail, weak, fail, fail):
        shown, last = settled(shown, last, look), look
        seen.append(shown)
    assert seen == [strong, strong, strong, strong, weak, weak, weak, weak, fail]
