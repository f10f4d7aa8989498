"""Addresses of PostgreSQL databases, and how to show them without their password."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEMES = ("postgresql://", "postgres://")
_PASSWORD = re.compile(r"[?&]password=([^&]*)")


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
    head, _, tail = rest.rpartition("@")
    user = re.split(r"[:/?#&=]", head)[0]
    place = re.split(r"[?#&=\s]", tail)[0]
    return f"{scheme}://{user}@{place}" if user else f"{scheme}://{place}"


def secrets_of(path: str) -> tuple[str, ...]:
    """The password in an address, as written and decoded: nothing of it belongs into a log."""
    if not is_address(path):
        return ()
    head, _, tail = path.split("://", 1)[1].rpartition("@")
    written = {head.partition(":")[2], *_PASSWORD.findall(f"{head}?{tail}" if head else tail)}
    return tuple(sorted({form for each in written if each for form in (each, unquote(each))}))
