"""The forecast on real communities: what the shipped prior is made of, and how well it does where it never was."""

import numpy as np
import pytest

from analyzers.forecast import scores
from analyzers.forecast.backtest import audited, walk
from analyzers.forecast.baselines import RECENCY, OwnLogistic, Untouched, Updated, contenders
from analyzers.forecast.brands import contacts_of, read_brands
from analyzers.forecast.events import read_events
from analyzers.forecast.features import matrix
from analyzers.forecast.model import shipped
from analyzers.forecast.replay import Contacts, replay
from analyzers.forecast.samples import origins
from analyzers.forecast.train import community_samples, train
from analyzers.ledgers import DAY_MS

NAMES = ("college", "email1", "eth", "fcc", "redcol")
TRIED = ("college", "email1", "fcc")


@pytest.fixture(scope="module")
def folder():
    from tests.conftest import SHARED

    if not (SHARED / "data" / "interactions").is_dir():
        pytest.skip(f"no shared data folder at {SHARED} (set GIVETAKE_SHARED)")
    return SHARED / "data" / "interactions"


@pytest.fixture(scope="module")
def events(folder):
    return {name: read_events(folder / f"{name}.csv.gz") for name in NAMES}


@pytest.fixture(scope="module")
def communities(folder, events):
    return {name: community_samples(events[name], read_brands(folder / "brands.json", name)) for name in NAMES}


def test_the_shipped_prior_is_what_training_gives(communities):
    again = train(communities, shipped().model)
    for part, other in ((again.contact, shipped().contact), (again.active, shipped().active)):
        assert part.weight == pytest.approx(other.weight, abs=1e-3) and part.scale == pytest.approx(
            other.scale, rel=1e-3
        )


@pytest.mark.parametrize("name", TRIED)
def test_a_prior_from_other_communities_beats_recency_by_far(folder, events, communities, name):
    prior = train({other: rows for other, rows in communities.items() if other != name}, "others")
    recency = next(model for model in contenders(prior) if isinstance(model, OwnLogistic) and model.name == RECENCY)
    models = [recency, Untouched(prior), Updated(prior)]
    one = events[name]
    brands = {key: audited(one, ids) for key, ids in read_brands(folder / "brands.json", name).items()}
    tried = walk(brands, int(one.time[0]), int(one.time[-1]), models)
    hit, ones = tried.rows.hit, np.ones(len(tried.rows))
    plain, untouched, updated = (scores.log_loss(hit, tried.forecasts[model.name], ones) for model in models)
    assert untouched < 0.85 * plain and updated < 0.85 * plain
    assert updated < 1.01 * untouched
    assert scores.auc(hit, tried.forecasts[models[2].name], ones) > 0.87


def test_features_of_random_relationships_are_those_of_each_alone(folder, events):
    """A member's own columns do not depend on the other members: recomputed one by one from raw events."""
    one = events["fcc"]
    contacts, names = contacts_of(one, read_brands(folder / "brands.json", "fcc")["team"])
    day = origins(int(one.time[0]), int(one.time[-1]))[12]
    whole = next(replay(contacts, [day]))
    rng = np.random.default_rng(0)
    for row in rng.choice(np.flatnonzero(whole.known), 40, replace=False):
        mine, seen = contacts.row == row, contacts.any_row == row
        alone = Contacts(
            1, contacts.row[mine] * 0, contacts.time[mine], contacts.inbound[mine],
            contacts.any_row[seen] * 0, contacts.any_day[seen], contacts.any_count[seen],
        )  # fmt: skip
        found = matrix(next(replay(alone, [day])))[0, :10]
        assert found == pytest.approx(matrix(whole)[row, :10])
        last = one.time[(one.sender == one.names.index(names[row])) & (one.time < day * DAY_MS)].max()
        assert whole.any_last[row] == last // DAY_MS
