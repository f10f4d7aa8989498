"""Keep no text longer than wanted, here and in the backups: labels, counts and ledgers stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from storage.errors import StoreError
from storage.models import to_millis
from storage.store import Store


class Retained(msgspec.Struct):
    """What was done: texts cleared here, backups that were treated alike, and those that could not be (why)."""

    cleared: int = 0
    backups: list[str] = []
    lost: dict[str, str] = {}


def retain(store: Store, days: int, *, now: datetime) -> Retained:
    """Take the text out of messages older than ``days`` days (0: of none), and removed bytes out of all files.

    What platforms or people removed since is taken out of the backups, too. Raises StoreLockedError when another
    program keeps the bytes in use.
    """
    before = to_millis(now - timedelta(days=days)) if days else 0
    done = Retained(cleared=_clear(store, before))
    for path in store.backups():
        _treat(store, path, before, done)
    store.scrub()
    return done


def tidy(store: Store, days: int, *, now: datetime) -> int:
    """The same for a running service, without its pauses: texts are cleared and the log is emptied, backups wait."""
    cleared = _clear(store, to_millis(now - timedelta(days=days))) if days else 0
    store.empty_log()
    return cleared


def _clear(store: Store, before: int) -> int:
    if not before:
        return 0
    with store.transaction():
        return store.clear_texts_before(before)


def _treat(store: Store, path: str, before: int, done: Retained) -> None:
    """Let a backup follow: old texts, removed messages, and people who opted out."""
    if not Path(path).exists():
        if store.shared:
            done.lost[path] = "it is not on this machine"
            return
        with store.transaction():
            store.drop_backup(path)
        return
    silent = [wish.account for wish in store.wishes() if not wish.stored]
    try:
        with Store(path) as copy:
            _clear(copy, before)
            with copy.transaction():
                copy.clear_texts_of(store.removed())
                for account in silent:
                    copy.clear_texts(account)
            copy.scrub()
        done.backups.append(path)
    except StoreError as error:
        done.lost[path] = error.message
