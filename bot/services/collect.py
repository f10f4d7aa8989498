"""Bring sources into the store: batch by batch, each whole or not at all, resumable at any instant."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from bot.services.derive import Deriver
from storage.blocks import Block
from storage.conversation import Cursor
from storage.errors import SourceError
from storage.store import Store

#: Records in a transaction: so many that the pages they share are written once, so few that others get their turn.
BATCH = 10_000


class Source(Protocol):
    """What a connector offers: batches of consecutive records of the file or stream at ``path``."""

    id: str
    path: str

    def blocks(self, *, size: int, skip: int = 0, on_bytes: Callable[[int], None] | None = None) -> Iterator[Block]:
        """Yield the blocks after the first ``skip`` records."""
        ...


class Collected(msgspec.Struct):
    """What an import did: ``unchanged`` sources were known to the end and not read again."""

    sources: int = 0
    unchanged: int = 0
    records: int = 0
    new: int = 0
    altered: int = 0
    problems: int = 0


def collect(
    store: Store,
    sources: Sequence[Source],
    deriver: Deriver | None = None,
    *,
    size: int = BATCH,
    on_batch: Callable[[Source, Block], None] | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Collected:
    """Read every source into the store, and derive the brand's rows where there is a ``deriver``.

    Killed at any instant and started again, it ends in the same database: each batch is one
    transaction with its cursor. Raises SourceError and StoreError; what was committed stays.
    """
    done = Collected()
    if deriver:
        deriver.ensure()
    with store.bulk():
        for source in sources:
            done.sources += 1
            _collect_one(store, source, deriver, done, size, on_batch, on_bytes)
    if deriver:
        deriver.ensure()
    return done


def _collect_one(
    store: Store,
    source: Source,
    deriver: Deriver | None,
    done: Collected,
    size: int,
    on_batch: Callable[[Source, Block], None] | None,
    on_bytes: Callable[[int], None] | None,
) -> None:
    digest = fingerprint(source.path)
    start = _resume(store, source, digest)
    if start is None:
        done.unchanged += 1
        return
    for batch in source.blocks(size=size, skip=start, on_bytes=on_bytes):
        with store.transaction():
            changes = store.put_block(batch)
            if deriver:
                deriver.apply(changes)
            store.mark_others_stale(deriver.brand.name if deriver else None)
            store.set_cursor(source.id, Cursor(batch.position, batch.done, digest))
        done.records += batch.position - start
        start = batch.position
        done.new += len(changes.rows)
        done.altered += len(changes.altered)
        done.problems += len(batch.problems)
        if on_batch:
            on_batch(source, batch)


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


def _resume(store: Store, source: Source, digest: str | None) -> int | None:
    """Where to go on reading; None when the source was read to its end and has not changed since."""
    cursor = store.cursor(source.id)
    if cursor and digest is not None and cursor.digest == digest:
        return None if cursor.done else cursor.position
    if cursor:
        with store.transaction():
            store.restart_source(source.id)
    return 0
