"""From a stream of chunks to single records: lines, or the elements of a JSON array."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from bot.connectors.exports.gathering import Bad
from bot.connectors.exports.streams import CutError

#: Longest record that is read, in bytes; beyond it a record is put aside.
LONGEST = 16 << 20

_KEPT = 400
_SPACE = b" \t\r\n,"
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_POSITION = re.compile(r"\(byte (\d+)\)")
_NEXT_OBJECT = re.compile(rb"(?<=\})\s*,\s*(?=\{)")
_skim = msgspec.json.Decoder(msgspec.Raw).decode


def lines(chunks: Iterator[bytes]) -> Iterator[bytes | Bad]:
    """The lines without their newline; one longer than 16 MB comes as :class:`Bad`."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *whole = chunk.split(b"\n")
        size += len(first)
        parts.append(first if size <= LONGEST else b"")
        if whole:
            yield _line(parts, size)
            *between, last = whole
            yield from between
            parts, size = [last], len(last)
    if size:
        yield _line(parts, size)


def _line(parts: list[bytes], size: int) -> bytes | Bad:
    if size > LONGEST:
        return Bad("the line is longer than 16 MB", b"".join(parts[:1])[:_KEPT])
    return b"".join(parts)


def elements(chunks: Iterator[bytes]) -> Iterator[bytes | Bad]:
    """The elements of a JSON array that is the whole file."""
    first = b""
    while not first and (more := next(chunks, b"")):
        first = more.lstrip()
    if not first.startswith(b"["):
        raise CutError("a list was expected", first)
    yield from Elements(chunks, first[1:])


class Elements:
    """The elements of a JSON array as raw JSON, whatever their layout, without holding the array.

    A first scan by msgspec finds where an element ends: it reports the position of what follows. After
    a malformed element the scan goes on behind the next match of ``resume``.
    """

    def __init__(self, chunks: Iterator[bytes], start: bytes = b"", resume: re.Pattern[bytes] = _NEXT_OBJECT) -> None:
        """``start`` holds bytes already taken from ``chunks``; it begins just behind the array's bracket."""
        self._chunks = chunks
        self._buffer = start
        self._at = 0
        self._resume = resume

    def __iter__(self) -> Iterator[bytes | Bad]:
        """Yield each element; a malformed one comes as :class:`Bad`.

        Raises:
            CutError: When the array is not closed.
        """
        while True:
            yield from self._whole()
            rest = self._buffer[self._at :]
            if rest.startswith(b"]"):
                return
            if reason := self._malformed(rest):
                yield Bad(reason, rest[:_KEPT])
                self._recover(rest)
            elif len(rest) > LONGEST:
                yield Bad("the record is longer than 16 MB", rest[:_KEPT])
                self._recover(rest)
            elif more := next(self._chunks, b""):
                self._buffer, self._at = rest + more, 0
            else:
                raise CutError("the file ends in the middle of its list", rest[:_KEPT])

    def _whole(self) -> Iterator[bytes]:
        """The elements that are complete in the buffer."""
        view = memoryview(self._buffer)
        while True:
            self._skip_space()
            try:
                _skim(view[self._at :])
                yield from self._last()
                return
            except msgspec.DecodeError as error:
                found = _TRAILING.search(str(error))
            except RecursionError:
                return
            if not found:
                return
            end = self._at + int(found[1]) - 1
            yield self._buffer[self._at : end]
            self._at = end

    def _last(self) -> Iterator[bytes]:
        """What ends where the buffer ends, unless it is a number that may go on."""
        if self._buffer[self._at] in b'{["':
            yield self._buffer[self._at :]
            self._at = len(self._buffer)

    def _skip_space(self) -> None:
        buffer, at = self._buffer, self._at
        while at < len(buffer) and buffer[at] in _SPACE:
            at += 1
        self._at = at

    def _malformed(self, rest: bytes) -> str:
        """Why the element at the start of ``rest`` can never be read, or nothing if more bytes may mend it."""
        try:
            _skim(rest)
        except msgspec.DecodeError as error:
            found = _POSITION.search(str(error))
            return str(error) if found and int(found[1]) < len(rest) - 16 else ""
        except RecursionError:
            return "nested too deeply"
        return ""

    def _recover(self, rest: bytes) -> None:
        """Go on behind the next place that looks like a record's start."""
        while not (found := self._resume.search(rest, 1)):
            more = next(self._chunks, b"")
            if not more:
                raise CutError("the file is damaged from here on")
            rest = rest[-_KEPT:] + more
        self._buffer, self._at = rest, found.end()
