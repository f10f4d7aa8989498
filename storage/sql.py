"""Pieces of SQL that several rooms of the store need, in the words that every engine understands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

#: Whether a value is in the list that :func:`storage.derived.ids` made, after ``IN`` or ``NOT IN``.
LIST = "(SELECT value FROM json_each(?))"


def insert(table: str, columns: Sequence[str]) -> str:
    """A row as new, all its columns named."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


@cache
def upsert(table: str, key: tuple[str, ...], *others: str) -> str:
    """A row as new, or in the place of the one with the same key."""
    sets = ", ".join(f"{column} = excluded.{column}" for column in others)
    then = f"UPDATE SET {sets}" if others else "NOTHING"
    return f"{insert(table, (*key, *others))} ON CONFLICT ({', '.join(key)}) DO {then}"


def differ(a: str, b: str) -> str:
    """Whether two columns hold something else, where nothing at all is a value like any other."""
    return f"({a} <> {b} OR (({a} IS NULL) <> ({b} IS NULL)))"
