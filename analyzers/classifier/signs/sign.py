"""What a sign is: a name, a role, words for people, the words a match starts with, and a pattern tried there."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Role = Literal["own", "ask", "give"]


class Sign(NamedTuple):
    """A named sign; ``pattern`` is matched only where one of the words in ``starts`` stands in the masked text.

    A start that is a mark ("?") makes the pattern a search over the whole text. ``says`` completes "this message ...".
    """

    name: str
    role: Role
    says: str
    starts: frozenset[str]
    pattern: re.Pattern[str]


class Hit(NamedTuple):
    """A sign that fired at ``start:end``; ``sign`` is its index in SIGNS."""

    start: int
    end: int
    sign: int


def sign(name: str, says: str, starts: str, *patterns: str) -> Sign:
    """A sign from its plain parts: the role is the name's first word, a space in a pattern is any run of blanks."""
    role: Role = "own" if name.startswith("own") else "ask" if name.startswith("ask") else "give"
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    compiled = re.compile(joined.replace(" ?", r"\s*").replace(" ", r"\s+"))
    return Sign(name, role, says, frozenset(starts.split()), compiled)
