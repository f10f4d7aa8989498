"""The walk-forward test: at every past moment, forecast with what was known then, and see what came.

Moments are 30 days apart (10 in communities younger than 600 days); the last 60 % of them are the
test. Every model learns only from rows whose 30 days were over, and is fitted again every 90 days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from analyzers.forecast.baselines import RECENCY, Contender
from analyzers.forecast.brands import contacts_of
from analyzers.forecast.events import Events
from analyzers.forecast.pasts import HORIZON, Floats, Ints
from analyzers.forecast.replay import Contacts
from analyzers.forecast.samples import Samples, join, origins, samples
from analyzers.forecast.scores import Bin, Score, log_loss, reliability, score
from storage.errors import NothingToReportError

#: The share of moments that only train, and the days between two fits.
TRAIN_SHARE, REFIT = 0.4, 90


class Audited(msgspec.Struct, frozen=True):
    """One brand to test: its contacts, and each relationship's member as a number that is the same in all brands."""

    contacts: Contacts
    member: Ints


class Tried(msgspec.Struct, frozen=True):
    """The test rows of one community: who, what happened, and what each model had said."""

    rows: Samples
    member: Ints
    forecasts: dict[str, Floats]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One model's line of the table; ``against_recency`` is its log-loss relative to recency only, minus 1."""

    model: str
    score: Score
    against_recency: float
    reliability: list[Bin]


def audited(events: Events, accounts: Sequence[str]) -> Audited:
    """A brand in an event file."""
    contacts, names = contacts_of(events, accounts)
    place = {name: number for number, name in enumerate(events.names)}
    return Audited(contacts, np.array([place[name] for name in names], dtype=np.int64))


def walk(brands: Mapping[str, Audited], first: int, last: int, models: Sequence[Contender]) -> Tried:
    """Walk forward through a community seen from ``first`` to ``last`` (milliseconds), brand by brand.

    Raises:
        NothingToReportError: no moment leaves a test row.
    """
    days = origins(first, last)
    tests = days[round(len(days) * TRAIN_SHARE) :]
    parts = [_walk_brand(one, days, tests, models) for one in brands.values()]
    tried = [part for part in parts if len(part.rows)]
    if not tried:
        raise NothingToReportError("No relationship can be tested.", "The test needs contacts over some months.")
    return Tried(
        join([part.rows for part in tried]),
        np.concatenate([part.member for part in tried]),
        {model.name: np.concatenate([part.forecasts[model.name] for part in tried]) for model in models},
    )


def table(tried: Tried, progress: Callable[[str], None] = lambda name: None) -> list[Line]:
    """Every model's figures on the same rows, with intervals; ``progress`` hears each model's name."""
    hit, ones = tried.rows.hit, np.ones(len(tried.rows))
    yardstick = log_loss(hit, tried.forecasts[RECENCY], ones) if RECENCY in tried.forecasts else float("nan")
    lines = []
    for name, p in tried.forecasts.items():
        progress(name)
        figures = score(hit, p, tried.member)
        against = figures.log_loss.value / yardstick - 1.0
        lines.append(Line(model=name, score=figures, against_recency=against, reliability=reliability(hit, p)))
    return lines


def _walk_brand(brand: Audited, days: Sequence[int], tests: Sequence[int], models: Sequence[Contender]) -> Tried:
    rows = samples(brand.contacts, days, counts=True)
    at = rows.pasts.day
    tested = np.flatnonzero(at >= tests[0]) if tests else np.zeros(0, dtype=np.int64)
    forecasts = {model.name: np.empty(len(rows)) for model in models}
    for fitted in _refits(tests):
        closed = rows.take(np.flatnonzero(at <= fitted[0] - HORIZON))
        now = np.flatnonzero((at >= fitted[0]) & (at <= fitted[-1]))
        for model in models if len(now) else ():
            forecasts[model.name][now] = model.fit(closed)(rows.pasts.take(now))
    kept = rows.take(tested)
    return Tried(kept, brand.member[kept.member], {name: p[tested] for name, p in forecasts.items()})


def _refits(tests: Sequence[int]) -> list[list[int]]:
    """The test moments in runs that share one fit."""
    runs: list[list[int]] = []
    for day in tests:
        if runs and day - runs[-1][0] < REFIT:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
