"""What a sign is: a name, a role, words for people, trigger words and a pattern over the masked text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Role = Literal["own", "ask", "give"]


class Sign(NamedTuple):
    """A named sign; ``pattern`` is only tried on texts that hold one of the ``triggers``.

    ``says`` completes "this message ...". ``weight`` is its push in log-odds of take before training.
    """

    name: str
    role: Role
    says: str
    weight: float
    triggers: frozenset[str]
    pattern: re.Pattern[str]


class Hit(NamedTuple):
    """A sign that fired at ``start:end``; ``sign`` is its index in SIGNS."""

    start: int
    end: int
    sign: int


def sign(name: str, says: str, weight: float, triggers: str, pattern: str) -> Sign:
    """A sign from its plain parts; the role is the name's first word, spaces in ``pattern`` match any run of blanks."""
    role: Role = "own" if name.startswith("own") else "ask" if name.startswith("ask") else "give"
    compiled = re.compile(pattern.replace(" ", r"[ \t\n]+"))
    return Sign(name, role, says, weight, frozenset(triggers.split()), compiled)
