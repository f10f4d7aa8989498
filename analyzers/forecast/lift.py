"""What a message of ours today would be worth to a forecast: the order in which to write to people."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzers.forecast.course import Forecaster
from analyzers.forecast.pasts import Floats, Pasts


def written_to(pasts: Pasts) -> Pasts:
    """The pasts as they would be had the brand just written to each of them."""
    return msgspec.structs.replace(pasts, out_last=pasts.day.copy(), out_decayed=pasts.out_decayed + 1.0)


def lift(model: Forecaster, pasts: Pasts) -> Floats:
    """How much higher each forecast would be had the brand just written to them, never less than nothing.

    It is what such messages are associated with, not a promise: people who are written to differ.
    """
    return np.asarray(np.maximum(model.predict(written_to(pasts)) - model.predict(pasts), 0.0))
