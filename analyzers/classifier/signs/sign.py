"""What a sign is: a name, a role, words for people, the words a match starts with, and a pattern tried there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

Role = Literal["own", "ask", "give"]


@dataclass(frozen=True)
class Sign:
    """A named sign; ``pattern`` is matched only where one of the words in ``starts`` stands in the masked text.

    A start that is a mark ("?") makes the pattern a search over the whole text. ``says`` completes "this message ...".
    """

    name: str
    role: Role
    says: str
    starts: frozenset[str]
    source: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first tried: a start of the program pays for none."""
        return re.compile(self.source)


class Hit(NamedTuple):
    """A sign that fired at ``start:end``; ``sign`` is its index in SIGNS."""

    start: int
    end: int
    sign: int


def sign(name: str, says: str, starts: str, *patterns: str) -> Sign:
    """A sign from its plain parts: the role is the name's first word, a space in a pattern is any run of blanks."""
    role: Role = "own" if name.startswith("own") else "ask" if name.startswith("ask") else "give"
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return Sign(name, role, says, frozenset(starts.split()), joined.replace(" ?", r"\s*").replace(" ", r"\s+"))
