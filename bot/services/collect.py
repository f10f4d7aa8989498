"""Bring sources into the store: batch by batch, each whole or not at all, resumable at any instant."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from bot.connectors.files import Piece, packed, parsed
from bot.services.crew import Crew
from bot.services.derive import Deriver
from storage.blocks import Block
from storage.conversation import Cursor
from storage.errors import SourceError
from storage.store import Store

#: Records in a transaction: so many that the pages they share are written once, so few that others get their turn.
BATCH = 10_000


class Source(Protocol):
    """What a connector offers: pieces of consecutive records of the file or stream at ``path``."""

    id: str
    path: str

    def pieces(self, *, size: int, skip: int = 0, on_bytes: Callable[[int], None] | None = None) -> Iterator[Piece]:
        """Yield the pieces after the first ``skip`` records."""
        ...


class Collected(msgspec.Struct):
    """What an import did: ``unchanged`` sources were known to the end and not read again."""

    sources: int = 0
    unchanged: int = 0
    records: int = 0
    new: int = 0
    altered: int = 0
    problems: int = 0


_block = msgspec.msgpack.Decoder(Block).decode


class _Part(NamedTuple):
    """A piece on its way into the store: of which source, of what content, and after how many records."""

    source: Source
    digest: str | None
    start: int
    piece: Piece


def collect(
    store: Store,
    sources: Sequence[Source],
    deriver: Deriver | None = None,
    *,
    size: int = BATCH,
    crew: Crew | None = None,
    on_batch: Callable[[Source, Block], None] | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Collected:
    """Read every source into the store, and derive the brand's rows where there is a ``deriver``.

    Killed at any instant and started again, it ends in the same database: each batch is one
    transaction with its cursor. A ``crew`` parses while this process reads and writes; the database is the same.
    Raises SourceError, StoreError and WorkerLostError; what was committed stays.
    """
    done = Collected()
    if deriver:
        deriver.ensure()
    with store.bulk():
        for part, block in _parsed(_parts(store, sources, done, size, on_bytes), crew):
            _keep(store, deriver, part, block, done)
            if on_batch:
                on_batch(part.source, block)
    if deriver:
        deriver.ensure()
    return done


def _keep(store: Store, deriver: Deriver | None, part: _Part, block: Block, done: Collected) -> None:
    """Store a block with what follows from it and its cursor, all or nothing."""
    with store.transaction():
        changes = store.put_block(block)
        if deriver:
            deriver.apply(changes)
        store.mark_others_stale(deriver.brand.name if deriver else None)
        store.set_cursor(part.source.id, Cursor(block.position, block.done, part.digest))
    done.records += block.position - part.start
    done.new += len(changes.rows)
    done.altered += len(changes.altered)
    done.problems += len(block.problems)


def _parts(
    store: Store, sources: Iterable[Source], done: Collected, size: int, on_bytes: Callable[[int], None] | None
) -> Iterator[_Part]:
    """All that is to be read, in order; the files that have not changed are passed over."""
    for source in sources:
        done.sources += 1
        digest = fingerprint(source.path)
        start = _resume(store, source, digest)
        if start is None:
            done.unchanged += 1
            continue
        for piece in source.pieces(size=size, skip=start, on_bytes=on_bytes):
            yield _Part(source, digest, start, piece)
            start = piece.position


def _parsed(parts: Iterator[_Part], crew: Crew | None) -> Iterator[tuple[_Part, Block]]:
    """The parts with their nouns: parsed here, or by the crew while others are written."""
    if crew is None:
        yield from ((part, parsed(part.piece)) for part in parts)
        return
    waiting: deque[_Part] = deque()

    def given() -> Iterator[tuple[Piece]]:
        for part in parts:
            waiting.append(part._replace(piece=part.piece._replace(records=[])))
            yield (part.piece,)

    for answer in crew.each(packed, given()):
        yield waiting.popleft(), _block(answer)


def fingerprint(path: str) -> str | None:
    """A digest of a file's content; None for a stream, which cannot be read twice.

    Raises SourceError when the file cannot be read any more.
    """
    if path == "-" or not Path(path).is_file():
        return None
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}).", "Check the path and the disk.") from error


def is_of(cursor: Cursor, digest: str | None) -> bool:
    """Whether a cursor stands in the file that has this fingerprint (None: a stream, which is never the same)."""
    return digest is not None and cursor.digest == digest


def _resume(store: Store, source: Source, digest: str | None) -> int | None:
    """Where to go on reading; None when the source was read to its end and has not changed since."""
    cursor = store.cursor(source.id)
    if cursor and is_of(cursor, digest):
        return None if cursor.done else cursor.position
    if cursor:
        with store.transaction():
            store.restart_source(source.id)
    return 0
