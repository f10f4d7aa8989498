"""Which patterns to try after a word, by the characters that follow it: a table, filled as words are met."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import Indices, Laid
from analyzers.classifier.signs.derivatives import SORTS, Follow, follow
from analyzers.classifier.signs.sign import Sign

Try = tuple[int, Callable[[str, int], "re.Match[str] | None"]]

#: Columns: the next ASCII character; the sorts of the next two beyond blanks; anything else, where all are tried.
_BEYOND, _SORTS = 128, len(SORTS)
_ELSE = _BEYOND + _SORTS * _SORTS
_UNKNOWN, _BLANK = -1, -2
#: Blanks behind a word that are looked over; behind more, all patterns are tried.
_FAR = 8


class Openings:
    """For each word of a list the patterns that may match there, told apart by what follows the word."""

    def __init__(self, words: Sequence[tuple[str, Sequence[tuple[int, Sign]]]]) -> None:
        """``words`` come with the signs that begin with them, and their numbers."""
        self._words = words
        self._table = np.full((len(words), _ELSE + 1), _UNKNOWN, dtype=np.int16)
        self._numbers: dict[tuple[tuple[int, Sign], ...], int] = {(): 0}
        self._tries: dict[int, tuple[Try, ...]] = {}
        self._signs: list[tuple[tuple[int, Sign], ...]] = [()]

    def tries(self, number: int) -> tuple[Try, ...]:
        """The patterns of a number, each with its sign's number."""
        if number not in self._tries:
            self._tries[number] = tuple((index, sign.pattern.match) for index, sign in self._signs[number])
        return self._tries[number]

    def at(self, laid: Laid, known: npt.NDArray[np.int32], end: Indices) -> npt.NDArray[np.int16]:
        """The number of the patterns to try (see :meth:`tries`; 0: none) for each word of the list that ends there."""
        columns = _columns(laid, end)
        found = self._table[known, columns]
        if len(new := np.flatnonzero(found == _UNKNOWN)):
            for word in set(known[new].tolist()):
                self._fill(word)
            found = self._table[known, columns]
        return found

    def _fill(self, word: int) -> None:
        text, signs = self._words[word]
        allowed = np.stack([_allowed(follow(sign.source, text)) for _, sign in signs])
        codes = ((1 << np.arange(len(signs))) @ allowed).tolist()
        numbers = {
            code: self._number(tuple(each for bit, each in enumerate(signs) if code >> bit & 1)) for code in set(codes)
        }
        self._table[word] = [numbers[code] for code in codes]

    def _number(self, signs: tuple[tuple[int, Sign], ...]) -> int:
        if signs not in self._numbers:
            self._numbers[signs] = len(self._signs)
            self._signs.append(signs)
        return self._numbers[signs]


def _allowed(found: Follow) -> npt.NDArray[np.bool_]:
    """For every column whether a pattern may match."""
    after = _bits(found.next)
    beyond = [[each & sort != 0 for sort in SORTS] for each in found.beyond]
    return np.concatenate([after, np.array(beyond).ravel(), [True]])


def _bits(letters: int) -> npt.NDArray[np.bool_]:
    packed = np.frombuffer(letters.to_bytes(_BEYOND // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, bitorder="little").astype(bool)


def _columns(laid: Laid, end: Indices) -> Indices:
    """The column of what stands at each ``end``."""
    after = _KINDS[np.minimum(laid.codes[end], _BEYOND)]
    rows = np.flatnonzero(after == _BLANK)
    at = end[rows] + 1
    for _ in range(_FAR):
        blank = _KINDS[np.minimum(laid.codes[at], _BEYOND)] == _BLANK
        if not blank.any():
            break
        at[blank] += 1
    first, second = (
        _SORT[np.minimum(laid.codes[each], _BEYOND)] for each in (at, np.minimum(at + 1, len(laid.codes) - 1))
    )
    clear = (first >= 0) & (second >= 0) & (_KINDS[np.minimum(laid.codes[at], _BEYOND)] != _BLANK)
    after[rows] = np.where(clear, _BEYOND + first * _SORTS + second, _ELSE)
    return after


def _kinds() -> Indices:
    """The column of each ASCII character, _BLANK for blanks, and _ELSE for the one behind them all."""
    kinds = np.arange(_BEYOND + 1)
    kinds[[code for code in range(_BEYOND) if chr(code).isspace()]] = _BLANK
    kinds[_BEYOND] = _ELSE
    return kinds


def _sorts() -> Indices:
    """The sort of each ASCII character, and -1 for the one behind them all."""
    return np.array([*(next(n for n, sort in enumerate(SORTS) if sort >> code & 1) for code in range(_BEYOND)), -1])


_KINDS, _SORT = _kinds(), _sorts()
