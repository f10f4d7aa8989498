"""Values on their way to PostgreSQL and back, so that every column reads as it does from SQLite.

PostgreSQL's text holds no NUL. What people wrote may, so a NUL is written as two characters that begin with
``ESCAPE``, the last character of Unicode's private planes, and that character itself as two others.
"""

from __future__ import annotations

import msgspec
from psycopg import postgres
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import AdaptersMap, Dumper, Loader
from psycopg.types.string import StrDumper, StrDumperUnknown

ESCAPE = "\U0010fffd"
_MARK = ESCAPE.encode()
_NUL, _SELF = f"{ESCAPE}0".encode(), f"{ESCAPE}1".encode()

_strings = msgspec.json.Decoder(list[str])


class _Text(Dumper):
    """A string without its NULs."""

    oid = StrDumper.oid

    def dump(self, obj: str) -> Buffer:
        data = obj.encode()
        if b"\0" in data or _MARK in data:
            return data.replace(_MARK, _SELF).replace(b"\0", _NUL)
        return data


class Listed(str):
    """A list as PostgreSQL writes one; whose items are what they are compared with."""

    __slots__ = ()


class _List(_Text):
    oid = StrDumperUnknown.oid


def listed(text: str) -> Listed:
    """A JSON list of strings or whole numbers as PostgreSQL writes it: the same, as long as nothing is escaped."""
    if "\\" not in text:
        return Listed(f"{{{text[1:-1]}}}")
    items = (item.replace("\\", "\\\\").replace('"', '\\"') for item in _strings.decode(text))
    return Listed("{" + ",".join(f'"{item}"' for item in items) + "}")


class _TextBack(Loader):
    """A string with its NULs."""

    def load(self, data: Buffer) -> str:
        raw = bytes(data)
        if _MARK in raw:
            raw = raw.replace(_NUL, b"\0").replace(_SELF, _MARK)
        return raw.decode()


class _Flag(Dumper):
    """True and False as the 1 and 0 that our columns hold."""

    oid = postgres.types["int8"].oid

    def dump(self, obj: bool) -> Buffer:
        return b"1" if obj else b"0"


class _FlagBack(Loader):
    """What a comparison says, as SQLite says it."""

    def load(self, data: Buffer) -> int:
        return int(data == b"t")


class _Number(Loader):
    """A sum of whole numbers is ``numeric`` in PostgreSQL, and a whole number here."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or "N" in text else int(text)


def adapt(context: AdaptContext) -> None:
    """Make a connection read and write values as the store knows them."""
    adapters: AdaptersMap | None = context.adapters
    assert adapters is not None
    adapters.register_dumper(str, _Text)
    adapters.register_dumper(Listed, _List)
    adapters.register_dumper(bool, _Flag)
    adapters.register_loader("text", _TextBack)
    adapters.register_loader("bool", _FlagBack)
    adapters.register_loader("numeric", _Number)
