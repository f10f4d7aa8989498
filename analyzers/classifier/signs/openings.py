"""Which patterns to try after a word, by the characters that follow it: a table, filled as words are met."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import Indices, Laid
from analyzers.classifier.signs.derivatives import follow

Try = tuple[int, Callable[[str, int], "re.Match[str] | None"]]

#: Columns: the next ASCII character; blanks and then an ASCII character; anything else, where all are tried.
_BEYOND, _ELSE = 128, 256
_UNKNOWN, _BLANK = -1, -2
#: Blanks behind a word that are looked over; behind more, all patterns are tried.
_FAR = 8


class Openings:
    """For each word of a list the patterns that may match there, told apart by what follows the word."""

    def __init__(self, words: Sequence[tuple[str, Mapping[int, re.Pattern[str]]]]) -> None:
        """``words`` come with their patterns by number."""
        self._words = words
        self._table = np.full((len(words), _ELSE + 1), _UNKNOWN, dtype=np.int32)
        self._numbers: dict[tuple[Try, ...], int] = {(): 0}
        self.tries: list[tuple[Try, ...]] = [()]

    def at(self, laid: Laid, known: npt.NDArray[np.int32], end: Indices) -> npt.NDArray[np.int32]:
        """The number of the patterns to try (in ``tries``; 0: none) for each word of the list that ends there."""
        columns = _columns(laid, end)
        found = self._table[known, columns]
        if len(new := np.flatnonzero(found == _UNKNOWN)):
            for word in set(known[new].tolist()):
                self._fill(word)
            found = self._table[known, columns]
        return found

    def _fill(self, word: int) -> None:
        text, patterns = self._words[word]
        follows = {number: follow(pattern.pattern, text) for number, pattern in patterns.items()}
        for column in range(_ELSE + 1):
            if column < _BEYOND:
                tried = [number for number, each in follows.items() if each.next >> column & 1]
            else:
                tried = [
                    number for number, each in follows.items() if column == _ELSE or each.beyond >> column - _BEYOND & 1
                ]
            self._table[word, column] = self._number(tuple((each, patterns[each].match) for each in tried))

    def _number(self, tries: tuple[Try, ...]) -> int:
        if tries not in self._numbers:
            self._numbers[tries] = len(self.tries)
            self.tries.append(tries)
        return self._numbers[tries]


def _columns(laid: Laid, end: Indices) -> Indices:
    """The column of what stands at each ``end``."""
    after = _KINDS[np.minimum(laid.codes[end], _BEYOND)]
    rows, at = np.flatnonzero(after == _BLANK), end
    for _ in range(_FAR):
        if not len(rows):
            return after
        at = end[rows] + 1 if at is end else at + 1
        beyond = _KINDS[np.minimum(laid.codes[at], _BEYOND)]
        more = beyond == _BLANK
        after[rows] = np.where(beyond == _ELSE, _ELSE, beyond + _BEYOND)
        rows, at = rows[more], at[more]
    after[rows] = _ELSE
    return after


def _kinds() -> Indices:
    """The column of each ASCII character, _BLANK for blanks, and _ELSE for the one behind them all."""
    kinds = np.arange(_BEYOND + 1)
    kinds[[code for code in range(_BEYOND) if chr(code).isspace()]] = _BLANK
    kinds[_BEYOND] = _ELSE
    return kinds


_KINDS = _kinds()
