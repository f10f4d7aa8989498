"""The operator's own ids for people, by CSV in and out."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.config import account_id
from bot.services.link import members
from storage.errors import SourceError, UsageError
from storage.store import Store

_MARKS = ("account", "crm")


def give(store: Store, path: Path) -> int:
    """Read ``account,crm`` rows; an empty id takes one away. Returns how many. Raises SourceError and UsageError."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if missing := [mark for mark in _MARKS if mark not in (rows.fieldnames or ())]:
                raise UsageError(f"{path} has no column {missing[0]!r}.", "Its first line must name account and crm.")
            given = {account_id((row["account"] or "").strip()): (row["crm"] or "").strip() for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path} cannot be read: {error}.", "Check the path; it must be CSV in UTF-8.") from error
    except ValueError as error:
        raise UsageError(f"{path}: {error}.") from error
    with store.transaction():
        store.put_crm_ids(given)
    return len(given)


def listed(store: Store) -> list[tuple[str, str, str, str]]:
    """(account, member, name, crm) of every account of a person with an id, also of those linked to it."""
    known = store.crm_ids()
    people = members(store, known)
    rows = {
        (account, member.id, member.name, known.get(account) or known[key])
        for key, member in people.items()
        for account in member.accounts
    }
    return sorted(rows)
