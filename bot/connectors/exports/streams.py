"""Bytes of an export as a stream of UTF-8 chunks: opened, decompressed, byte-order marks understood."""

from __future__ import annotations

import bz2
import codecs
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import zstandard

from bot.connectors.exports.origins import HEAD, UNREADABLE, Origin
from storage.errors import SourceError

#: Told the compressed bytes consumed so far.
OnBytes = Callable[[int], None]

_READ = 1 << 17
#: Compressed bytes decoded at a time: so few because four of them may swell to 128 kB.
_STEP = 1 << 9
_WINDOW = 1 << 31
_COMPANION = 32 << 20
_BROKEN = (*UNREADABLE, lzma.LZMAError, zstandard.ZstdError)


class CutError(Exception):
    """The stream breaks off here; ``reason`` says why, ``excerpt`` shows the bytes before."""

    def __init__(self, reason: str, excerpt: bytes = b"") -> None:
        super().__init__(reason)
        self.reason = reason
        self.excerpt = excerpt


class _Engine(Protocol):
    """What the decompressors of all compression libraries share."""

    @property
    def eof(self) -> bool:
        """Whether the frame has ended."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What came after the frame."""
        ...

    def decompress(self, data: bytes, /) -> bytes:
        """What these bytes of the frame unpack to."""
        ...


def _zstd() -> _Engine:
    return zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()


def _gzip() -> _Engine:
    return zlib.decompressobj(wbits=31)


_ENGINES: tuple[tuple[bytes, Callable[[], _Engine]], ...] = (
    (b"\x28\xb5\x2f\xfd", _zstd),
    (b"\x1f\x8b", _gzip),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
)


def chunks(origin: Origin, on_bytes: OnBytes | None = None) -> Iterator[bytes]:
    """All of an export as decompressed UTF-8 in pieces of moderate size.

    Raises:
        CutError: Where the file is damaged or ends too early, after all that came before was yielded.
        SourceError: When it cannot be opened any more.
    """
    try:
        stream = origin.open()
    except OSError as error:
        raise SourceError(f"{origin.id}: cannot be opened ({error.strerror}).", "Check the path.") from error
    except _BROKEN as error:
        raise CutError(f"the file cannot be opened ({error})") from error
    with stream:
        yield from _decoded(_unpacked(_counted(origin, stream, on_bytes)))


def content(origin: Origin) -> bytes:
    """A small companion file as a whole; of one beyond 32 MB, or damaged, what could be read."""
    found = bytearray()
    try:
        for chunk in chunks(origin):
            found += chunk
            if len(found) > _COMPANION:
                break
    except CutError:
        pass
    return bytes(found)


def head(origin: Origin) -> bytes:
    """The first decompressed bytes of an export, as far as they can be read."""
    found = bytearray()
    try:
        for chunk in _decoded(_unpacked(iter([origin.head()]))):
            found += chunk
            if len(found) >= HEAD:
                break
    except CutError:
        pass
    return bytes(found)


def _counted(origin: Origin, stream: BinaryIO, on_bytes: OnBytes | None) -> Iterator[bytes]:
    consumed = 0
    while True:
        try:
            piece = stream.read(_READ)
        except _BROKEN as error:
            raise CutError(f"the file cannot be read further ({error})") from error
        if not piece:
            return
        yield piece
        consumed += len(piece)
        if on_bytes:
            on_bytes(origin.stored(consumed))


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    pieces = _again(first, pieces)
    for magic, engine in _ENGINES:
        if first.startswith(magic):
            return _inflated(pieces, engine)
    return pieces


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _inflated(pieces: Iterator[bytes], new: Callable[[], _Engine]) -> Iterator[bytes]:
    """Decompressed bytes in pieces of moderate size, and how the compressed data ended, if badly."""
    found = bytearray()
    try:
        for out in _frames(pieces, new):
            found += out
            if len(found) >= _READ:
                yield bytes(found)
                found.clear()
    except CutError:
        yield bytes(found)
        raise
    yield bytes(found)


def _frames(pieces: Iterator[bytes], new: Callable[[], _Engine]) -> Iterator[bytes]:
    """Decompress any number of frames that follow each other; padding zeros between them are skipped."""
    engine: _Engine | None = None
    for piece in pieces:
        for at in range(0, len(piece), _STEP):
            data = piece[at : at + _STEP]
            while data := data if engine else data.lstrip(b"\0"):
                engine = engine or new()
                try:
                    yield engine.decompress(data)
                except _BROKEN as error:
                    raise CutError("the compressed data is damaged from here on") from error
                data = engine.unused_data if engine.eof else b""
                engine = None if engine.eof else engine
    if engine:
        raise CutError("the compressed file ends too early")


def _decoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-8 without byte-order mark, from UTF-8 or from UTF-16 with one."""
    first = next(pieces, b"")
    while len(first) < 3 and (more := next(pieces, b"")):
        first += more
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        for piece in _again(first, pieces):
            yield decoder.decode(piece).encode("utf-8", "replace")
        return
    yield from _again(first.removeprefix(codecs.BOM_UTF8), pieces)
