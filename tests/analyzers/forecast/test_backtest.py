"""The walk-forward test and everybody who takes part in it."""

import numpy as np
import pytest

from analyzers.forecast.backtest import audited, table, walk
from analyzers.forecast.baselines import RECENCY, BaseRate, TripWire, contenders
from analyzers.forecast.model import shipped
from analyzers.forecast.samples import Samples, origins
from storage.errors import NothingToReportError

from .synthetic import BRAND, community
from .test_model import closed, pasts


@pytest.fixture(scope="module")
def tried():
    events = community(people=150, days=800)
    brands = {"one": audited(events, [BRAND]), "two": audited(events, ["m1", "m2", "m3"])}
    return walk(brands, int(events.time[0]), int(events.time[-1]), contenders(shipped()))


def test_every_model_forecasts_every_row(tried):
    assert len(tried.forecasts) == 11
    for p in tried.forecasts.values():
        assert len(p) == len(tried.rows) == len(tried.member)
        assert np.isfinite(p).all() and ((p >= 0) & (p <= 1)).all()


def test_the_table_has_a_line_a_model_measured_against_recency(tried):
    heard = []
    lines = {line.model: line for line in table(tried, heard.append)}
    assert list(lines) == heard == list(tried.forecasts)
    assert lines[RECENCY].against_recency == 0
    assert lines["prior, updated"].against_recency < 0 < lines["base rate"].against_recency
    for line in lines.values():
        assert line.score.log_loss.low <= line.score.log_loss.value <= line.score.log_loss.high
        assert sum(one.count for one in line.reliability) == len(tried.rows)


@pytest.mark.parametrize("model", contenders(shipped()), ids=lambda model: model.name)
def test_no_rows_one_row_and_no_hits_are_no_trouble(model):
    own, now = closed(), pasts([1, 5], [40], range(1, 90))
    for rows in (own.take(np.arange(0)), own.take(np.arange(1)), Samples(own.pasts, np.zeros(len(own)), own.member)):
        p = model.fit(rows)(now)
        assert np.isfinite(p).all() and ((p >= 0) & (p <= 1)).all()


@pytest.mark.parametrize("model", contenders(shipped())[2:], ids=lambda model: model.name)
def test_all_but_the_plainest_tell_a_regular_from_the_long_silent(model):
    p = model.fit(closed())(pasts(range(1, 90), [300]))
    assert p[0] > 2 * p[1]


def test_the_base_rate_and_the_trip_wire_count():
    own = closed()
    assert BaseRate().fit(own)(pasts([1]))[0] == pytest.approx(own.hit.mean(), abs=0.01)
    tripped, held = TripWire().fit(own)(pasts([90, 100, 110], [5, 15, 25]))
    assert tripped < own.hit.mean() < held


def test_a_community_too_young_to_test_is_refused():
    events = community(days=20)
    with pytest.raises(NothingToReportError):
        walk({BRAND: audited(events, [BRAND])}, int(events.time[0]), int(events.time[-1]), [BaseRate()])


def test_moments_are_30_days_apart_or_10_in_young_communities():
    day = 86_400_000
    assert origins(0, 700 * day)[:3] == [30, 60, 90] and origins(0, 700 * day)[-1] == 660
    assert origins(5, 300 * day)[:2] == [10, 20] and origins(5, 300 * day)[-1] == 270
