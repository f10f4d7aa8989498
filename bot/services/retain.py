"""Keep no text longer than wanted: labels, counts and ledgers stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.models import to_millis
from storage.store import Store


def retain(store: Store, days: int, *, now: datetime) -> int:
    """Take the text out of messages older than ``days`` days (0: of none), and removed bytes out of the file.

    Returns how many messages lost their text. Raises StoreLockedError when another program keeps the bytes in use.
    """
    cleared = 0
    if days:
        with store.transaction():
            cleared = store.clear_texts_before(to_millis(now - timedelta(days=days)))
    store.scrub()
    return cleared
