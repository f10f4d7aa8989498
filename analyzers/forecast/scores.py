"""How good forecasts were: log-loss, Brier, AUC and calibration, with intervals from a bootstrap over members."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

from analyzers.forecast.pasts import Floats, Ints

#: Bins of equal mass for the calibration error and the reliability table.
BINS = 15
#: Probabilities are kept so far from 0 and 1 when scored.
_EDGE = 1e-6
_RESAMPLES, _LOW, _HIGH = 200, 2.5, 97.5
#: A measure of weighted rows: outcomes, probabilities, weights.
Measure = Callable[[Floats, Floats, Floats], float]


class Interval(msgspec.Struct, frozen=True):
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one model on some test rows."""

    log_loss: Interval
    brier: Interval
    auc: Interval
    ece: Interval


class Bin(msgspec.Struct, frozen=True):
    """One line of a reliability table: ``count`` rows, their mean forecast and the share that came true."""

    count: int
    forecast: float
    observed: float


def log_loss(hit: Floats, p: Floats, weight: Floats) -> float:
    """Mean of minus the log of the probability given to what happened."""
    sure = np.clip(p, _EDGE, 1.0 - _EDGE)
    return float(np.average(-np.log(np.where(hit > 0, sure, 1.0 - sure)), weights=weight))


def brier(hit: Floats, p: Floats, weight: Floats) -> float:
    """Mean squared distance of forecast and outcome."""
    return float(np.average((p - hit) ** 2, weights=weight))


def auc(hit: Floats, p: Floats, weight: Floats) -> float:
    """Probability that a row that came true was forecast higher than one that did not (ties half; NaN without both)."""
    values, place = np.unique(p, return_inverse=True)
    yes = np.bincount(place, weights=weight * hit, minlength=len(values))
    no = np.bincount(place, weights=weight * (1.0 - hit), minlength=len(values))
    pairs = yes.sum() * no.sum()
    return float(np.dot(yes, np.cumsum(no) - no / 2.0) / pairs) if pairs else float("nan")


def ece(hit: Floats, p: Floats, weight: Floats) -> float:
    """Expected calibration error: mean distance of forecast and outcome over BINS bins of equal mass."""
    place = _bins(p)
    mass = np.bincount(place, weights=weight, minlength=BINS)
    off = np.bincount(place, weights=weight * (p - hit), minlength=BINS)
    return float(np.abs(off).sum() / mass.sum())


def reliability(hit: Floats, p: Floats) -> list[Bin]:
    """The reliability table: BINS bins of equal mass, lowest forecasts first (fewer with fewer rows)."""
    place = _bins(p)
    count = np.bincount(place, minlength=BINS)
    forecast, observed = np.bincount(place, weights=p, minlength=BINS), np.bincount(place, weights=hit, minlength=BINS)
    return [Bin(int(n), float(f / n), float(o / n)) for n, f, o in zip(count, forecast, observed, strict=True) if n]


def score(hit: Floats, p: Floats, member: Ints, resamples: int = _RESAMPLES) -> Score:
    """All figures with 95 % intervals; ``member`` numbers the people, who are drawn again as wholes.

    Deterministic: the draw is seeded by the number of rows.
    """
    weights = _draws(member, resamples)
    return Score(
        log_loss=_interval(log_loss, hit, p, weights),
        brier=_interval(brier, hit, p, weights),
        auc=_interval(auc, hit, p, weights),
        ece=_interval(ece, hit, p, weights),
    )


def _draws(member: Ints, resamples: int) -> list[Floats]:
    _, place = np.unique(member, return_inverse=True)
    people = int(place.max()) + 1
    rng = np.random.default_rng(len(member))
    drawn = (rng.multinomial(people, np.full(people, 1.0 / people)) for _ in range(resamples))
    return [times[place].astype(np.float64) for times in drawn]


def _interval(measure: Measure, hit: Floats, p: Floats, weights: list[Floats]) -> Interval:
    value = measure(hit, p, np.ones(len(hit)))
    again = [measure(hit, p, weight) for weight in weights if weight.any()]
    known = np.array([one for one in again if np.isfinite(one)])
    if not len(known):
        return Interval(value, value, value)
    return Interval(value, float(np.percentile(known, _LOW)), float(np.percentile(known, _HIGH)))


def _bins(p: Floats) -> Ints:
    """The bin of each row; rows are ranked, so that every bin holds as many."""
    place = np.empty(len(p), dtype=np.int64)
    place[np.argsort(p, kind="stable")] = np.arange(len(p)) * BINS // max(1, len(p))
    return place
