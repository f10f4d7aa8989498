"""Which engine opens a database: the one place that chooses."""

from __future__ import annotations

from storage.address import is_address
from storage.engine import Engine
from storage.errors import UsageError


def engine_for(path: str, *, timeout: float | None, uri: bool) -> Engine:
    """The engine of a database, opened. Raises StoreError, and UsageError when its library is missing."""
    if is_address(path):
        from storage.postgres import opened  # noqa: PLC0415  an extra, loaded where it is used

        return opened(path, timeout=timeout)
    if "://" in path and not uri:
        raise UsageError(
            f"{path.split('://', 1)[0]}:// is no kind of database that is understood.",
            "Name a SQLite file, or postgresql://user@host/database.",
        )
    from storage.sqlite import Sqlite  # noqa: PLC0415  as above

    return Sqlite(path, timeout=timeout, uri=uri)
