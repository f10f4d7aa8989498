"""Nothing of the future reaches a forecast."""

import numpy as np
import pytest

from analyzers.forecast.backtest import audited, walk
from analyzers.forecast.baselines import BaseRate, Updated
from analyzers.forecast.brands import contacts_of
from analyzers.forecast.events import Events
from analyzers.forecast.features import matrix
from analyzers.forecast.model import shipped
from analyzers.forecast.pasts import Pasts
from analyzers.forecast.replay import replay
from analyzers.forecast.samples import origins, samples
from analyzers.forecast.table import forecast
from analyzers.ledgers import DAY_MS

from .synthetic import BRAND, community


def changed_after(events: Events, millis: int) -> Events:
    """The same past with quite another future: senders and recipients drawn anew, half of the events lost."""
    rng = np.random.default_rng(1)
    past = events.time < millis
    keep = past | (rng.random(len(events.time)) < 0.5)
    people = len(events.names)
    sender = np.where(past, events.sender, rng.integers(0, people, len(events.time)))
    recipient = np.where(past, events.recipient, (sender + 1) % people)
    return Events(events.names, events.time[keep], sender[keep], recipient[keep])


def test_features_at_a_moment_know_only_what_came_before():
    events = community()
    for day in origins(int(events.time[0]), int(events.time[-1]))[::5]:
        other = changed_after(events, day * DAY_MS)
        (contacts, names), (others, other_names) = contacts_of(events, [BRAND]), contacts_of(other, [BRAND])
        one, two = (next(replay(each, [day], counts=True)) for each in (contacts, others))
        mine = np.array([name in other_names for name in names]) & one.known
        theirs = np.array([other_names.index(name) for name, kept in zip(names, mine, strict=True) if kept], dtype=int)
        assert len(theirs) == int(two.known.sum())
        np.testing.assert_allclose(matrix(one.take(mine)), matrix(two.take(theirs)), rtol=1e-9, atol=1e-9)


def test_a_forecast_of_an_event_file_is_the_same_when_the_file_ends_there():
    events = community()
    at = int(events.time[len(events.time) * 2 // 3])
    assert forecast(events, [BRAND], at, shipped()) == forecast(events.before(at), [BRAND], at, shipped())
    assert forecast(events, [BRAND], at, shipped()) == forecast(changed_after(events, at), [BRAND], at, shipped())


class Spy:
    """Notes on what it was fitted and asked."""

    name = "spy"

    def __init__(self):
        self.fits = []

    def fit(self, own):
        self.fits.append((float(own.pasts.day.max(initial=-np.inf)), []))
        asked = self.fits[-1][1]

        def predict(pasts: Pasts):
            asked.extend(np.unique(pasts.day).tolist())
            return np.full(len(pasts), 0.5)

        return predict


def test_models_are_fitted_on_closed_rows_alone_and_anew_every_90_days():
    events, spy = community(days=900), Spy()
    days = origins(int(events.time[0]), int(events.time[-1]))
    walk({BRAND: audited(events, [BRAND])}, int(events.time[0]), int(events.time[-1]), [spy])
    tests = days[round(len(days) * 0.4) :]
    assert [day for _, asked in spy.fits for day in asked] == tests
    for trained_to, asked in spy.fits:
        assert trained_to == asked[0] - 30
        assert asked[-1] - asked[0] < 90


def test_the_walk_forward_forecasts_do_not_depend_on_later_events():
    events = community()
    first, last = int(events.time[0]), int(events.time[-1])
    days = origins(first, last)
    cut = days[-2]
    models = [BaseRate(), Updated(shipped())]
    one = walk({BRAND: audited(events, [BRAND])}, first, last, models)
    other_events = changed_after(events, cut * DAY_MS)
    two = walk({BRAND: audited(other_events, [BRAND])}, first, last, models)
    for model in models:
        p, q = (
            {(m, d): x for m, d, x in zip(t.member, t.rows.pasts.day, t.forecasts[model.name], strict=True) if d <= cut}
            for t in (one, two)
        )
        assert p.keys() == q.keys() and len(p) > 50
        assert [p[key] for key in p] == pytest.approx([q[key] for key in p], rel=1e-9)


def test_samples_are_labelled_by_the_30_days_after():
    events = community()
    contacts, _ = contacts_of(events, [BRAND])
    day = origins(int(events.time[0]), int(events.time[-1]))[10]
    rows = samples(contacts, [day])
    for member, days in zip(rows.member, rows.days, strict=True):
        mine = (contacts.row == member) & contacts.inbound
        window = mine & (contacts.time >= day * DAY_MS) & (contacts.time < (day + 30) * DAY_MS)
        assert days == len(np.unique(contacts.time[window] // DAY_MS))
