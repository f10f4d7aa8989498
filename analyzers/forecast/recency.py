"""The plain forecast: how long silent, and how often before. It stays as a baseline."""

from __future__ import annotations

from importlib import resources

import msgspec
import numpy as np

from analyzers.forecast.logistic import Weights, fit, sigmoid
from analyzers.forecast.pasts import HORIZON, Floats, Pasts
from analyzers.forecast.samples import Samples

NAMES = ("silence", "active days", "age", "silence x active days")
_FILE = "recency.json"
_LONGEST = 3650.0


class RecencyModel(msgspec.Struct, frozen=True, kw_only=True):
    """A logistic on recency and frequency, and one on the share of active days among those who come."""

    model: str
    contact: Weights
    active: Weights

    def predict(self, pasts: Pasts) -> Floats:
        """Probability of a contact in the next 30 days."""
        return self.contact.predict(features(pasts))

    def expected(self, pasts: Pasts) -> Floats:
        """Expected number of days with a contact among the next 30."""
        more = sigmoid(self.active.odds(features(pasts))) * (HORIZON - 1)
        return np.asarray(self.predict(pasts) * (1.0 + more))

    def pushes(self, pasts: Pasts) -> Floats:
        """Log-odds by GROUPS against the average: the shared product counts as silence."""
        parts = self.contact.parts(features(pasts))
        nothing = np.zeros(len(pasts))
        return np.column_stack([parts[:, 0] + parts[:, 3], parts[:, 1] + parts[:, 2], nothing, nothing, nothing])


def features(pasts: Pasts) -> Floats:
    """The columns of NAMES."""
    silence = np.log1p(np.minimum(pasts.day - pasts.in_last, _LONGEST))
    often = np.log1p(pasts.in_days)
    age = np.log1p(np.clip(pasts.day - pasts.in_first, 0.0, _LONGEST))
    return np.column_stack([silence, often, age, silence * often])


def train(samples: Samples, model: str) -> RecencyModel:
    """Fit both parts by maximum likelihood."""
    x, hit = features(samples.pasts), samples.hit > 0
    share = (samples.days[hit] - 1.0) / (HORIZON - 1)
    return RecencyModel(model=model, contact=fit(NAMES, x, samples.hit), active=fit(NAMES, x[hit], share))


def shipped() -> RecencyModel:
    """The model fitted on five public communities, as it comes with the package."""
    text = resources.files("analyzers.forecast").joinpath(_FILE).read_bytes()
    return msgspec.json.decode(text, type=RecencyModel)
