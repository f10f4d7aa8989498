"""A made-up community: people of differing habits who write to a brand, to each other, and stop."""

import numpy as np

from analyzers.forecast.events import Events
from analyzers.ledgers import DAY_MS

BRAND = "brand"


def community(people=60, days=420, seed=0):
    """Events of ``people`` over ``days``; the account ``brand`` answers half of what it is told."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(1, people + 1):
        start, life = rng.uniform(0, days * 0.7), rng.exponential(150)
        rate = rng.gamma(0.6, 0.15)
        for time in np.sort(rng.uniform(start, min(days, start + life), rng.poisson(rate * life))):
            to_brand = rng.random() < 0.4
            rows.append((time, person, 0 if to_brand else int(rng.integers(1, people + 1))))
            if to_brand and rng.random() < 0.5:
                rows.append((time + rng.uniform(0.01, 1.5), 0, person))
    rows = sorted((int((20_000 + time) * DAY_MS), sender, to) for time, sender, to in rows if sender != to)
    time, sender, recipient = np.array(rows, dtype=np.int64).T
    return Events((BRAND, *(f"m{person}" for person in range(1, people + 1))), time, sender, recipient)
