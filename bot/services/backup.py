"""Copies of the database that know where they lie, so that forgetting reaches them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storage.errors import StoreError, UsageError
from storage.models import to_millis
from storage.store import Store


def backup(store: Store, target: Path | None, *, now: datetime, keep: int = 0) -> Path:
    """Write a compact copy to ``target`` (a file or folder; None: beside the database) and return its path.

    With ``keep`` only so many copies stay, the latest ones. Raises UsageError and StoreError.
    """
    chosen = (target or _beside(store)).absolute()
    if chosen.is_dir():
        chosen /= f"{store.name()}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    if not chosen.parent.is_dir():
        raise UsageError(f"The folder {chosen.parent} does not exist.", "Make it, or name another.")
    store.backup(chosen, to_millis(now))
    chosen.chmod(0o600)
    for path in store.backups()[:-keep] if keep else ():
        _remove(store, Path(path))
    return chosen


def _beside(store: Store) -> Path:
    """The folder of the database. Raises UsageError when it has none."""
    file = store.file()
    if file:
        return file.resolve().parent
    if store.shared:
        raise UsageError(
            "A database on a server has no folder for its backups.",
            "Name a file for a copy that forgetting can reach, or use pg_dump.",
        )
    raise UsageError("A database in memory has no backup.", "Name a file with --db.")


def _remove(store: Store, path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"The old backup {path} cannot be removed: {error.strerror}.", "Check its rights.") from error
    with store.transaction():
        store.drop_backup(str(path))
