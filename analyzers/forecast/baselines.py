"""What the forecast is measured against: one small class each, fitted on a brand's own closed samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec
import numpy as np

from analyzers.forecast import btyd
from analyzers.forecast.logistic import fit
from analyzers.forecast.model import ForecastModel
from analyzers.forecast.pasts import HORIZON, Floats, Pasts
from analyzers.forecast.samples import Samples
from analyzers.forecast.twenty import NAMES as TWENTY
from analyzers.forecast.twenty import twenty
from analyzers.ledgers import IN_HALF_LIVES

#: A fitted forecast: probabilities of a contact in 30 days.
Predict = Callable[[Pasts], Floats]
#: With fewer hits or misses than this, own-data models say the base rate.
_FEWEST = 5
_LONGEST = 3650.0


class Contender(Protocol):
    """A way to forecast that learns from a brand's closed samples."""

    name: str

    def fit(self, own: Samples) -> Predict:
        """The forecast learned from ``own``, which may be empty."""
        ...


class BaseRate:
    """The brand's own share of hits, for everybody."""

    name = "base rate"

    def fit(self, own: Samples) -> Predict:
        """Count, with one hit in ten imagined beside."""
        rate = (float(own.hit.sum()) + 1.0) / (len(own) + 10.0)
        return lambda pasts: np.full(len(pasts), rate)


class TripWire:
    """Jim Novo's latency trip wire: two rates, for those silent longer than twice their usual gap and the others."""

    name = "trip wire"

    def fit(self, own: Samples) -> Predict:
        """Count hits on both sides of the wire."""
        gaps = _mean_gaps(own.pasts)
        usual = float(gaps.mean()) if len(gaps) else float(HORIZON)
        tripped = _tripped(own.pasts, usual)
        rates = [(float(own.hit[side].sum()) + 1.0) / (float(side.sum()) + 10.0) for side in (~tripped, tripped)]
        return lambda pasts: np.where(_tripped(pasts, usual), rates[1], rates[0])


class OwnLogistic:
    """A logistic on some columns, fitted on own samples alone."""

    def __init__(self, name: str, names: tuple[str, ...], columns: Callable[[Pasts], Floats]) -> None:
        self.name, self.names, self.columns = name, names, columns

    def fit(self, own: Samples) -> Predict:
        """Maximum likelihood with a slight ridge; the base rate where almost nothing was seen."""
        if min(own.hit.sum(), len(own) - own.hit.sum()) < _FEWEST:
            return BaseRate().fit(own)
        weights = fit(self.names, self.columns(own.pasts), own.hit)
        return lambda pasts: weights.predict(self.columns(pasts))


class Hawkes:
    """A mixture of decaying intensities (3 to 365 days): each contact makes more likely, all weights positive."""

    name = "Hawkes mixture"

    def fit(self, own: Samples) -> Predict:
        """Maximum likelihood of a contact or none under a Poisson count with the decaying mean."""
        from scipy.optimize import minimize  # noqa: PLC0415  scipy loads only where it is used

        if min(own.hit.sum(), len(own) - own.hit.sum()) < _FEWEST:
            return BaseRate().fit(own)
        x, hit = _intensities(own.pasts), own.hit

        def loss(weights: Floats) -> tuple[float, Floats]:
            mean = np.maximum(x @ weights, 1e-9)
            none = np.exp(-mean)
            slope = np.where(hit > 0, -none / np.maximum(1.0 - none, 1e-12), 1.0)
            value = np.where(hit > 0, -np.log(np.maximum(1.0 - none, 1e-12)), mean).mean()
            return float(value), (x * slope[:, None]).mean(axis=0)

        found = minimize(
            loss, np.full(x.shape[1], 0.05), jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * x.shape[1]
        )
        return lambda pasts: np.asarray(-np.expm1(-_intensities(pasts) @ found.x))


class BuyTillYouDie:
    """A model of :mod:`analyzers.forecast.btyd`, fitted on each member as last seen."""

    def __init__(self, name: str, likelihood: btyd.LogLikelihood) -> None:
        self.name, self.likelihood = name, likelihood

    def fit(self, own: Samples) -> Predict:
        """Maximum likelihood over the members' whole pasts."""
        if min(own.hit.sum(), len(own) - own.hit.sum()) < _FEWEST:
            return BaseRate().fit(own)
        latest = np.lexsort((own.pasts.day, own.member))
        latest = latest[np.append(np.diff(own.member[latest]) != 0, True)]
        parameters = btyd.fit(self.likelihood, btyd.summary(own.pasts.take(latest)))
        return lambda pasts: btyd.contact(self.likelihood, parameters, btyd.summary(pasts))


class Untouched(msgspec.Struct):
    """The prior as it is, without own data."""

    prior: ForecastModel
    name: str = "prior, no own data"

    def fit(self, own: Samples) -> Predict:
        """Nothing is learned."""
        return self.prior.predict


class Updated(msgspec.Struct):
    """The prior, updated on own data: what the product uses."""

    prior: ForecastModel
    name: str = "prior, updated"

    def fit(self, own: Samples) -> Predict:
        """The ridge-pulled update."""
        return self.prior.updated(own).predict


def contenders(prior: ForecastModel) -> list[Contender]:
    """All of them, the product's own last."""
    return [
        BaseRate(),
        TripWire(),
        BuyTillYouDie("Pareto/NBD", btyd.pareto_nbd),
        BuyTillYouDie("BG/NBD", btyd.bg_nbd),
        BuyTillYouDie("MBG/NBD", btyd.mbg_nbd),
        OwnLogistic(RECENCY, ("silence",), _recency),
        OwnLogistic("decayed count", ("contacts",), _decayed),
        Hawkes(),
        OwnLogistic("own-data logistic", TWENTY, twenty),
        Untouched(prior),
        Updated(prior),
    ]


#: The yardstick: the baseline all others are compared with.
RECENCY = "recency only"


def _recency(pasts: Pasts) -> Floats:
    return np.log1p(np.minimum(pasts.day - pasts.in_last, _LONGEST))[:, None]


def _decayed(pasts: Pasts) -> Floats:
    return np.log(pasts.in_decayed[:, [IN_HALF_LIVES.index(30)]] + 1e-3)


def _mean_gaps(pasts: Pasts) -> Floats:
    return np.asarray((pasts.in_last - pasts.in_first)[pasts.in_days > 1] / (pasts.in_days - 1)[pasts.in_days > 1])


def _tripped(pasts: Pasts, usual: float) -> np.typing.NDArray[np.bool_]:
    """Silent longer than twice the own mean gap, or than twice ``usual`` with a single day of contact."""
    own = np.divide(
        pasts.in_last - pasts.in_first, pasts.in_days - 1, out=np.full(len(pasts), usual), where=pasts.in_days > 1
    )
    return np.asarray(pasts.day - pasts.in_last > 2.0 * own)


def _intensities(pasts: Pasts) -> Floats:
    """What each decaying part, and a constant one, adds to the mean count of the next 30 days."""
    halves = np.asarray(IN_HALF_LIVES, dtype=np.float64)
    rest = halves / np.log(2.0) * -np.expm1(-np.log(2.0) * HORIZON / halves)
    return np.column_stack([pasts.in_decayed * (rest / halves), np.full(len(pasts), 1.0)])
