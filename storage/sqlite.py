"""The store in one SQLite file: opening it, taking turns, and its complaints in our words."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.engine import MEMORY
from storage.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreNewerError,
    StoreReadOnlyError,
)
from storage.schema import MIGRATIONS
from storage.sql import insert

_TIMEOUT = 10.0
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


class Sqlite:
    """One open SQLite database."""

    shared = False

    def __init__(self, path: str, *, timeout: float | None = None, uri: bool = False) -> None:
        """``timeout`` is how many seconds to wait for another writer. Raises StoreError."""
        self.path = path
        try:
            self.conn = sqlite3.connect(
                path, timeout=_TIMEOUT if timeout is None else timeout, uri=uri, isolation_level=None,
                check_same_thread=False,
            )  # fmt: skip
            self.db = Database(self.conn)
            self._prepare()
            self._version = self._data_version()
        except sqlite3.Error as error:
            raise _explained(path, error) from error

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

    def about(self) -> str:
        """Which engine in which version."""
        return f"SQLite {sqlite3.sqlite_version}"

    def begin(self) -> bool:
        """Open a transaction as the only writer; False when another connection wrote since our last one."""
        self.conn.execute("BEGIN IMMEDIATE")
        before, self._version = self._version, self._data_version()
        return before == self._version

    def _data_version(self) -> int:
        """A number that changes when another connection commits."""
        return int(self.conn.execute("PRAGMA data_version").fetchone()[0])

    def version(self) -> tuple[int, ...]:
        """What changes when anybody wrote."""
        return self._data_version(), self.conn.total_changes

    def complaint(self, error: Exception) -> StoreError | None:
        """SQLite's exceptions in our words."""
        return _explained(self.path, error) if isinstance(error, sqlite3.Error) else None

    def columns(self) -> dict[str, dict[str, str]]:
        """All tables of ours by name, each with its columns and their types."""
        names = self.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*sqlite_*' ORDER BY name"
        ).fetchall()
        about = "SELECT name, type FROM pragma_table_info(?) ORDER BY cid"
        return {name: dict(self.conn.execute(about, (name,)).fetchall()) for (name,) in names}

    def keys(self, table: str) -> list[tuple[str, ...]]:
        """The columns of each unique key of a table."""
        rows = self.conn.execute(
            "SELECT l.name, i.name FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) i WHERE l.[unique]"
            " UNION ALL SELECT '', name FROM pragma_table_info(?) WHERE pk > 0", (table, table)
        )  # fmt: skip
        found: dict[str, list[str]] = {}
        for index, column in rows:
            found.setdefault(index, []).append(column)
        return sorted({tuple(columns) for columns in found.values()})

    def place(self) -> Path | None:
        """The file; None in memory."""
        found = self.conn.execute("PRAGMA database_list").fetchone()[2]
        return Path(found) if found else None

    def scrub(self, patience: float) -> None:
        """Take removed bytes out of the file and its write-ahead log.

        Raises StoreLockedError when another program kept the log in use for ``patience`` seconds.
        """
        with self._spooled():
            self.conn.execute("VACUUM")
            until = time.monotonic() + patience
            while not self.empty_log():
                if time.monotonic() > until:
                    raise StoreLockedError(
                        f"Another program reads {self.path}, so removed bytes are still in its write-ahead log.",
                        "Stop it and run: givetake retain",
                    )
                time.sleep(0.05)

    def empty_log(self) -> bool:
        """Fold the write-ahead log into the file and cut it to nothing; False while a reader still needs it."""
        return not self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Write a lot: pages that change again and again are copied into the file once for many transactions.

        The write-ahead log grows up to some 64 MB meanwhile.
        """
        self.conn.execute(f"PRAGMA wal_autocheckpoint = {_LONG_LOG}")
        try:
            yield
        finally:
            self.conn.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")

    @contextmanager
    def _spooled(self) -> Iterator[None]:
        """Work in a temporary file: a rebuilt database may be larger than the memory."""
        self.conn.execute("PRAGMA temp_store = FILE")
        try:
            yield
        finally:
            self.conn.execute("PRAGMA temp_store = MEMORY")

    def copy_to(self, target: Path) -> None:
        """Write a compact copy to a new file, whole or not at all."""
        try:
            self.conn.execute("VACUUM INTO ?", (str(target),))
        except BaseException as error:
            target.unlink(missing_ok=True)
            if isinstance(error, sqlite3.Error):
                complaint = _explained(str(target), error)
                if isinstance(complaint, StoreFullError | StoreReadOnlyError):  # it is the copy that found no place
                    raise complaint from error
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the database as it is at the first statement, whoever writes meanwhile."""
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.conn.execute("ROLLBACK")

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, one after the other."""
        yield from self.conn.execute(f"SELECT {', '.join(columns)} FROM {table}")

    def pour(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into an empty table as they are."""
        self.conn.executemany(insert(table, columns), rows)

    def counters(self) -> dict[str, int]:
        """The highest number ever given to a row, for the tables that never give one twice."""
        return dict(self.conn.execute("SELECT name, seq FROM sqlite_sequence").fetchall())

    def renumber(self, counters: Mapping[str, int]) -> None:
        """Go on counting after ``counters``."""
        for table, last in counters.items():
            self.conn.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            self.conn.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))


def _explained(path: str, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    kind, what, remedy = _COMPLAINTS.get(
        (code or 0) & 0xFF,
        (StoreError, f"could not be used: {error}.", "Check the file, or name another with --db."),
    )
    return kind(f"The database {path} {what}", remedy)
