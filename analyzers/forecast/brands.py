"""The brands of an event file, and their contacts in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from analyzers.forecast.events import Events
from analyzers.forecast.pasts import Floats, Ints, distinct
from analyzers.forecast.replay import Contacts
from analyzers.ledgers import DAY_MS
from storage.errors import NothingToReportError, SourceError

_SHAPE = 'Write {"name": ["account", ...], ...}.'


def read_brands(path: Path, community: str = "") -> dict[str, tuple[str, ...]]:
    """Read a brands file: ``{"name": ["account", ...]}``; under ``single`` each account is a brand of its own.

    A file for several communities has such an object under each one's name: ``community`` says which.

    Raises:
        SourceError: the file cannot be read, has another shape, or does not know the community.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{path} cannot be read: {error}.", _SHAPE) from error
    if not isinstance(found, dict):
        raise SourceError(f"{path} names no brands.", _SHAPE)
    if found and all(isinstance(value, dict) for value in found.values()):
        if community not in found:
            raise SourceError(f"{path} has no brands for {community or 'this file'}.", f"It has {', '.join(found)}.")
        found = found[community]
    return brands_of(found, str(path))


def brands_of(found: Mapping[str, object], source: str = "The brands") -> dict[str, tuple[str, ...]]:
    """The accounts of each brand from decoded JSON (see :func:`read_brands`); brands without accounts are left out."""
    brands: dict[str, tuple[str, ...]] = {}
    for name, accounts in found.items():
        if not isinstance(accounts, list | tuple) or not all(isinstance(one, str | int) for one in accounts):
            raise SourceError(f"{source}: {name} is no list of accounts.", _SHAPE)
        ids = tuple(str(account) for account in accounts)
        brands |= {account: (account,) for account in ids} if name == "single" else {name: ids} if ids else {}
    if not brands:
        raise SourceError(f"{source} names no brands.", _SHAPE)
    return brands


def contacts_of(events: Events, accounts: Collection[str]) -> tuple[Contacts, tuple[str, ...]]:
    """A brand's contacts in a community, and the name of each relationship's member.

    A message to several people is one message of its sender's activity, and a contact with each of them.

    Raises:
        NothingToReportError: none of the accounts is in the events.
    """
    wanted = set(accounts)
    own = np.array([name in wanted for name in events.names], dtype=np.bool_)
    if not own.any():
        raise NothingToReportError(f"No event has {', '.join(sorted(wanted))}.", "Check the accounts of the brand.")
    into = own[events.recipient] & ~own[events.sender]
    touch = into | (own[events.sender] & ~own[events.recipient])
    member = np.where(into, events.sender, events.recipient)[touch]
    ids, row = np.unique(member, return_inverse=True)
    any_row, any_day, any_count = _activity(events, ids)
    contacts = Contacts(len(ids), row, events.time[touch], into[touch], any_row, any_day, any_count)
    return contacts, tuple(events.names[number] for number in ids)


def _activity(events: Events, ids: Ints) -> tuple[Ints, Ints, Floats]:
    """Messages anywhere by member and day, in order of days."""
    where = np.full(len(events.names), -1, dtype=np.int64)
    where[ids] = np.arange(len(ids))
    row = where[events.sender]
    # Counted from the first day, so that time and row fit into one number together.
    size, first = np.int64(max(len(ids), 1)), int(events.time[:1].sum()) // DAY_MS
    message = distinct(((events.time - first * DAY_MS) * size + row)[row >= 0])
    pairs, count = np.unique(message // size // DAY_MS * size + message % size, return_counts=True)
    return pairs % size, pairs // size + first, count.astype(np.float64)
