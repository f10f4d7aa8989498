"""The named signs of *own*, *ask* and *give*: one small pattern each, with the words that must be there first."""

from __future__ import annotations

from analyzers.classifier.signs.ask import ASK_SIGNS
from analyzers.classifier.signs.find import SIGNS, find_all, find_signs
from analyzers.classifier.signs.give import GIVE_SIGNS
from analyzers.classifier.signs.own import OWN_SIGNS
from analyzers.classifier.signs.sign import Hit, Sign

__all__ = ["ASK_SIGNS", "GIVE_SIGNS", "OWN_SIGNS", "SIGNS", "Hit", "Sign", "find_all", "find_signs"]
