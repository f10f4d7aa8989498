"""Opening a database, transactions, and SQLite's complaints in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from storage.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreNewerError,
    StoreReadOnlyError,
)
from storage.schema import MIGRATIONS

MEMORY = ":memory:"
#: Pages in the write-ahead log before it is folded into the file: usually, and while a lot is written.
_LOG, _LONG_LOG = 1000, 16_000
#: SQLite's primary result codes (the low byte of an extended one) and what they mean to a user.
_COMPLAINTS: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_BUSY: (StoreLockedError, "is locked by another program.", "Stop it, or try again in a moment."),
    sqlite3.SQLITE_LOCKED: (StoreLockedError, "is locked by another program.", "Stop it, or try again in a moment."),
    sqlite3.SQLITE_READONLY: (StoreReadOnlyError, "cannot be written.", "Check the rights of the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: (
        StoreReadOnlyError,
        "cannot be opened.",
        "Check that its folder exists and can be written.",
    ),
    sqlite3.SQLITE_PERM: (StoreReadOnlyError, "cannot be opened.", "Check the rights of the file and its folder."),
    sqlite3.SQLITE_FULL: (
        StoreFullError,
        "found no room on the disk.",
        "Make room and run the same command again; nothing is lost.",
    ),
    sqlite3.SQLITE_IOERR: (
        StoreFullError,
        "could not be written to the disk.",
        "Check the disk and run the same command again.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreDamagedError,
        "is damaged.",
        "Restore a backup, or import the sources into a new file.",
    ),
    sqlite3.SQLITE_NOTADB: (StoreDamagedError, "is not a givetake database.", "Name another file with --db."),
}


class Connection:
    """One open database: the base that the rooms of :class:`storage.store.Store` share."""

    def __init__(self, path: str | Path = MEMORY, *, timeout: float = 10.0, uri: bool = False) -> None:
        """Open (or create) the database at ``path`` and bring its schema up to date.

        ``timeout`` is how many seconds to wait for another writer; with ``uri`` the path is a SQLite
        URI (``file:x.db?mode=ro``). Raises :class:`StoreError` or one
        of its kinds.
        """
        self.path = str(path)
        with self._explained():
            self.conn = sqlite3.connect(
                self.path, timeout=timeout, uri=uri, isolation_level=None, check_same_thread=False
            )
            self.db = Database(self.conn)
            self._prepare()

    def _prepare(self) -> None:
        self.conn.execute("PRAGMA synchronous = NORMAL")
        self.conn.execute("PRAGMA cache_size = -16384")
        self.conn.execute("PRAGMA temp_store = MEMORY")
        self.conn.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only unlinked
        known = {migration.name for migration in MIGRATIONS._migrations}
        applied = {migration.name for migration in MIGRATIONS.applied(self.db)}
        if applied - known:
            raise StoreNewerError(
                f"{self.path} was written by a newer givetake.", "Upgrade givetake, or name another --db."
            )
        if not applied and set(self.db.table_names()) - {MIGRATIONS.migrations_table}:
            raise StoreDamagedError(f"{self.path} is a database of another program.", "Name another file with --db.")
        if self.path != MEMORY and self.conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            self.conn.execute("PRAGMA journal_mode = WAL")
        if known - applied:
            MIGRATIONS.apply(self.db)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commit at the end, roll back on any exception. Does not nest."""
        with self._explained():
            self.conn.execute("BEGIN IMMEDIATE")
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
        """Write a lot: pages that change again and again are copied into the file once for many transactions.

        The write-ahead log grows up to some 64 MB meanwhile; what was committed is as safe as ever.
        """
        self.conn.execute(f"PRAGMA wal_autocheckpoint = {_LONG_LOG}")
        try:
            yield
        finally:
            self.conn.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")

    def forget_caches(self) -> None:
        """Drop what was remembered of the database's content: a rollback made it untrue."""

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's exceptions into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._complaint(error) from error

    def _complaint(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        kind, what, remedy = _COMPLAINTS.get(
            (code or 0) & 0xFF,
            (StoreError, f"could not be used: {error}.", "Check the file, or name another with --db."),
        )
        return kind(f"The database {self.path} {what}", remedy)

    def close(self) -> None:
        """Close the connection; the last one to close folds the write-ahead log into the file."""
        self.conn.close()

    def __enter__(self) -> Self:
        """Use the store in a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close at the end of the block."""
        self.close()
