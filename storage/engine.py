"""What the store asks of a database engine; SQL itself is the same for all and lies in the store's rooms.

Portable SQL here is SQLite's, kept to what PostgreSQL can run after a translation of words: parameters as ``?``,
``?1`` or ``:name``, lists as ``IN (SELECT value FROM json_each(?))``, ``ON CONFLICT`` with its columns named, flags
compared with 0 or 1, ``RETURNING`` for new numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from storage.errors import StoreError

MEMORY = ":memory:"


class Rows(Protocol):
    """The result of one statement."""

    @property
    def rowcount(self) -> int:
        """How many rows a change touched."""
        ...

    @property
    def description(self) -> Any:
        """The columns, each beginning with its name."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
        ...


class Conn(Protocol):
    """A connection as the rooms of the store use it: the shape of :class:`sqlite3.Connection`."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Rows:
        """Run one statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows:
        """Run one statement for each row of parameters, in order."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class Engine(Protocol):
    """One open database of one kind."""

    @property
    def conn(self) -> Conn:
        """Where statements go."""
        ...

    @property
    def shared(self) -> bool:
        """Whether programs on other machines may use the same database."""
        ...

    def about(self) -> str:
        """Which engine in which version."""
        ...

    def begin(self) -> bool:
        """Open a transaction as the only writer; False when others wrote since our last one."""
        ...

    def version(self) -> tuple[int, ...]:
        """What changes when anybody wrote: compare it to know whether something remembered may be untrue.

        Ask before reading what is to be remembered.
        """
        ...

    def complaint(self, error: Exception) -> StoreError | None:
        """An exception of the engine in our words; None for one that is not the engine's."""
        ...

    def columns(self) -> Mapping[str, Mapping[str, str]]:
        """All tables of ours by name, each with its columns and their types, without the list of migrations."""
        ...

    def keys(self, table: str) -> list[tuple[str, ...]]:
        """The columns of each unique key of a table."""
        ...

    def place(self) -> Path | None:
        """The file, where there is one that outlives the program."""
        ...

    def scrub(self, patience: float) -> None:
        """Take removed bytes out of the files as far as the engine can. Raises StoreLockedError."""
        ...

    def empty_log(self) -> bool:
        """Empty the write-ahead log where that is ours to do; False while a reader still needs it."""
        ...

    def bulk(self) -> AbstractContextManager[None]:
        """A time in which a lot is written, in many transactions."""
        ...

    def copy_to(self, target: Path) -> None:
        """Write a compact copy to a new SQLite file."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """A transaction that reads the database as it is at its beginning, whoever writes meanwhile."""
        ...

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, one after the other and in no order."""
        ...

    def pour(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into an empty table as they are."""
        ...

    def counters(self) -> Mapping[str, int]:
        """The highest number ever given to a row, for the tables that never give one twice."""
        ...

    def renumber(self, counters: Mapping[str, int]) -> None:
        """Go on counting after ``counters`` and the highest numbers there are; after :meth:`pour`."""
        ...
