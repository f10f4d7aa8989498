"""A connection to a PostgreSQL server in the shape of :class:`sqlite3.Connection`: the store's SQL in, rows out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import sql as literal
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from storage.address import shown
from storage.errors import UsageError
from storage.postgres.complaints import complaint
from storage.postgres.types import adapt
from storage.postgres.wording import Insertion, insertion, worded

#: So many rows at least go through COPY.
BULK = 40
_OPEN = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
#: First half of the number of the lock that writers take turns by; the other is the schema.
_LOCK = 0x67697665
#: What our statements rely on, whatever the server's or the user's settings are. A server that hears nothing of a
#: dead client for a minute lets its lock go.
_SETTINGS = {
    "client_min_messages": "warning",
    "extra_float_digits": "1",
    "jit": "off",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "15min",
}
#: Which row of its list a staged row is: numbers are given in that order, and a table has none of its own.
_PLACE = "givetake_place"
_NEXT = "UPDATE givetake_turn SET number = number + 1 RETURNING number"
T = TypeVar("T")


class Server:
    """One connection that comes back after it was lost, as long as no transaction was lost with it."""

    def __init__(self, address: str, *, timeout: float) -> None:
        """``timeout`` is how many seconds to wait for a lock. Raises StoreError, UsageError."""
        self.place, self._timeout = shown(address), timeout
        self._address = _conninfo(address, self.place)
        self._closed = False
        self._turn = 0
        #: Whether others wrote between two turns of ours since somebody asked last.
        self.missed = True
        self._stages: dict[tuple[str, tuple[str, ...]], str] = {}
        self._connect()

    def _connect(self) -> None:
        try:
            self._raw = psycopg.connect(self._address, autocommit=True, cursor_factory=psycopg.RawCursor)
            adapt(self._raw)
            settings = {**_SETTINGS, "lock_timeout": f"{max(1, math.ceil(self._timeout * 1000))}ms"}
            sets = (literal.SQL("SET {} = {}").format(literal.Identifier(k), v) for k, v in settings.items())
            self._raw.execute(literal.SQL("; ").join(sets))
            self._lock = self._lock_number()
        except psycopg.Error as error:
            raise complaint(self.place, error, connecting=True) from error
        self._staged: set[str] = set()

    def _lock_number(self) -> int:
        """The schema's number as PostgreSQL's signed integer."""
        row = self._raw.execute("SELECT current_schema()::regnamespace::oid::bigint").fetchone()
        number = int((row or [0])[0] or 0)
        return number - (1 << 32) if number >= 1 << 31 else number

    @property
    def version(self) -> int:
        """The server's version: 150004 is 15.4."""
        return self._raw.info.server_version

    @property
    def encoding(self) -> str:
        """How the database writes text."""
        return self._raw.info.parameter_status("server_encoding") or ""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._raw.info.transaction_status in _OPEN

    def _asked(self, action: Callable[[], T]) -> T:
        """Do something with the connection; once more after a new connection where nothing was lost."""
        whole = not self.in_transaction
        try:
            return action()
        except psycopg.Error as error:
            if not (whole and self._raw.closed) or self._closed:
                raise complaint(self.place, error) from error
        self._connect()
        try:
            return action()
        except psycopg.Error as error:
            raise complaint(self.place, error) from error

    # -- statements ----------------------------------------------------------------------------

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), /) -> psycopg.Cursor[Any]:
        """Run one statement; a change outside a transaction gets one of its own."""
        wording = worded(sql)
        values = wording.arranged(parameters)
        if wording.writes and not self.in_transaction:
            with self.alone():
                return self._asked(lambda: self._raw.execute(wording.sql, values))
        return self._asked(lambda: self._raw.execute(wording.sql, values))

    def one(self, sql: str, *parameters: Any) -> Any:
        """The first row of a question."""
        return self.execute(sql, parameters).fetchone()

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> psycopg.Cursor[Any]:
        """Run one statement for each row of parameters; many new rows are copied."""
        rows = parameters if isinstance(parameters, list) else list(parameters)
        cursor = self._raw.cursor()
        if rows and not self.in_transaction:
            with self.alone():
                return self.executemany(sql, rows)
        into = insertion(sql) if len(rows) >= BULK else None
        if into and not _repeated(into, rows):
            self._asked(lambda: self._copied(cursor, into, rows))
        elif rows:
            wording = worded(sql)
            self._asked(lambda: cursor.executemany(wording.sql, [wording.arranged(row) for row in rows]))
        return cursor

    def script(self, sql: str) -> None:
        """Run several statements in PostgreSQL's words."""
        self._asked(lambda: self._raw.execute(sql))

    # -- taking turns --------------------------------------------------------------------------

    def begin(self, *, counted: bool = True) -> None:
        """Open a transaction as the only writer; readers are not kept waiting.

        Committed rows are seen before the lock is free, so what a later writer numbers comes after what a reader saw.
        Turns are ``counted``, so that everybody knows whether others had one since they looked.
        """
        self.script("BEGIN ISOLATION LEVEL READ COMMITTED")
        self._staged.clear()
        try:
            self.script(f"SELECT pg_advisory_xact_lock({_LOCK}, {self._lock})")
            if counted:
                before, self._turn = self._turn, self.one(_NEXT)[0]
                self.missed |= self._turn != before + 1
        except BaseException:
            if self.in_transaction:
                self.script("ROLLBACK")
            raise

    @contextmanager
    def alone(self, *, counted: bool = True) -> Iterator[None]:
        """A transaction of its own."""
        self.begin(counted=counted)
        try:
            yield
            self.script("COMMIT")
        except BaseException:
            if self.in_transaction:
                self.script("ROLLBACK")
            raise

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """Wait so long for locks."""
        self.script(f"SET lock_timeout = {max(1, math.ceil(seconds * 1000))}")
        try:
            yield
        finally:
            self.script(f"SET lock_timeout = {max(1, math.ceil(self._timeout * 1000))}")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the database as it is at the first statement, whoever writes meanwhile."""
        self.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.script("SET LOCAL idle_in_transaction_session_timeout = 0")  # whoever reads may have much else to do
        try:
            yield
        finally:
            if self.in_transaction:
                self.script("ROLLBACK")

    # -- many rows -----------------------------------------------------------------------------

    def pour(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Copy rows into a table."""
        self._asked(lambda: _copy(self._raw.cursor(), table, columns, rows))

    def stream(self, table: str, columns: Sequence[str], types: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Copy rows out of a table."""
        statement = f"COPY (SELECT {', '.join(columns)} FROM {table}) TO STDOUT"
        try:
            with self._raw.cursor().copy(statement) as copy:
                copy.set_types(list(types))
                yield from copy.rows()
        except psycopg.Error as error:
            raise complaint(self.place, error) from error

    def _copied(self, cursor: psycopg.Cursor[Any], into: Insertion, rows: Sequence[Sequence[Any]]) -> None:
        """Copy rows into their table, by way of a staging table where one may meet another with its key."""
        if not into.conflict:
            _copy(cursor, into.table, into.columns, rows)
            return
        stage, names = self._stage(cursor, into), ", ".join(into.columns)
        _copy(cursor, stage, (*into.columns, _PLACE), ((*row, place) for place, row in enumerate(rows)))
        cursor.execute(
            f"INSERT INTO {into.table} ({names}) SELECT {names} FROM {stage} ORDER BY {_PLACE} {into.conflict}"
        )

    def _stage(self, cursor: psycopg.Cursor[Any], into: Insertion) -> str:
        """An empty temporary table with the columns that are inserted."""
        stage = self._stages.setdefault((into.table, into.columns), f"givetake_stage_{len(self._stages)}")
        if stage in self._staged:
            cursor.execute(f"TRUNCATE {stage}")
        else:
            cursor.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS"
                f" AS SELECT {', '.join(into.columns)}, 0::bigint AS {_PLACE} FROM {into.table} WITH NO DATA"
            )
            self._staged.add(stage)
        return stage

    def close(self) -> None:
        """Hang up; what was not committed is undone."""
        self._closed = True
        self._raw.close()


def _copy(cursor: psycopg.Cursor[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _repeated(into: Insertion, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether two rows would meet each other in an update: one statement cannot do both."""
    if not into.target:
        return False
    return len({tuple(row[place] for place in into.target) for row in rows}) < len(rows)


def _conninfo(address: str, place: str) -> str:
    """The address with our name and a limit on waiting. Raises UsageError without showing it."""
    try:
        given = conninfo_to_dict(address)
    except psycopg.Error:
        given = None
    if given is None:  # outside the handler: what psycopg says holds the address
        raise UsageError(
            f"The address {place} cannot be understood.",
            "Write it as postgresql://user@host/database, with %40 for an @ in a name or password.",
        )
    return make_conninfo("", **{"application_name": "givetake", "connect_timeout": "10", **given})
