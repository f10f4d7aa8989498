"""A forecast's course: what it was at earlier moments, and when it turns for the worse if nothing happens."""

from __future__ import annotations

from typing import Protocol

import msgspec
import numpy as np

from analyzers.forecast.because import GROUPS
from analyzers.forecast.pasts import Floats, Ints, Pasts
from analyzers.forecast.replay import Contacts, replay
from analyzers.forecast.states import MONTH, NORM_MONTHS, States, norms, quiet_days, states, steady

#: How far ahead a trip wire is looked for, in days.
AHEAD = 730
#: Daily forecasts kept while looking ahead: as many as the norm reaches back, and the day itself.
_KEPT = MONTH * NORM_MONTHS + 1


class Forecaster(Protocol):
    """What is known of a model of relationships."""

    @property
    def model(self) -> str:
        """Name and version, stored with every forecast."""
        ...

    def predict(self, pasts: Pasts) -> Floats:
        """Probability of a contact in the next 30 days, one a row."""
        ...

    def expected(self, pasts: Pasts) -> Floats:
        """Expected days with a contact among the next 30, one a row."""
        ...

    def pushes(self, pasts: Pasts) -> Floats:
        """What each group of features adds to the log-odds: one row a row, one column for each of GROUPS."""
        ...


def forecasts(model: Forecaster, pasts: Pasts) -> Floats:
    """The probabilities, NaN where the member had not contacted the brand yet."""
    p = np.full(len(pasts), np.nan)
    known = np.flatnonzero(pasts.known)
    if len(known):
        p[known] = model.predict(pasts.take(known))
    return p


class Course(msgspec.Struct, frozen=True):
    """Relationships now and over the months before.

    ``p`` are the forecasts now and 1 to 7 months earlier (one row a relationship, NaN where unknown), ``quiet``
    the days since the last contact at the same moments, ``pushes`` the log-odds by group now, and ``earlier``
    their mean over the months of the norm (NaN for none).
    """

    now: Pasts
    p: Floats
    quiet: Floats
    pushes: Floats
    earlier: Floats

    def states(self, back: int = 0) -> tuple[States, Floats]:
        """States to tell and norms now, or a month ago (``back`` 1)."""
        norm = norms(self.p[:, back + 1 : back + 1 + NORM_MONTHS])
        return steady(self.p[:, back], norm, self.p[:, back + 1], self.quiet[:, back]), norm

    def seen(self) -> tuple[States, Floats]:
        """States at this one look, and norms."""
        norm = norms(self.p[:, 1 : 1 + NORM_MONTHS])
        return states(self.p[:, 0], norm, self.p[:, 1]), norm


def course(model: Forecaster, contacts: Contacts, day: int) -> Course:
    """The course of a brand's relationships up to midnight ``day``."""
    moments = [day - MONTH * back for back in range(NORM_MONTHS + 1, -1, -1)]
    p = np.full((contacts.size, len(moments)), np.nan)
    quiet = np.full_like(p, np.inf)
    pushes = np.zeros((contacts.size, len(GROUPS)))
    total, count = np.zeros_like(pushes), np.zeros((contacts.size, 1))
    for back, pasts in zip(range(NORM_MONTHS + 1, -1, -1), replay(contacts, moments), strict=True):
        p[:, back], quiet[:, back] = forecasts(model, pasts), quiet_days(pasts.day, pasts.in_last)
        pushes = model.pushes(pasts)
        if 0 < back <= NORM_MONTHS:
            total += np.where(pasts.known[:, None], pushes, 0.0)
            count += pasts.known[:, None]
    earlier = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return Course(pasts, p, quiet, pushes, earlier)


def trip_wires(model: Forecaster, contacts: Contacts, day: int, rows: Ints, *, told: bool = True) -> Ints:
    """The day number on which each of ``rows`` is first in a worse state if nothing more happens; -1 for never.

    ``told`` takes the states to tell people of, else those of one look (see :mod:`analyzers.forecast.states`).

    Exact: the norm and the state a month ago move on as well, so each day's state is the one that a
    forecast made on that day would find. Only the tempo of the brand is held as it is.
    """
    recent = np.full((len(rows), _KEPT), np.nan)
    for pasts in replay(contacts, range(day - _KEPT + 1, day + 1)):
        now = pasts.take(rows)
        recent[:, int(pasts.day[0]) % _KEPT] = forecasts(model, now)
    quiet = quiet_days(now.day, now.in_last)
    standing = _state_on(recent, day, quiet, told)
    found = np.full(len(rows), -1, dtype=np.int64)
    waiting = np.flatnonzero(standing > 0)
    for ahead in range(1, AHEAD + 1):
        if not len(waiting):
            break
        recent[waiting, (day + ahead) % _KEPT] = forecasts(model, now.take(waiting).later(ahead))
        worse = _state_on(recent[waiting], day + ahead, quiet[waiting] + ahead, told) < standing[waiting]
        found[waiting[worse]] = day + ahead
        waiting = waiting[~worse]
    return found


def _state_on(recent: Floats, day: int, quiet: Floats, told: bool) -> States:
    """The states on a day from a ring of daily forecasts: day d is in column ``d % _KEPT``."""
    earlier = recent[:, [(day - MONTH * back) % _KEPT for back in range(1, NORM_MONTHS + 1)]]
    p, norm, month_ago = recent[:, day % _KEPT], norms(earlier), earlier[:, 0]
    return steady(p, norm, month_ago, quiet) if told else states(p, norm, month_ago)
