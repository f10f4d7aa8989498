"""Finding every sign in a message: trigger words choose the few patterns that are worth trying."""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzers.classifier.reading import Reading
from analyzers.classifier.signs.ask import ASK_SIGNS
from analyzers.classifier.signs.give import GIVE_SIGNS
from analyzers.classifier.signs.links import LINK_SIGNS, link_signs
from analyzers.classifier.signs.own import OWN_SIGNS
from analyzers.classifier.signs.pitch import PITCH_SIGNS
from analyzers.classifier.signs.sign import Hit, Sign

#: Every sign; a Hit's ``sign`` is an index into this table, and so is a weight.
SIGNS: tuple[Sign, ...] = OWN_SIGNS + ASK_SIGNS + PITCH_SIGNS + GIVE_SIGNS + LINK_SIGNS

_FIRST_LINK_SIGN = len(SIGNS) - len(LINK_SIGNS)
#: Starts that are marks, not words: their signs search the whole text.
_MARKS = ("?", "@", ">", "%")
#: Most spans one sign may give in one message, and most places at which one word is tried.
_MOST = 6
_WORD_MARKS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789'_-#+")

_Match = Callable[[str, int], "re.Match[str] | None"]


def _by_start() -> dict[str, tuple[tuple[int, _Match], ...]]:
    table: dict[str, list[tuple[int, _Match]]] = {}
    for index, one in enumerate(SIGNS):
        for word in one.starts:
            search = one.pattern.search if word in _MARKS else one.pattern.match
            table.setdefault(word, []).append((index, search))
    return {word: tuple(signs) for word, signs in table.items()}


_BY_START = _by_start()
_STARTS = frozenset(_BY_START)


def find_signs(reading: Reading) -> list[Hit]:
    """All signs of a message, in the order of SIGNS and of the text."""
    masked = reading.masked
    hits: list[Hit] = []
    for word in _STARTS.intersection(reading.words):
        signs = _BY_START[word]
        for place in _places(masked, word):
            for index, match in signs:
                if found := match(masked, place):
                    hits.append(_hit(found, index))
    for mark in _MARKS:
        if mark in masked:
            hits += [_hit(found, index) for index, search in _BY_START.get(mark, ()) if (found := search(masked, 0))]
    for link in reading.links[: 2 * _MOST]:
        hits += [Hit(link.start, link.end, _FIRST_LINK_SIGN + index) for index in link_signs(link)]
    hits.sort(key=_order)
    return hits


def _order(hit: Hit) -> tuple[int, int, int]:
    return hit.sign, hit.start, -hit.end


def _places(masked: str, word: str) -> list[int]:
    """Where the word stands by itself, up to _MOST places."""
    places: list[int] = []
    size, at = len(word), masked.find(word)
    while at >= 0 and len(places) < _MOST:
        if masked[at - 1 : at] not in _WORD_MARKS and masked[at + size : at + size + 1] not in _WORD_MARKS:
            places.append(at)
        at = masked.find(word, at + size)
    return places


def _hit(match: re.Match[str], index: int) -> Hit:
    """The match without blanks, breaks and marks around it."""
    start, end = match.span()
    text = match.group()
    return Hit(start + len(text) - len(text.lstrip(" \t\n.!?,")), end - len(text) + len(text.rstrip(" \t\n,(")), index)


__all__ = ["SIGNS", "find_signs"]
