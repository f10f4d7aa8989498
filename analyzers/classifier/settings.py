"""What a community may set, or its verdicts may re-tune: thresholds and the weights of context."""

from __future__ import annotations

import msgspec


class Thresholds(msgspec.Struct, frozen=True):
    """A message is a take from ``take`` on (with both keys), a give up to ``give``, unsure between."""

    take: float = 0.5
    give: float = 0.2


class ContextWeights(msgspec.Struct, frozen=True):
    """Push in log-odds of *take* of each thing known beyond the words."""

    own_domain: float = 1.6
    own_handle: float = 1.4
    other_link: float = -0.5
    answers_question: float = -1.0
    answers: float = -0.4
    asked_for: float = -1.6
    promo_channel: float = 0.7
    help_channel: float = -0.4
    house: float = -1.6
    repeated: float = 1.0
    history: float = 0.5


class Settings(msgspec.Struct, frozen=True):
    """All that may differ from community to community."""

    thresholds: Thresholds = Thresholds()
    context: ContextWeights = ContextWeights()
