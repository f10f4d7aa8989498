"""Buy-till-you-die likelihoods against integration by brute force, closed forms, simulation and published figures."""

import numpy as np
import pytest
from scipy import special, stats

from analyzers.forecast import btyd
from analyzers.forecast.btyd import Summary

CASES = [(0, 0.0, 40.0), (1, 3.0, 40.0), (4, 30.0, 38.0), (12, 39.0, 40.0), (2, 2.0, 2.5)]
PEOPLE = Summary(*(np.array(column, dtype=float) for column in zip(*CASES, strict=True)))
R, ALPHA = 0.8, 5.0


def over_rates(given, second):
    """The mean of an individual likelihood over gamma rates and a second mixing distribution, by quadrature."""
    nodes, weights = np.polynomial.legendre.leggauss(300)
    # Squaring crowds the nodes towards both ends, where the quantiles run off.
    u = np.sin(np.pi / 4 * (nodes + 1)) ** 2
    mass = weights * np.pi / 4 * np.sin(np.pi / 2 * (nodes + 1))
    rate = stats.gamma(R, scale=1 / ALPHA).ppf(u)[:, None]
    return float(mass @ given(rate, second.ppf(u)[None, :]) @ mass)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_bg_nbd_is_the_mixture_it_says(case):
    x, tx, t = CASES[case]

    def given(lam, p):
        alive = (1 - p) ** x * lam**x * np.exp(-lam * t)
        return alive + (x > 0) * p * (1 - p) ** (max(x, 1) - 1) * lam**x * np.exp(-lam * tx)

    found = btyd.bg_nbd(np.array([R, ALPHA, 1.2, 2.5]), PEOPLE)[case]
    assert np.exp(found) == pytest.approx(over_rates(given, stats.beta(1.2, 2.5)), rel=1e-4)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_mbg_nbd_is_the_mixture_it_says(case):
    x, tx, t = CASES[case]

    def given(lam, p):
        return (1 - p) ** (x + 1) * lam**x * np.exp(-lam * t) + p * (1 - p) ** x * lam**x * np.exp(-lam * tx)

    found = btyd.mbg_nbd(np.array([R, ALPHA, 1.2, 2.5]), PEOPLE)[case]
    assert np.exp(found) == pytest.approx(over_rates(given, stats.beta(1.2, 2.5)), rel=1e-4)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_pareto_nbd_is_the_mixture_it_says(case):
    x, tx, t = CASES[case]

    def given(lam, mu):
        stopped = mu * lam**x / (lam + mu) * (np.exp(-(lam + mu) * tx) - np.exp(-(lam + mu) * t))
        return stopped + lam**x * np.exp(-(lam + mu) * t)

    found = btyd.pareto_nbd(np.array([R, ALPHA, 1.5, 12.0]), PEOPLE)[case]
    assert np.exp(found) == pytest.approx(over_rates(given, stats.gamma(1.5, scale=1 / 12.0)), rel=1e-4)


@pytest.mark.parametrize(("alpha", "beta"), [(9.0, 4.0), (4.0, 9.0)])
def test_pareto_nbd_equals_the_closed_form(alpha, beta):
    r, s = 0.7, 0.5
    x, tx, t = PEOPLE.repeats, PEOPLE.last, PEOPLE.age

    def term(at):
        low, high = min(alpha, beta), max(alpha, beta)
        second = s + 1 if alpha >= beta else r + x
        f = special.hyp2f1(r + s + x, second, r + s + x + 1, (high - low) / (high + at))
        return f / (high + at) ** (r + s + x)

    front = special.gamma(r + x) * alpha**r * beta**s / special.gamma(r)
    closed = front * (1 / ((alpha + t) ** (r + x) * (beta + t) ** s) + s / (r + s + x) * (term(tx) - term(t)))
    assert np.exp(btyd.pareto_nbd(np.array([r, alpha, s, beta]), PEOPLE)) == pytest.approx(closed, rel=1e-7)


def simulated(people, rng):
    """Members under BG/NBD with r .8, alpha 20, a 1, b 3, each seen from 100 to 400 days."""
    rate, stop = rng.gamma(0.8, 1 / 20.0, people), rng.beta(1.0, 3.0, people)
    age = rng.uniform(100, 400, people)
    repeats, last, later = np.zeros(people), np.zeros(people), np.zeros(people, dtype=bool)
    for person in range(people):
        time = 0.0
        while True:
            time += rng.exponential(1 / rate[person])
            if time > age[person]:
                later[person] = time <= age[person] + 30
                break
            repeats[person] += 1
            last[person] = time
            if rng.random() < stop[person]:
                break
    return Summary(repeats, last, age), later


def test_fitting_recovers_what_made_the_data_and_its_forecasts_come_true():
    people, later = simulated(20_000, np.random.default_rng(3))
    found = btyd.fit(btyd.bg_nbd, people)
    truth = np.array([0.8, 20.0, 1.0, 3.0])
    assert btyd.bg_nbd(found, people).sum() >= btyd.bg_nbd(truth, people).sum()
    assert found[:2] == pytest.approx(truth[:2], rel=0.1)
    assert found[2] / (found[2] + found[3]) == pytest.approx(0.25, abs=0.05)
    p = btyd.contact(btyd.bg_nbd, found, people)
    for low, high in ((0.0, 0.1), (0.1, 0.4), (0.4, 1.0)):
        rows = (p >= low) & (p < high)
        assert later[rows].mean() == pytest.approx(p[rows].mean(), abs=0.03)


@pytest.mark.parametrize("model", [btyd.bg_nbd, btyd.mbg_nbd, btyd.pareto_nbd])
def test_forecasts_are_probabilities_that_grow_with_the_horizon(model):
    parameters = np.array([0.5, 10.0, 0.7, 5.0])
    short, long = (btyd.contact(model, parameters, PEOPLE, horizon) for horizon in (5, 50))
    assert ((short > 0) & (short < long) & (long < 1)).all()


@pytest.mark.parametrize("model", [btyd.bg_nbd, btyd.mbg_nbd, btyd.pareto_nbd])
def test_a_handful_of_people_gives_finite_forecasts(model):
    few = Summary(np.array([0.0, 0, 1]), np.array([0.0, 0, 2]), np.array([5.0, 9, 11]))
    p = btyd.contact(model, btyd.fit(model, few), few)
    assert np.isfinite(p).all() and ((p >= 0) & (p <= 1)).all()
