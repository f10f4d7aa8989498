"""Buy-till-you-die models: people come at random at their own rate until, unseen, they stop.

Each model is its log-likelihood of a summary (repeats ``x``, time of the last ``tx``, age ``T``); everything
else follows: the probability of nothing in ``(T, T + h]`` is ``L(x, tx, T + h) / L(x, tx, T)``.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

from analyzers.forecast.pasts import HORIZON, Floats, Pasts

_NODES = 24
_BOUND = 12.0
_SEARCH = {"ftol": 1e-12, "gtol": 1e-7}


class Summary(msgspec.Struct, frozen=True):
    """``repeats`` days of contact after the first, ``last`` the time of the last, ``age`` of now; since the first."""

    repeats: Floats
    last: Floats
    age: Floats


#: Log-likelihood of each row of a summary under positive parameters.
LogLikelihood = Callable[[Floats, Summary], Floats]


def summary(pasts: Pasts) -> Summary:
    """The summary of known members, in days."""
    return Summary(
        repeats=np.maximum(pasts.in_days - 1.0, 0.0),
        last=np.where(pasts.in_days > 1, pasts.in_last - pasts.in_first, 0.0),
        age=pasts.day - pasts.in_first,
    )


def bg_nbd(parameters: Floats, s: Summary) -> Floats:
    """Fader, Hardie and Lee (2005): after each repeat a member may stop. Parameters r, alpha, a, b."""
    from scipy.special import betaln  # noqa: PLC0415  scipy loads only where it is used

    r, alpha, a, b = parameters
    alive = betaln(a, b + s.repeats) - betaln(a, b) - (r + s.repeats) * np.log(alpha + s.age)
    again = np.maximum(s.repeats, 1.0)
    stopped = betaln(a + 1, b + again - 1) - betaln(a, b) - (r + s.repeats) * np.log(alpha + s.last)
    return np.asarray(_rate(r, alpha, s) + np.where(s.repeats > 0, np.logaddexp(alive, stopped), alive))


def mbg_nbd(parameters: Floats, s: Summary) -> Floats:
    """Batislam, Denizel and Filiztekin (2007): a member may stop after the first contact too. r, alpha, a, b."""
    from scipy.special import betaln  # noqa: PLC0415  scipy loads only where it is used

    r, alpha, a, b = parameters
    alive = betaln(a, b + s.repeats + 1) - (r + s.repeats) * np.log(alpha + s.age)
    stopped = betaln(a + 1, b + s.repeats) - (r + s.repeats) * np.log(alpha + s.last)
    return np.asarray(_rate(r, alpha, s) + np.logaddexp(alive, stopped) - betaln(a, b))


def pareto_nbd(parameters: Floats, s: Summary) -> Floats:
    """Schmittlein, Morrison and Colombo (1987): a member may stop at any time. Parameters r, alpha, s, beta.

    The time of stopping is integrated over by Gauss-Legendre on a logarithmic scale, which stays exact
    where the closed form's hypergeometric functions overflow.
    """
    r, alpha, stop, beta = parameters
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    shift = min(alpha, beta)
    low, high = np.log(shift + s.last), np.log(shift + s.age)
    half = (high - low)[:, None] / 2
    at = (high + low)[:, None] / 2 + half * nodes
    when = np.exp(at) - shift
    inner = at - (r + s.repeats)[:, None] * np.log(alpha + when) - (stop + 1) * np.log(beta + when)
    with np.errstate(divide="ignore"):
        terms = inner + np.log(weights * half)
    stopped = np.log(stop) + stop * np.log(beta) + np.logaddexp.reduce(terms, axis=1)
    alive = stop * (np.log(beta) - np.log(beta + s.age)) - (r + s.repeats) * np.log(alpha + s.age)
    return np.asarray(_rate(r, alpha, s) + np.logaddexp(alive, stopped))


def fit(model: LogLikelihood, s: Summary) -> Floats:
    """The four parameters of greatest likelihood, searched on the logarithmic scale.

    Time is scaled so that the oldest member's age is of order one; the units of the result are those of ``s``.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  scipy loads only where it is used

    unit = max(float(s.age.max()) / 10.0, 1e-9)
    scaled = Summary(s.repeats, s.last / unit, s.age / unit)

    def loss(logs: Floats) -> float:
        value = -float(model(np.exp(logs), scaled).mean())
        return value if np.isfinite(value) else 1e9

    found = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=[(-_BOUND, _BOUND)] * 4, options=_SEARCH)
    best = np.exp(found.x)
    times = [1, 3] if model is pareto_nbd else [1]
    best[times] *= unit
    return np.asarray(best)


def contact(model: LogLikelihood, parameters: Floats, s: Summary, horizon: float = HORIZON) -> Floats:
    """Probability of at least one contact in the next ``horizon`` days."""
    none = model(parameters, Summary(s.repeats, s.last, s.age + horizon)) - model(parameters, s)
    return np.asarray(-np.expm1(np.minimum(none, 0.0)))


def _rate(r: float, alpha: float, s: Summary) -> Floats:
    from scipy.special import gammaln  # noqa: PLC0415  scipy loads only where it is used

    return np.asarray(gammaln(r + s.repeats) - gammaln(r) + r * np.log(alpha))
