"""Move a whole database into another one: a file to a server, a server to a file, or one to its like."""

from __future__ import annotations

from pathlib import Path

import msgspec

from storage.address import is_address, shown
from storage.copying import Moved, Progress, transfer
from storage.errors import SourceError, StoreError, UsageError
from storage.store import Store


class Copied(msgspec.Struct):
    """What a copy did; ``advice`` is what remains to be done before the new database is used."""

    source: str
    target: str
    moved: Moved
    advice: str = ""


def copy(source: str, target: str, *, replace: bool = False, progress: Progress | None = None) -> Copied:
    """Copy every row of ``source`` into ``target``, which must be empty unless it is to be replaced.

    One transaction: killed half-way, the target is as it was. What arrived is read again and compared. Raises
    SourceError, StoreError and UsageError.
    """
    if _same(source, target):
        raise UsageError("Source and target of the copy are one database.", "Name two.")
    if not is_address(source) and not Path(source).is_file():
        raise SourceError(f"There is no database {source}.", "Check the path.")
    with Store(source) as old, Store(target) as new:
        with new.explained(), old.explained():
            moved = transfer(old.engine, new.engine, progress, replace=replace)
        return Copied(shown(source), shown(target), moved, _advice(new))


def _same(source: str, target: str) -> bool:
    if is_address(source) or is_address(target):
        return source == target
    return Path(source).resolve() == Path(target).resolve()


def _advice(new: Store) -> str:
    """What is said when the list of the forgotten came without its key."""
    try:
        if new.anyone_forgotten():
            new.secret()
    except StoreError as error:
        return str(error)
    return ""
