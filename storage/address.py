"""Addresses of PostgreSQL databases, and how to show them without their password."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEMES = ("postgresql://", "postgres://")
_PASSWORD = re.compile(r"[?&]password=([^&]*)", re.DOTALL)
#: Where options begin, one of which is the password.
_ASKED = re.compile(r"\?(?=(?:.*&)?password=)", re.DOTALL)


def is_address(path: str) -> bool:
    """Whether a database is named by a PostgreSQL address instead of a file."""
    return path.startswith(_SCHEMES)


def shown(path: str) -> str:
    """A database as it may be shown: a file as it stands, an address without password and options.

    Whatever is odd about an address (a password with ``@``, ``/`` or ``?`` in it) is left out rather than shown.
    """
    if not is_address(path):
        return path
    scheme, rest = path.split("://", 1)
    plain = _ASKED.split(rest, maxsplit=1)[0]
    if "@" in rest and "@" not in plain:  # in a password or before the host: nobody can tell
        return f"{scheme}://…"
    head, _, tail = plain.rpartition("@")
    user = re.split(r"[:/?#&=]", head)[0]
    place = re.split(r"[?#&=\s]", tail)[0]
    return f"{scheme}://{user}@{place}" if user else f"{scheme}://{place}"


def secrets_of(path: str) -> tuple[str, ...]:
    """The password in an address, as written and decoded: nothing of it belongs into a log."""
    if not is_address(path):
        return ()
    rest = path.split("://", 1)[1]
    written = {rest.rpartition("@")[0].partition(":")[2], *_PASSWORD.findall(rest)}
    return tuple(sorted({form for each in written if each for form in (each, unquote(each))}))
