"""The shipped forecast: sensible for ten people on the first day, moved by evidence, readable on disk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.forecast.because import GROUPS
from analyzers.forecast.brands import contacts_of
from analyzers.forecast.features import FEATURES, NAMES, matrix
from analyzers.forecast.model import decode, encode, shipped
from analyzers.forecast.pasts import HORIZON
from analyzers.forecast.replay import Contacts, replay
from analyzers.forecast.samples import Samples, origins, samples
from analyzers.ledgers import DAY_MS
from storage.errors import ModelError

from .synthetic import BRAND, community

DAY = 20_000


def pasts(*members, seen=()):
    """Members as lists of days ago on which they came; ``seen`` lists days ago with a message anywhere."""
    pairs = sorted(((DAY - ago) * DAY_MS + 5, row) for row, days in enumerate(members) for ago in days)
    anywhere = sorted({(DAY - ago, row) for row, days in enumerate(members) for ago in [*days, *seen]})
    time, row = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in range(2))
    day, any_row = (np.array([pair[i] for pair in anywhere], dtype=np.int64) for i in range(2))
    made = Contacts(len(members), row, time, np.ones(len(row), dtype=bool), any_row, day, np.ones(len(day)))
    return next(replay(made, [DAY], counts=True))


def test_ten_people_of_a_new_community_are_ordered_sensibly():
    daily, weekly, monthly = range(1, 60), range(2, 60, 7), range(10, 60, 25)
    once = [[days] for days in (1, 10, 30, 60, 90, 200, 360)]
    p = shipped().predict(pasts(daily, weekly, monthly, *once))
    assert p[0] > 0.9 and p[1] > 0.5 and p[0] > p[1] > p[2]
    assert (np.diff(p[3:]) < 0).all()
    assert p[-1] < 0.02


def test_one_person_alone_gets_a_forecast():
    assert 0.02 < shipped().predict(pasts([3]))[0] < 0.6


def test_who_is_still_active_elsewhere_comes_back_sooner():
    gone, here = pasts([40, 50]), pasts([40, 50], seen=(1, 2, 3))
    assert shipped().predict(here)[0] > 2 * shipped().predict(gone)[0]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sets(st.integers(1, 300), min_size=1, max_size=60), min_size=1, max_size=8))
def test_silence_never_raises_a_forecast_and_expected_days_fit_the_probability(members):
    now, model = pasts(*members), shipped()
    course = np.array([model.predict(now.later(days)) for days in range(0, 400, 7)])
    assert (np.diff(course, axis=0) <= 1e-3).all()
    p, expected = model.predict(now), model.expected(now)
    assert (expected >= p).all() and (expected <= HORIZON * p).all()


def test_pushes_are_the_odds_by_group():
    now, model = pasts([1, 2, 9], [200], [30, 60]), shipped()
    assert model.pushes(now).shape == (3, len(GROUPS))
    assert model.pushes(now).sum(axis=1) + model.contact.intercept == pytest.approx(model.contact.odds(matrix(now)))
    assert {group for _, group in FEATURES} == set(range(len(GROUPS)))


def closed():
    events = community(people=200, days=700)
    contacts, _ = contacts_of(events, [BRAND])
    return samples(contacts, origins(int(events.time[0]), int(events.time[-1])), counts=True)


def test_evidence_moves_the_forecast_towards_itself():
    own, model = closed(), shipped()
    all_came = Samples(own.pasts, np.full(len(own), 30.0), own.member)
    nobody = Samples(own.pasts, np.zeros(len(own)), own.member)
    before = model.predict(own.pasts).mean()
    up, down = model.updated(all_came), model.updated(nobody)
    assert up.predict(own.pasts).mean() > before > down.predict(own.pasts).mean()
    assert up.expected(own.pasts).mean() > model.expected(own.pasts).mean()
    assert up.model.startswith(model.model) and up.model != model.model


def test_with_no_evidence_or_hardly_any_the_prior_stays():
    own, model = closed(), shipped()
    assert model.updated(own.take(np.arange(0))) is model
    few = model.updated(own.take(np.arange(10)))
    assert few.predict(own.pasts) == pytest.approx(model.predict(own.pasts), abs=0.02)


def test_the_shipped_file_is_small_and_reads_back():
    text = encode(shipped())
    assert len(text) < 10_000
    assert decode(text) == shipped()
    assert shipped().contact.names == NAMES


@pytest.mark.parametrize(
    "change", [lambda text: b"", lambda text: b"{}", lambda text: text.replace(b'"silence"', b'"x"')]
)
def test_a_spoilt_file_is_refused(change):
    with pytest.raises(ModelError):
        decode(change(encode(shipped())))
