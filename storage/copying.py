"""Moving a whole database into another one of any kind: streamed, checked, and whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from storage.engine import Engine
from storage.errors import StoreDamagedError, StoreError

#: Told the table and how many of its rows were written since the last call.
Progress = Callable[[str, int], None]
_STEP = 5000
_pack = msgspec.msgpack.Encoder().encode


class Moved(msgspec.Struct):
    """What was moved: rows by table, and a digest over all of them that does not depend on their order.

    ``left`` are tables in the source that are not givetake's.
    """

    rows: dict[str, int] = {}
    digest: str = ""
    left: list[str] = []

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


class _Sum:
    """The rows of one table as a count and a sum of their fingerprints: the same in any order."""

    def __init__(self) -> None:
        self.rows, self.total = 0, 0

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        self.total += int.from_bytes(hashlib.blake2b(_pack(row), digest_size=16).digest(), "little")

    @property
    def value(self) -> tuple[int, int]:
        return self.rows, self.total % (1 << 128)


def held(engine: Engine) -> int:
    """How many tables of a database hold anything."""
    filled = (engine.conn.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone() for table in engine.columns())
    return sum(bool(row[0]) for row in filled)


def transfer(source: Engine, target: Engine, progress: Progress | None = None, *, replace: bool = False) -> Moved:
    """Put all rows of ``source``, as they are at one moment, into ``target``, in one transaction.

    What ``target`` wrote is read back and compared before it is committed. Raises StoreError when ``target`` holds
    something (unless it is to be replaced), and StoreDamagedError when not everything arrived.
    """
    with source.snapshot():
        theirs, counters = source.columns(), source.counters()
        target.begin()
        try:
            _make_room(target, replace)
            columns = {table: list(theirs[table]) for table in target.columns() if table in theirs}
            sums = {table: _move(source, target, table, names, progress) for table, names in columns.items()}
            target.renumber({table: last for table, last in counters.items() if table in columns})
            _check(target, columns, sums)
            target.conn.execute("COMMIT")
        except BaseException:
            if target.conn.in_transaction:
                target.conn.execute("ROLLBACK")
            raise
    rows = {table: rows for table, (rows, _) in sums.items()}
    return Moved(rows, _digest(sums), sorted(theirs.keys() - columns.keys()))


def _make_room(target: Engine, replace: bool) -> None:
    if not held(target):
        return
    if not replace:
        raise StoreError(
            "The target of the copy is not empty.", "Name another, or add --replace to remove what it holds."
        )
    for table in target.columns():
        target.conn.execute(f"DELETE FROM {table}")


def content(engine: Engine) -> Moved:
    """The rows and the digest of a database, as :func:`transfer` tells them."""
    with engine.snapshot():
        sums = {table: _summed(engine, table, list(names)) for table, names in engine.columns().items()}
    return Moved({table: rows for table, (rows, _) in sums.items()}, _digest(sums))


def _move(
    source: Engine, target: Engine, table: str, names: Sequence[str], progress: Progress | None
) -> tuple[int, int]:
    seen = _Sum()
    target.pour(table, names, _watched(source.stream(table, names), seen, table, progress))
    return seen.value


def _watched(
    rows: Iterable[Sequence[Any]], seen: _Sum, table: str, progress: Progress | None
) -> Iterator[Sequence[Any]]:
    for row in rows:
        seen.add(row)
        if progress and seen.rows % _STEP == 0:
            progress(table, _STEP)
        yield row
    if progress:
        progress(table, seen.rows % _STEP)


def _summed(engine: Engine, table: str, names: Sequence[str]) -> tuple[int, int]:
    seen = _Sum()
    for row in engine.stream(table, names):
        seen.add(row)
    return seen.value


def _check(target: Engine, columns: dict[str, list[str]], sums: dict[str, tuple[int, int]]) -> None:
    for table, names in columns.items():
        if (there := _summed(target, table, names)) != sums[table]:
            raise StoreDamagedError(
                f"Table {table} did not arrive whole: {there[0]} of {sums[table][0]} rows.",
                "Nothing was kept. Check both databases and run the same command again.",
            )


def _digest(sums: dict[str, tuple[int, int]]) -> str:
    text = " ".join(f"{table}:{rows}:{total:032x}" for table, (rows, total) in sorted(sums.items()))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
