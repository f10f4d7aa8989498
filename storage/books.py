"""The store's room for ledgers: rows in, ledgers or columns out, by account and community."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from storage.connection import Connection
from storage.derived import ids
from storage.ledger import IN_HALF_LIVES, OUT_HALF_LIVES, Ledger
from storage.sql import upsert

BookKey = tuple[str, str]
"""(account, community): names one ledger of a brand."""

_COLUMNS = (
    "at", "in_count", "in_first", "in_last", "in_days", "in_decayed", "received", "asked",
    "out_count", "out_first", "out_last", "out_days", "out_decayed", "gave", "took", "last_give",
)  # fmt: skip
_PUT = upsert("ledger", ("brand", "account", "community"), *_COLUMNS)
_IN = struct.Struct(f"<{len(IN_HALF_LIVES)}d")
_OUT = struct.Struct(f"<{len(OUT_HALF_LIVES)}d")


class BookColumns(NamedTuple):
    """What a forecast needs of many ledgers, as columns of equal length: one entry an account and community.

    ``received`` counts the member's contacts, ``gave`` and ``took`` the brand's gives and takes; ``first`` and ``last``
    are the member's contacts in milliseconds (None for none); days are packed (see :func:`pack_days`).
    """

    accounts: tuple[str, ...] = ()
    received: tuple[int, ...] = ()
    gave: tuple[int, ...] = ()
    took: tuple[int, ...] = ()
    first: tuple[int | None, ...] = ()
    last: tuple[int | None, ...] = ()
    in_days: tuple[bytes, ...] = ()
    out_days: tuple[bytes, ...] = ()


def columns(ledgers: Iterable[tuple[str, Ledger]]) -> BookColumns:
    """Ledgers, each with its account, as columns."""
    rows = [
        (account, one.in_count, one.gave, one.took, one.in_first, one.in_last,
         pack_days(one.in_days), pack_days(one.out_days))
        for account, one in ledgers
    ]  # fmt: skip
    return BookColumns(*zip(*rows, strict=True))


def pack_days(days: int) -> bytes:
    """A set of days (bit n is day n) as bytes: the empty bytes below it are counted, not kept."""
    if not days:
        return b""
    skip = ((days & -days).bit_length() - 1) // 8
    rest = days >> (8 * skip)
    return struct.pack("<H", skip) + rest.to_bytes((rest.bit_length() + 7) // 8, "little")


def unpack_days(data: bytes) -> int:
    """The set of days that :func:`pack_days` packed."""
    if not data:
        return 0
    return int.from_bytes(data[2:], "little") << (8 * (data[0] | data[1] << 8))


def _row(key: BookKey, ledger: Ledger) -> tuple[Any, ...]:
    return (
        *key, ledger.at, ledger.in_count, ledger.in_first, ledger.in_last, pack_days(ledger.in_days),
        _IN.pack(*ledger.in_decayed), ledger.received, ledger.asked,
        ledger.out_count, ledger.out_first, ledger.out_last, pack_days(ledger.out_days),
        _OUT.pack(*ledger.out_decayed), ledger.gave, ledger.took, ledger.last_give,
    )  # fmt: skip


def _ledger(row: Sequence[Any]) -> Ledger:
    """The ledger of a row ``account, community, *_COLUMNS``, whose order is that of the noun's fields."""
    return Ledger(
        row[2], row[3], row[4], row[5], unpack_days(row[6]), _IN.unpack(row[7]), row[8], row[9],
        row[10], row[11], row[12], unpack_days(row[13]), _OUT.unpack(row[14]), row[15], row[16], row[17],
    )  # fmt: skip


class Books(Connection):
    """The store's room for ledgers."""

    def ledgers(self, brand: str, accounts: Iterable[str] | None = None) -> dict[BookKey, Ledger]:
        """The brand's ledgers, of all or of some accounts."""
        only = "" if accounts is None else "AND account IN (SELECT value FROM json_each(?))"
        parameters = [brand] if accounts is None else [brand, ids(accounts)]
        rows = self.conn.execute(
            f"SELECT account, community, {', '.join(_COLUMNS)} FROM ledger WHERE brand = ? {only}", parameters
        )
        return {(row[0], row[1]): _ledger(row) for row in rows}

    def book_columns(self, brand: str) -> BookColumns:
        """All of the brand's ledgers as columns, by account."""
        rows = self.conn.execute(
            "SELECT account, in_count, gave, took, in_first, in_last, in_days, out_days FROM ledger"
            " WHERE brand = ? ORDER BY account", (brand,),
        ).fetchall()  # fmt: skip
        return BookColumns(*zip(*rows, strict=True))

    def last_contact(self, brand: str) -> int | None:
        """When the brand's latest contact was, in milliseconds."""
        found: int | None = self.conn.execute("SELECT max(at) FROM ledger WHERE brand = ?", (brand,)).fetchone()[0]
        return found

    def put_ledgers(self, brand: str, ledgers: Mapping[BookKey, Ledger]) -> None:
        """Store ledgers; one without any contact is removed."""
        empty = [(brand, *key) for key, ledger in ledgers.items() if ledger.at is None]
        self.conn.executemany("DELETE FROM ledger WHERE brand = ? AND account = ? AND community = ?", empty)
        self.conn.executemany(
            _PUT,
            [(brand, *_row(key, ledger)) for key, ledger in ledgers.items() if ledger.at is not None],
        )
