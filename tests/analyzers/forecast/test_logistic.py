"""The pulled logistic against a general optimiser, and at its limits."""

import numpy as np
import pytest

from analyzers.forecast.logistic import Weights, fit, sigmoid, update

RNG = np.random.default_rng(0)
X = np.column_stack([RNG.normal(3, 2, 400), RNG.exponential(1, 400), np.ones(400)])
Y = (RNG.random(400) < 1 / (1 + np.exp(-(0.5 * X[:, 0] - X[:, 1] - 1)))).astype(float)
PRIOR = Weights(
    names=("a", "b", "c"), mean=(2.0, 1.0, 1.0), scale=(2.0, 1.5, 1.0), weight=(0.3, 0.1, 0.0), intercept=-1.0
)


def test_the_update_is_the_minimum_of_the_pulled_loss():
    from scipy.optimize import minimize

    weight = RNG.uniform(0.1, 2, 400)

    def loss(w):
        odds = w[0] + ((X - PRIOR.mean) / PRIOR.scale) @ w[1:]
        pulled = 50 * (w[0] + 1.0) ** 2 + 150 * ((w[1:] - PRIOR.weight) ** 2).sum()
        return (weight * (np.logaddexp(0, odds) - Y * odds)).sum() + pulled

    best = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-9}).x
    moved = update(PRIOR, X, Y, weight=weight, pull=300.0, pull_intercept=100.0)
    assert [moved.intercept, *moved.weight] == pytest.approx(best, abs=1e-5)


def test_without_rows_or_with_an_endless_pull_the_prior_stays():
    none = update(PRIOR, X[:0], Y[:0])
    assert none.weight == pytest.approx(PRIOR.weight) and none.intercept == pytest.approx(PRIOR.intercept)
    held = update(PRIOR, X, Y, pull=1e12, pull_intercept=1e12)
    assert held.weight == pytest.approx(PRIOR.weight, abs=1e-6)


def test_a_fit_finds_what_made_the_data():
    x = RNG.normal(0, 1, (20_000, 2))
    y = (RNG.random(20_000) < sigmoid(x @ [1.5, -0.7] - 2)).astype(float)
    found = fit(("a", "b"), x, y)
    assert np.array(found.weight) / found.scale == pytest.approx([1.5, -0.7], abs=0.1)
    assert found.predict(np.zeros((1, 2)))[0] == pytest.approx(sigmoid(-2), abs=0.02)


def test_perfectly_separable_and_one_sided_data_stay_finite():
    x = np.arange(20.0)[:, None]
    for y in ((x[:, 0] > 9).astype(float), np.zeros(20), np.ones(20)):
        p = fit(("a",), x, y).predict(x)
        assert np.isfinite(p).all() and ((p >= 0) & (p <= 1)).all()


def test_parts_add_up_to_the_odds():
    assert PRIOR.parts(X).sum(axis=1) + PRIOR.intercept == pytest.approx(PRIOR.odds(X))


def test_sigmoid_at_the_ends():
    assert sigmoid(np.array([-1e6, 0, 1e6])).tolist() == [0, 0.5, 1]
