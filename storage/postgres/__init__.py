"""The store in a PostgreSQL database, through psycopg 3 (the extra ``givetake[postgres]``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.errors import UsageError

if TYPE_CHECKING:
    from storage.postgres.engine import Postgres


def opened(address: str, *, timeout: float | None) -> Postgres:
    """The engine of the database at ``address``. Raises StoreError, and UsageError without psycopg."""
    try:
        import psycopg  # noqa: F401, PLC0415  an extra
    except ImportError as error:
        raise UsageError(
            "PostgreSQL needs a library that is not installed.", "Install it with: pip install 'givetake[postgres]'"
        ) from error
    from storage.postgres.engine import Postgres  # noqa: PLC0415  needs psycopg

    return Postgres(address, timeout=timeout)
