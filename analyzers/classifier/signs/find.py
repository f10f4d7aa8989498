"""Finding every sign in a batch of messages: words choose the few patterns that are worth trying, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import Laid, Lexicon, Words, lay, plain_words
from analyzers.classifier.reading import Reading
from analyzers.classifier.signs.ask import ASK_SIGNS
from analyzers.classifier.signs.give import GIVE_SIGNS
from analyzers.classifier.signs.links import LINK_SIGNS, link_signs
from analyzers.classifier.signs.openings import Openings, Try
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


def _by_start() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for index, one in enumerate(SIGNS):
        for word in one.starts:
            table[word] = (*table.get(word, ()), index)
    return table


_BY_START = _by_start()
_BY_MARK = tuple((mark, _BY_START[mark]) for mark in _MARKS if mark in _BY_START)
_STARTS = Lexicon([word for word in _BY_START if word[0].isalnum()])
_OPENINGS = Openings([(word, [(index, SIGNS[index]) for index in _BY_START[word]]) for word in _STARTS.words])


def find_signs(reading: Reading) -> list[Hit]:
    """All signs of a message, in the order of SIGNS and of the text."""
    laid = lay([reading.masked])
    return find_all([reading], laid, plain_words(laid))[0]


def find_all(readings: Sequence[Reading], laid: Laid, words: Words) -> list[list[Hit]]:
    """All signs of every message, in the order of SIGNS and of the text; ``laid`` holds the masked texts."""
    found: list[list[Hit]] = [[] for _ in readings]
    for message, place, tries in _tries(laid, words):
        masked = readings[message].masked
        for index, match in tries:
            if hit := match(masked, place):
                found[message].append(_hit(hit, index))
    for reading, hits in zip(readings, found, strict=True):
        _find_marks(reading, hits)
        if len(hits) > 1:
            hits.sort(key=_order)
    return found


def _tries(laid: Laid, words: Words) -> Iterator[tuple[int, int, tuple[Try, ...]]]:
    """Message, place in it, and the patterns to try there, for every place where one may match."""
    known = _STARTS.find(words.hashes)
    chosen = np.flatnonzero((known >= 0) & words.alone)
    known, owner = known[chosen], words.owner[chosen]
    tries = _OPENINGS.at(laid, known, words.end[chosen])
    tries[_crowded(owner, known)] = 0
    kept = np.flatnonzero(tries)
    places = words.start[chosen[kept]] - laid.starts[owner[kept]]
    for message, place, number in zip(owner[kept].tolist(), places.tolist(), tries[kept].tolist(), strict=True):
        yield message, place, _OPENINGS.tries(number)


def _crowded(owner: npt.NDArray[np.int32], known: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The places of a word beyond its first _MOST in a message."""
    keys = owner.astype(np.int64) * len(_STARTS.words) + known
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    found: npt.NDArray[np.int64] = order[_MOST:][ranked[_MOST:] == ranked[:-_MOST]]
    return found


def _find_marks(reading: Reading, hits: list[Hit]) -> None:
    """Add the signs that begin with a mark, and those of the links."""
    for mark, indices in _BY_MARK:
        if mark in reading.masked:
            searched = ((SIGNS[index].pattern.search(reading.masked), index) for index in indices)
            hits += [_hit(found, index) for found, index in searched if found]
    for link in reading.links[: 2 * _MOST]:
        hits += [Hit(link.start, link.end, _FIRST_LINK_SIGN + index) for index in link_signs(link)]


def _order(hit: Hit) -> tuple[int, int, int]:
    return hit.sign, hit.start, -hit.end


def _hit(match: re.Match[str], index: int) -> Hit:
    """The match without blanks, breaks and marks around it."""
    start, end = match.span()
    text = match.group()
    return Hit(start + len(text) - len(text.lstrip(" \t\n.!?,")), end - len(text) + len(text.rstrip(" \t\n,(")), index)


__all__ = ["SIGNS", "find_all", "find_signs"]
