"""Finding every sign in a message: trigger words choose the few patterns that are worth trying."""

from __future__ import annotations

import re

from analyzers.classifier.reading import LINK, Reading
from analyzers.classifier.signs.ask import ASK_SIGNS
from analyzers.classifier.signs.give import GIVE_SIGNS
from analyzers.classifier.signs.links import LINK_SIGNS, link_signs
from analyzers.classifier.signs.own import OWN_SIGNS
from analyzers.classifier.signs.sign import Hit, Sign

#: Every sign; a Hit's ``sign`` is an index into this table, and so is a weight.
SIGNS: tuple[Sign, ...] = OWN_SIGNS + ASK_SIGNS + GIVE_SIGNS + LINK_SIGNS

_FIRST_LINK_SIGN = len(SIGNS) - len(LINK_SIGNS)
_WORD = re.compile(r"[a-z][a-z'-]*|[>@\ue000]|\d+ ?%")
#: Most spans one sign may give in one message.
_MOST = 6


def _by_trigger() -> dict[str, tuple[int, ...]]:
    table: dict[str, list[int]] = {}
    for index, one in enumerate(SIGNS):
        for word in one.triggers:
            table.setdefault(word, []).append(index)
    return {word: tuple(signs) for word, signs in table.items()}


_BY_TRIGGER = _by_trigger()
_TRIGGERS = frozenset(_BY_TRIGGER)


def find_signs(reading: Reading) -> list[Hit]:
    """All signs of a message, in the order of SIGNS."""
    words = _TRIGGERS.intersection(_WORD.findall(reading.masked))
    worth = {index for word in words for index in _BY_TRIGGER[word]}
    hits: list[Hit] = []
    for index in sorted(worth):
        for count, match in enumerate(SIGNS[index].pattern.finditer(reading.masked)):
            if count == _MOST:
                break
            hits.append(_hit(match, index))
    for link in reading.links[: 2 * _MOST]:
        hits += [Hit(link.start, link.end, _FIRST_LINK_SIGN + index) for index in link_signs(link)]
    return hits


def _hit(match: re.Match[str], index: int) -> Hit:
    """The match without blanks, breaks and marks around it."""
    start, end = match.span()
    text = match.group()
    return Hit(start + len(text) - len(text.lstrip(" \t\n.!?,")), end - len(text) + len(text.rstrip(" \t\n,(")), index)


__all__ = ["LINK", "SIGNS", "find_signs"]
