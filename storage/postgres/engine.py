"""What differs between PostgreSQL and SQLite beside words: see :class:`storage.engine.Engine`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from storage.copying import transfer
from storage.errors import StoreError, StoreLockedError
from storage.postgres.schema import TABLES, check, migrate, pending
from storage.postgres.server import Server
from storage.sqlite import Sqlite

#: Another program may be deriving everything again just now.
_TIMEOUT = 600.0
_OURS = frozenset(("givetake_migration", "givetake_turn"))
_NUMBERED = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND is_identity = 'YES'"
)
_KEYS = (
    "SELECT i.indexrelid::bigint, a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
    " AND a.attnum = ANY (i.indkey::smallint[]) WHERE i.indisunique AND i.indrelid = ($1::text)::regclass"
    " ORDER BY a.attnum"
)


class Postgres:
    """One open PostgreSQL database."""

    shared = True

    def __init__(self, address: str, *, timeout: float | None = None) -> None:
        """``timeout`` is how many seconds to wait for another writer. Raises StoreError."""
        self.conn = Server(address, timeout=_TIMEOUT if timeout is None else timeout)
        try:
            check(self.conn, self.conn.place)
            if pending(self.conn, self.conn.place):
                with self.conn.alone(counted=False):
                    migrate(self.conn, self.conn.place)
        except BaseException:
            self.conn.close()
            raise

    def about(self) -> str:
        """Which engine in which version."""
        return f"PostgreSQL {self.conn.version // 10000}.{self.conn.version % 10000}"

    def begin(self) -> bool:
        """Open a transaction as the only writer; False when others wrote since our last one."""
        self.conn.begin()
        missed, self.conn.missed = self.conn.missed, False
        return not missed

    def version(self) -> tuple[int, ...]:
        """What changes when anybody wrote."""
        return (int(self.conn.one("SELECT number FROM givetake_turn")[0]),)

    def complaint(self, error: Exception) -> StoreError | None:
        """None: the connection speaks in our words already."""
        return None

    def columns(self) -> dict[str, dict[str, str]]:
        """All tables of ours by name, each with its columns and their types."""
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in self.conn.execute(TABLES):
            if table not in _OURS:
                found.setdefault(table, {})[column] = kind.upper()
        return found

    def keys(self, table: str) -> list[tuple[str, ...]]:
        """The columns of each unique key of a table."""
        found: dict[int, list[str]] = {}
        for index, column in self.conn.execute(_KEYS.replace("$1", "?"), (table,)):
            found.setdefault(index, []).append(column)
        return sorted({tuple(columns) for columns in found.values()})

    def place(self) -> Path | None:
        """None: where a server keeps its files is its own business."""
        return None

    def scrub(self, patience: float) -> None:
        """Write every table anew without what was removed. Raises StoreLockedError while somebody reads one.

        The server's own log, its archive, replicas and backups are not ours to reach.
        """
        try:
            with self.conn.waiting(patience):
                for table in self.columns():
                    self.conn.script(f"VACUUM (FULL, ANALYZE) {table}")
                self.conn.script("VACUUM FULL pg_statistic")  # it keeps common values of every column
        except StoreLockedError as error:
            raise StoreLockedError(
                f"Another program reads {self.conn.place}, so removed bytes are still in its files.",
                "Run when it is calm: givetake retain",
            ) from error

    def empty_log(self) -> bool:
        """True: the server sees to its log."""
        return True

    def bulk(self) -> AbstractContextManager[None]:
        """A time in which a lot is written: nothing to do."""
        return nullcontext()

    def copy_to(self, target: Path) -> None:
        """Write a copy to a new SQLite file, whole or not at all."""
        part = target.with_name(f"{target.name}.part")
        part.unlink(missing_ok=True)
        copied = Sqlite(str(part))
        try:
            transfer(self, copied)
            copied.conn.execute("PRAGMA journal_mode = DELETE")  # the file alone, to be renamed
        except BaseException as error:
            copied.conn.close()
            part.unlink(missing_ok=True)
            if isinstance(error, Exception) and (complaint := copied.complaint(error)):
                raise complaint from error
            raise
        copied.conn.close()
        part.rename(target)

    def snapshot(self) -> AbstractContextManager[None]:
        """A transaction that reads the database as it is at its beginning."""
        return self.conn.snapshot()

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, one after the other."""
        types = self.columns()[table]
        return self.conn.stream(table, columns, [types[column].lower() for column in columns])

    def pour(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into an empty table as they are."""
        self.conn.pour(table, columns, rows)

    def counters(self) -> dict[str, int]:
        """The highest number ever given to a row."""
        found = {}
        for table, column in self.conn.execute(_NUMBERED).fetchall():
            (sequence,) = self.conn.one("SELECT pg_get_serial_sequence(?, ?)", table, column)
            last, called = self.conn.one(f"SELECT last_value, is_called FROM {sequence}")
            found[table] = last if called else 0
        return found

    def renumber(self, counters: Mapping[str, int]) -> None:
        """Go on counting after ``counters`` and the highest numbers there are, and look at what came."""
        for table, column in self.conn.execute(_NUMBERED).fetchall():
            self.conn.execute(
                f"SELECT setval(pg_get_serial_sequence(?, ?), greatest(max({column}), ?, 1),"
                f" greatest(max({column}), ?) > 0) FROM {table}",
                (table, column, counters.get(table, 0), counters.get(table, 0)),
            )
        self.conn.script(f"ANALYZE {', '.join(self.columns())}")
