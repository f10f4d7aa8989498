"""Learn the prior of the forecast from several communities: deterministic, every community counting alike.

Within a community large brands count for more than small ones, but less than their rows would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from analyzers.forecast.brands import contacts_of, read_brands
from analyzers.forecast.events import Events, read_events
from analyzers.forecast.features import NAMES, matrix
from analyzers.forecast.logistic import Weights, fit
from analyzers.forecast.model import ForecastModel
from analyzers.forecast.pasts import HORIZON, Floats, Ints
from analyzers.forecast.samples import Samples, join, origins, samples

#: Any well-known account can stand for a brand: so many single accounts and teams are drawn besides the named brands.
ACCOUNTS, TEAMS, TEAM_SIZE = 150, 16, 10
_FEWEST_SENDERS, _KNOWN, _BEST_KNOWN = 8, 400, 150
#: Rows learned from in a community; what a community counts for; a brand of n rows counts for n to this power.
ROWS, COUNTED, BRAND_POWER = 80_000, 40_000, 0.75
_RIDGE = 100.0
_DIGITS = 5


def train(communities: Mapping[str, Sequence[Samples]], model: str) -> ForecastModel:
    """Fit the prior: ``communities`` holds each community's samples, one entry a brand."""
    drawn = [_drawn(list(brands)) for _, brands in sorted(communities.items())]
    features = np.concatenate([matrix(part.pasts) for part, _ in drawn])
    days = np.concatenate([part.days for part, _ in drawn])
    weight = np.concatenate([weight for _, weight in drawn])
    hit = days > 0
    contact = fit(NAMES, features, hit.astype(np.float64), weight=weight, ridge=_RIDGE)
    active = fit(NAMES, features[hit], (days[hit] - 1.0) / (HORIZON - 1), weight=weight[hit], ridge=_RIDGE)
    return ForecastModel(model=model, contact=_rounded(contact), active=_rounded(active))


def train_files(paths: Sequence[Path], brands: Path, model: str) -> ForecastModel:
    """Fit the prior on event files, one community each; ``brands`` names their brands (see ``read_brands``).

    A file's community is its name up to the first dot.

    Raises:
        SourceError: a file cannot be read, or has no brands.
    """
    communities = {}
    for path in paths:
        name = path.name.split(".")[0]
        communities[name] = community_samples(read_events(path), read_brands(brands, name))
    return train(communities, model)


def community_samples(events: Events, brands: Mapping[str, Sequence[str]]) -> list[Samples]:
    """The samples of a community's named brands, and of accounts and teams drawn from it as if they were brands.

    The draw depends on the events alone. The moments of the drawn ones are shifted by some days.
    """
    days = origins(int(events.time[0]), int(events.time[-1]))
    named = {account for accounts in brands.values() for account in accounts}
    found = [samples(contacts_of(events, accounts)[0], days) for accounts in brands.values()]
    end = days[-1] if days else 0
    for accounts, shift in _draw(events, named):
        moments = [day + shift for day in days if day + shift <= end]
        found.append(samples(contacts_of(events, accounts)[0], moments))
    return [one for one in found if len(one)]


def _draw(events: Events, named: set[str]) -> list[tuple[list[str], int]]:
    rng = np.random.default_rng(len(events.time))
    known = [account for account in _by_senders(events) if events.names[account] not in named]
    singles = rng.permutation(known[:_KNOWN])[:ACCOUNTS]
    drawn = [[int(account)] for account in singles]
    for _ in range(TEAMS if len(known) >= 3 * TEAM_SIZE else 0):
        drawn.append([int(account) for account in rng.permutation(known[:_BEST_KNOWN])[:TEAM_SIZE]])
    return [([events.names[account] for account in accounts], int(rng.integers(0, HORIZON))) for accounts in drawn]


def _by_senders(events: Events) -> Ints:
    """Accounts that at least some different people wrote to, the most first."""
    recipient, _ = np.unique(np.stack([events.recipient, events.sender]), axis=1)
    senders = np.bincount(recipient, minlength=len(events.names))
    order = np.argsort(-senders, kind="stable")
    return np.asarray(order[senders[order] >= _FEWEST_SENDERS])


def _drawn(brands: Sequence[Samples]) -> tuple[Samples, Floats]:
    """At most ROWS of a community's rows, and what each counts for."""
    whole = join(brands)
    weight = np.concatenate([np.full(len(one), len(one) ** (BRAND_POWER - 1.0)) for one in brands])
    if len(whole) > ROWS:
        rows = np.sort(np.random.default_rng(0).choice(len(whole), ROWS, replace=False))
        whole, weight = whole.take(rows), weight[rows]
    return whole, weight * (COUNTED / weight.sum())


def _rounded(weights: Weights) -> Weights:
    return msgspec.structs.replace(
        weights,
        mean=_digits(weights.mean),
        scale=_digits(weights.scale),
        weight=_digits(weights.weight),
        intercept=round(weights.intercept, _DIGITS),
    )


def _digits(values: Sequence[float] | Floats) -> tuple[float, ...]:
    return tuple(round(float(value), _DIGITS) for value in values)
