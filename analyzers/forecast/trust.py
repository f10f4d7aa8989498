"""How far a community's own evidence is trusted: as far as it would have helped there before."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from analyzers.forecast.logistic import Weights, update
from analyzers.forecast.pasts import HORIZON, Flags, Floats

#: How strongly own evidence is held to the prior for each standardised weight, and the intercept, while it is fitted.
PULL, PULL_INTERCEPT = 100.0, 30.0
#: The fit is then followed this far at most, and before its gain is weighed the prior counts for so many times more.
MOST, DOUBT = 0.7, 4.0
#: Rows of one member at successive moments are no independent evidence: what each says is counted in part.
TEMPER = 0.05
#: The checks: so many days apart, no more than so many, each on a fit to so many rows at least.
APART, CHECKS, FEWEST = 90, 12, 20


def moved(prior: Weights, features: Floats, outcome: Floats, far: float) -> Weights:
    """The prior moved part of the way (``far``, 0 to 1) to what own evidence says."""
    own = update(prior, features, outcome, pull=PULL, pull_intercept=PULL_INTERCEPT)
    weight = (1.0 - far) * np.asarray(prior.weight) + far * np.asarray(own.weight)
    intercept = (1.0 - far) * prior.intercept + far * own.intercept
    return msgspec.structs.replace(prior, weight=tuple(weight.tolist()), intercept=intercept)


def trust(prior: Weights, features: Floats, outcome: Floats, day: Floats) -> float:
    """How far to follow own evidence, from 0 to MOST, by how such fits forecast what came after them.

    ``day`` is the moment of each row, ``outcome`` whether a contact came within 30 days. Every 90 days of
    the past a fit on what was over by then is compared with the prior on the next 90; the two are weighed
    like two experts (Vovk's aggregating rule, tempered), so a fit that did worse than the prior is let go. With
    nothing to check it on, own evidence is not followed at all.
    """
    checks = [check for check in _checks(day) if check[0].sum() >= FEWEST]
    if not checks:
        return 0.0
    gain = sum(_gain(prior, features, outcome, learned, ahead) for learned, ahead in checks)
    return MOST / (1.0 + DOUBT * float(np.exp(np.clip(-TEMPER * gain, -50.0, 50.0))))


def _checks(day: Floats) -> Iterator[tuple[Flags, Flags]]:
    """At each check: the rows whose 30 days were over, and the rows of the next 90 days."""
    end = float(day.max()) + HORIZON
    for back in range(1, CHECKS + 1):
        start = end - back * APART
        if start <= day.min():
            return
        yield day <= start - HORIZON, (day >= start) & (day < start + APART)


def _gain(prior: Weights, features: Floats, outcome: Floats, learned: Flags, ahead: Flags) -> float:
    """By how much log-loss a fit on ``learned`` rows beat the prior on the rows ``ahead``, summed."""
    own = update(prior, features[learned], outcome[learned], pull=PULL, pull_intercept=PULL_INTERCEPT)
    came, seen = outcome[ahead], features[ahead]
    return _loss(prior.odds(seen), came) - _loss(own.odds(seen), came)


def _loss(odds: Floats, outcome: Floats) -> float:
    return float((np.logaddexp(0.0, odds) - outcome * odds).sum())
