"""Training the prior: the same every time, and better than knowing nothing."""

import numpy as np
import pytest

from analyzers.forecast.model import decode, encode
from analyzers.forecast.samples import join
from analyzers.forecast.scores import log_loss
from analyzers.forecast.train import community_samples, train

from .synthetic import BRAND, community


@pytest.fixture(scope="module")
def communities():
    made = {f"c{seed}": community(people=80, seed=seed) for seed in range(3)}
    return {name: community_samples(events, {"b": [BRAND]}) for name, events in made.items()}


def test_training_is_deterministic_whatever_the_order(communities):
    again = {f"c{seed}": community_samples(community(people=80, seed=seed), {"b": [BRAND]}) for seed in (2, 0, 1)}
    assert encode(train(communities, "m@1")) == encode(train(again, "m@1"))
    assert decode(encode(train(communities, "m@1"))) == train(communities, "m@1")


def test_other_accounts_stand_for_brands_too(communities):
    assert all(len(brands) > 10 for brands in communities.values())


def test_what_two_communities_teach_holds_in_a_third(communities):
    model = train({name: brands for name, brands in communities.items() if name != "c2"}, "m@1")
    rows = join(communities["c2"])
    ones = np.ones(len(rows))
    told = log_loss(rows.hit, model.predict(rows.pasts), ones)
    assert told < 0.9 * log_loss(rows.hit, np.full(len(rows), rows.hit.mean()), ones)
    assert model.expected(rows.pasts).mean() == pytest.approx(rows.days.mean(), rel=0.25)
