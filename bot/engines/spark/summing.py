"""Ledgers, on the executors: what :mod:`analyzers.ledgers` folds in each part, and merges over all parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from analyzers import ledgers
from bot.engines.spark.columns import column, exchanges_of, in_batches
from bot.services.derive import with_label
from storage.ledger import Ledger
from storage.models import Label

_DAYS = pa.list_(pa.int32())
_COUNTS = pa.list_(pa.float64())
#: The fields of a ledger, days of contact as lists of UTC days since 1970.
LEDGER = pa.schema([
    ("account", pa.string()), ("community", pa.string()), ("at", pa.int64()),
    ("in_count", pa.int64()), ("in_first", pa.int64()), ("in_last", pa.int64()), ("in_days", _DAYS),
    ("in_decayed", _COUNTS), ("received", pa.int64()), ("asked", pa.int64()),
    ("out_count", pa.int64()), ("out_first", pa.int64()), ("out_last", pa.int64()), ("out_days", _DAYS),
    ("out_decayed", _COUNTS), ("gave", pa.int64()), ("took", pa.int64()), ("last_give", pa.int64()),
])  # fmt: skip

_NAMES = [field.name for field in LEDGER]
_IN_DAYS, _OUT_DAYS = _NAMES.index("in_days") - 2, _NAMES.index("out_days") - 2
_LISTS = [_NAMES.index("in_decayed") - 2, _NAMES.index("out_decayed") - 2]
Key = tuple[str, str]


class Folder:
    """Folds the contacts of one part: rows of EXCHANGE with the label and kind of their message."""

    def __init__(self, brand: str) -> None:
        self._brand = brand

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """One row of LEDGER an account and community, of this part alone."""
        books: dict[Key, Ledger] = {}
        for batch in batches:
            words = zip(column(batch, "label"), column(batch, "kind"), strict=True)
            for bare, (label, kind) in zip(exchanges_of(batch, self._brand), words, strict=True):
                known = {bare.message: Label(label=label, p_take=0.0, kind=kind)} if label else {}
                key = bare.account, bare.community
                books[key] = ledgers.merge(books.get(key, Ledger()), ledgers.of(with_label(bare, known)))
        yield from in_batches(LEDGER, (ledger_row(key, ledger) for key, ledger in books.items()))


def merge_parts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One row of LEDGER an account and community, of rows sorted by both."""
    rows = (pair for batch in batches for pair in ledgers_of(batch))
    merged = ((key, reduce(ledgers.merge, (part for _, part in parts))) for key, parts in groupby(rows, itemgetter(0)))
    yield from in_batches(LEDGER, (ledger_row(key, ledger) for key, ledger in merged))


def ledger_row(key: Key, ledger: Ledger) -> tuple[Any, ...]:
    """The values of LEDGER."""
    values = [getattr(ledger, name) for name in _NAMES[2:]]
    for at in (_IN_DAYS, _OUT_DAYS):
        values[at] = _bits(values[at])
    return (*key, *values)


def ledgers_of(batch: pa.RecordBatch) -> Iterator[tuple[Key, Ledger]]:
    """Ledgers by account and community, of an Arrow batch that has all columns of LEDGER."""
    for account, community, *values in zip(*(column(batch, name) for name in _NAMES), strict=True):
        for at in (_IN_DAYS, _OUT_DAYS):
            values[at] = sum(1 << day for day in values[at])
        for at in _LISTS:
            values[at] = tuple(values[at])
        yield (account, community), Ledger(*values)


def _bits(days: int) -> list[int]:
    """The numbers of the bits that are set."""
    found = []
    while days:
        low = days & -days
        found.append(low.bit_length() - 1)
        days ^= low
    return found
