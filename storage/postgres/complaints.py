"""PostgreSQL's complaints in our words. What the server writes is shown only where it cannot hold a secret."""

from __future__ import annotations

import re

import psycopg

from storage.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)

_AGAIN = "Run the same command again; nothing is lost."
_GONE = (StoreUnreachableError, "lost its connection to the server.", _AGAIN)
_LOCKED = (
    StoreLockedError, "is being written by another program, and this one waited long enough.", "Try again in a moment.",
)  # fmt: skip
_REFUSED = (StoreError, "did not let you in.", "Check user and password (PGPASSWORD, ~/.pgpass or the address).")
_FULL = (StoreFullError, "found no room on the server's disk.", f"Make room there. {_AGAIN}")
_FORBIDDEN = (
    StoreReadOnlyError, "does not allow this user to do that.", "Let the user own the schema that givetake uses.",
)  # fmt: skip
_READ_ONLY = (StoreReadOnlyError, "cannot be written: the server is read-only.", "Name the primary server with --db.")
_MISSING = (StoreError, "does not exist on its server.", "Make it with createdb, or name another with --db.")
_MANY = (StoreUnreachableError, "has no connection left.", "Stop other programs, or raise max_connections.")
_STARTING = (StoreUnreachableError, "is not ready: the server starts or stops.", "Try again in a moment.")

_Complaint = tuple[type[StoreError], str, str]
#: SQLSTATE codes, or the first two characters of a class of them.
_CODES: dict[str, _Complaint] = {
    "55P03": _LOCKED, "40P01": _LOCKED, "40001": _LOCKED,
    "53100": _FULL, "53200": (StoreFullError, "found no memory on the server.", f"Give it more. {_AGAIN}"),
    "53300": _MANY, "25006": _READ_ONLY, "42501": _FORBIDDEN, "28": _REFUSED, "3D000": _MISSING,
    "57P01": _GONE, "57P02": _GONE, "57P03": _STARTING, "57P05": _GONE, "25P03": _GONE, "08": _GONE,
    "54000": (
        StoreError, "cannot hold a name or id that long.", "Its ids may have some 2,000 bytes; take a SQLite file.",
    ),
    "57014": (StoreError, "ended a question that took too long.", "Raise statement_timeout on the server."),
    "58030": (StoreFullError, "could not be written to the server's disk.", "Check the disk."),
    "XX001": (StoreDamagedError, "is damaged.", "Restore a backup on the server."),
    "XX002": (StoreDamagedError, "has a damaged index.", "Rebuild it on the server with REINDEX."),
}  # fmt: skip
#: What the library says when no connection comes about: it gives no code then.
_CONNECTING: tuple[tuple[str, _Complaint], ...] = (
    (r"password|authentication|pg_hba|no password supplied|role .* does not exist", _REFUSED),
    (r"database .* does not exist", _MISSING),
    (r"too many (clients|connections)|remaining connection slots", _MANY),
    (r"starting up|shutting down|recovery mode", _STARTING),
    (r"permission denied", _FORBIDDEN),
    (r"certificate|SSL|TLS", (StoreError, "needs another kind of encryption.", "Check sslmode in the address.")),
)
_UNREACHABLE: _Complaint = (
    StoreUnreachableError, "cannot be reached.", "Check that the server runs, and host and port in the address.",
)  # fmt: skip


def complaint(place: str, error: psycopg.Error, *, connecting: bool = False) -> StoreError:
    """An error of psycopg as one of ours; ``place`` is the database as it may be shown."""
    kind, what, remedy = _known(error, connecting) or (
        StoreError,
        f"could not be used: {_first_line(error)}.",
        "Check the server's log, or name another with --db.",
    )
    return kind(f"The database {place} {what}", remedy)


def _known(error: psycopg.Error, connecting: bool) -> _Complaint | None:
    code = error.sqlstate or ""
    if found := _CODES.get(code) or _CODES.get(code[:2]):
        return found
    if connecting:
        text = str(error)
        return next((known for pattern, known in _CONNECTING if re.search(pattern, text, re.I)), _UNREACHABLE)
    return _GONE if isinstance(error, psycopg.OperationalError) and not code else None


def _first_line(error: psycopg.Error) -> str:
    """What the server says of a statement: its first line, which holds no values."""
    return (error.diag.message_primary or type(error).__name__).splitlines()[0]
