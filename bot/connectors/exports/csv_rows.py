"""CSV and its cousins as a stream of rows that survives stray quotes, NUL bytes and wrong encodings."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from bot.connectors.exports.gathering import Bad

#: Longest cell in characters: a quote that is never closed would swallow the file otherwise.
_LONGEST_CELL = 1 << 20
_DELIMITERS = ",\t;|"

Row = dict[str, str]


def header(line: str) -> tuple[list[str], str]:
    """Column names and delimiter of a table's first line; no names where it is no line of text."""
    if "\0" in line:
        return [], ","
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        return next(csv.reader([line], delimiter=delimiter), []), delimiter
    except csv.Error:
        return [], delimiter


class Rows:
    """The rows of a CSV file as dictionaries; the first line names the columns."""

    def __init__(self, lines: Iterator[bytes | Bad]) -> None:
        self._lines = lines
        # Lines that a stray quote had swallowed, to be read again.
        self._back: deque[bytes] = deque()
        self._ended = False

    def __iter__(self) -> Iterator[Row | Bad]:
        """Yield each row; one that cannot be read comes as :class:`Bad`."""
        csv.field_size_limit(_LONGEST_CELL)
        first = next(self._lines, b"")
        names, delimiter = header("" if isinstance(first, Bad) else first.decode("utf-8", "replace"))
        while (line := self._next()) is not None:
            if isinstance(line, Bad):
                yield line
            elif line.strip():
                yield self._row(names, delimiter, line)

    def _next(self) -> bytes | Bad | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def _row(self, names: list[str], delimiter: str, first: bytes) -> Row | Bad:
        """The row that starts with a line, and goes on while a quote is open.

        A stray quote opens a cell that ends at some later quote: the strict reader notices what follows that
        one, and then the line is read by itself.
        """
        taken = [first]
        cells = self._cells(csv.reader(self._taking(taken), delimiter=delimiter, strict=True))
        if cells is None:
            self._back.extendleft(reversed(taken[1:]))
            taken = [first]
            cells = self._cells(csv.reader(self._alone(first), delimiter=delimiter))
        if cells is None:
            return Bad("a quoted cell is never closed", first)
        if any(b"\0" in line for line in taken):
            return Bad("NUL bytes in the row", first)
        try:
            "".join(cells).encode()
        except UnicodeEncodeError:
            return Bad("not valid UTF-8 text", first)
        return dict(zip(names, cells, strict=False))

    def _cells(self, reader: Iterator[list[str]]) -> list[str] | None:
        try:
            cells = next(reader, None)
        except csv.Error:
            return None
        return None if self._ended else cells

    def _alone(self, line: bytes) -> Iterator[str]:
        self._ended = False
        yield _text(line)
        self._ended = True

    def _taking(self, taken: list[bytes]) -> Iterator[str]:
        """Lines for one row, as many as the reader asks for; it asks for more only while a quote is open."""
        self._ended = False
        yield _text(taken[0])
        while (line := self._next()) is not None:
            taken.append(b"" if isinstance(line, Bad) else line)
            yield _text(taken[-1])
        self._ended = True


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape") + "\n"
