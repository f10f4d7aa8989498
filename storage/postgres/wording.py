"""The store's SQL in PostgreSQL's words; see :mod:`storage.engine` for what may stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from storage.postgres.types import listed

_PARAMETER = r"\?\d*|(?<!:):[a-z_]+"
_TOKEN = re.compile(
    rf"""(?P<quoted>'(?:[^']|'')*'|"[^"]*")
    | (?:(?P<out>\bNOT\s+)?\b(?P<into>IN)\s+)?\(SELECT\s+value\s+FROM\s+json_each\((?P<list>{_PARAMETER})\)\)
    | \blower\((?P<lower>{_PARAMETER})\)
    | (?P<instr>\binstr\()
    | \bgroup_concat\((?P<joined>\w+)\)
    | (?P<parameter>{_PARAMETER})""",
    re.VERBOSE,
)
#: Columns are ``COLLATE "C"`` and parameters are not, so that ``lower`` would fold them differently.
_LOWER = 'lower({} COLLATE "C")'
_INSERT = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \([?, ]+\)(?: (ON CONFLICT .*))?", re.DOTALL)
_TARGET = re.compile(r"ON CONFLICT \(([\w, ]+)\) DO UPDATE")
_WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Wording(NamedTuple):
    """One statement for PostgreSQL: its text, where each of its parameters comes from, and which are lists."""

    sql: str
    order: tuple[int | str, ...]
    lists: frozenset[int]
    writes: bool

    def arranged(self, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
        """The parameters in PostgreSQL's order, lists unpacked."""
        chosen = [parameters[key] for key in self.order]  # type: ignore[index]
        for place in self.lists:
            chosen[place] = listed(chosen[place])
        return chosen


class Insertion(NamedTuple):
    """A plain ``INSERT`` of rows: what may be copied instead. ``target`` are the columns of ``DO UPDATE``'s key."""

    table: str
    columns: tuple[str, ...]
    conflict: str
    target: tuple[int, ...]


@lru_cache(maxsize=1024)
def worded(sql: str) -> Wording:
    """A statement in PostgreSQL's words."""
    order: list[int | str] = []
    lists: set[int] = set()

    def number(text: str) -> int:
        key: int | str = text[1:] if text[0] == ":" else int(text[1:]) - 1 if len(text) > 1 else len(order)
        if key not in order:
            order.append(key)
        return order.index(key)

    def replaced(hit: re.Match[str]) -> str:
        if hit["quoted"]:
            return hit[0]
        if hit["instr"] or hit["joined"]:
            return "strpos(" if hit["instr"] else f"string_agg({hit['joined']}::text, ',')"
        if hit["list"]:
            place = number(hit["list"])
            lists.add(place)
            if not hit["into"]:
                return f"(SELECT unnest(${place + 1}::text[]) AS value)"
            return f"<> ALL (${place + 1})" if hit["out"] else f"= ANY (${place + 1})"
        if hit["lower"]:
            return _LOWER.format(f"${number(hit['lower']) + 1}")
        return f"${number(hit['parameter']) + 1}"

    text = _TOKEN.sub(replaced, sql)
    return Wording(text, tuple(order), frozenset(lists), _WRITING.match(sql) is not None)


@lru_cache(maxsize=256)
def insertion(sql: str) -> Insertion | None:
    """What a statement inserts, or None when it is no plain insertion of rows."""
    hit = _INSERT.fullmatch(sql)
    if hit is None:
        return None
    columns, conflict = tuple(hit[2].split(", ")), hit[3] or ""
    found = _TARGET.match(conflict)
    target = tuple(columns.index(name) for name in found[1].split(", ")) if found else ()
    return Insertion(hit[1], columns, conflict, target)
