"""Opening a database and its transactions, whatever its engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from storage.address import shown
from storage.engine import MEMORY, Conn, Engine
from storage.opening import engine_for

__all__ = ["MEMORY", "Connection"]


class Connection:
    """One open database: the base that the rooms of :class:`storage.store.Store` share."""

    #: Grows whenever what was remembered of the database's content may have become untrue.
    generation = 0

    def __init__(self, path: str | Path = MEMORY, *, timeout: float | None = None, uri: bool = False) -> None:
        """Open (or create) the database at ``path`` and bring its schema up to date.

        ``path`` is a SQLite file, or an address ``postgresql://user@host/database``. ``timeout`` is how many
        seconds to wait for another writer (default: 10 for a file, minutes for a server, where others may be
        rebuilding); with ``uri`` the path is a SQLite URI (``file:x.db?mode=ro``). Raises :class:`StoreError` or one
        of its kinds, and UsageError when PostgreSQL's library is not installed.
        """
        self.engine: Engine = engine_for(str(path), timeout=timeout, uri=uri)
        #: The database as people may see it: without a password.
        self.path = shown(str(path))
        self.conn: Conn = self.engine.conn

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commit at the end, roll back on any exception. Does not nest."""
        with self.explained():
            if not self.engine.begin():
                self.forget_caches()
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                self.forget_caches()
                raise

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Write a lot, in many transactions; what was committed is as safe as ever."""
        with self.engine.bulk():
            yield

    def version(self) -> tuple[int, ...]:
        """What changes when anybody wrote; ask before reading what is to be remembered."""
        with self.explained():
            return self.engine.version()

    def forget_caches(self) -> None:
        """Drop what was remembered of the content: a rollback, an erasure or another writer made it untrue."""
        self.generation += 1

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the engine's exceptions into ours."""
        try:
            yield
        except Exception as error:
            if complaint := self.engine.complaint(error):
                raise complaint from error
            raise

    def close(self) -> None:
        """Close the connection; the last one to close a SQLite file folds the write-ahead log into it."""
        self.conn.close()

    def __enter__(self) -> Self:
        """Use the store in a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close at the end of the block."""
        self.close()
