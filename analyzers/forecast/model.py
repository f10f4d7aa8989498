"""The forecast: a logistic prior learned across communities, moved by a community's own evidence."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec
import numpy as np

from analyzers.forecast.features import NAMES, grouped, matrix
from analyzers.forecast.logistic import Weights, sigmoid
from analyzers.forecast.pasts import HORIZON, Floats, Pasts
from analyzers.forecast.samples import Samples
from analyzers.forecast.trust import moved, trust
from storage.errors import ModelError

#: No more than so many of the latest rows are learned from.
MOST_ROWS = 40_000
_FILE = "prior.json"


class ForecastModel(msgspec.Struct, frozen=True, kw_only=True):
    """Two logistics on the same features: of any contact in 30 days, and of the share of active days if one comes."""

    model: str
    contact: Weights
    active: Weights

    def predict(self, pasts: Pasts) -> Floats:
        """Probability of a contact in the next 30 days."""
        return self.contact.predict(matrix(pasts))

    def expected(self, pasts: Pasts) -> Floats:
        """Expected number of days with a contact among the next 30: at least the probability of any."""
        features = matrix(pasts)
        more = sigmoid(self.active.odds(features)) * (HORIZON - 1)
        return np.asarray(self.contact.predict(features) * (1.0 + more))

    def pushes(self, pasts: Pasts) -> Floats:
        """Log-odds by group of features against an average relationship: one column for each of GROUPS."""
        return grouped(self.contact.parts(matrix(pasts)))

    def updated(self, own: Samples, model: str | None = None) -> ForecastModel:
        """The model moved by a community's own closed samples (the latest MOST_ROWS), as far as they can be trusted.

        With no samples it stays as it is, so a new community starts at the prior.
        """
        if not len(own):
            return self
        own = own.take(np.argsort(own.pasts.day, kind="stable")[-MOST_ROWS:])
        features, hit = matrix(own.pasts), own.hit > 0
        share = (own.days[hit] - 1.0) / (HORIZON - 1)
        far = trust(self.contact, features, own.hit, own.pasts.day)
        return ForecastModel(
            model=model or f"{self.model}+own",
            contact=moved(self.contact, features, own.hit, far),
            active=moved(self.active, features[hit], share, far),
        )


@cache
def shipped() -> ForecastModel:
    """The prior that comes with the package (see :mod:`analyzers.forecast.train`)."""
    return decode(resources.files("analyzers.forecast").joinpath(_FILE).read_bytes())


def encode(model: ForecastModel) -> bytes:
    """The model as readable JSON."""
    return msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"


def decode(text: bytes) -> ForecastModel:
    """The model from JSON.

    Raises:
        ModelError: the text is no such model, or one of other features.
    """
    try:
        model = msgspec.json.decode(text, type=ForecastModel)
    except msgspec.MsgspecError as error:
        raise ModelError(f"The forecast model cannot be read: {error}.", "Train it again.") from error
    if not model.contact.names == model.active.names == NAMES:
        raise ModelError("The forecast model was made for other features.", "Train it again with this version.")
    return model
