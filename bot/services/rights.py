"""What is held of a person, and forgetting them: in every table, in the bytes of the file, and in its backups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.services.derive import Deriver
from bot.services.link import find_account, members
from storage.errors import StoreError, UsageError
from storage.ledger import DAY_MS
from storage.models import to_millis
from storage.store import Store

SCHEMA = "givetake/person@1"
#: A name of letters only in more messages than this is taken for an ordinary word.
ORDINARY = 50


class Forgotten(msgspec.Struct):
    """What a forgetting did.

    ``messages`` were theirs, ``others`` named them. ``words`` are names that look like ordinary words and were
    left in as many messages. ``backups`` were rewritten, ``lost`` could not be: path and reason.
    """

    accounts: tuple[str, ...]
    messages: int
    others: int
    words: dict[str, int]
    backups: list[str] = []
    lost: dict[str, str] = {}


def export(store: Store, accounts: Sequence[str], *, now: datetime) -> dict[str, Any]:
    """Everything that is held of the holder of ``accounts``, as JSON values: each table's rows by column."""
    traces = store.traces(accounts)
    rows = store.held(traces)
    return {
        "schema": SCHEMA,
        "made": now.astimezone(UTC).isoformat(timespec="seconds"),
        "accounts": list(traces.accounts),
        "names": list(traces.names),
        "named_by_others": store.named_in(traces),
        "held": {table: [_plain(row) for row in found] for table, found in rows.items()},
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON values: bytes as hexadecimal text."""
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()}


def forget(
    store: Store, accounts: Sequence[str], deriver: Deriver | None, *, now: datetime, every_word: bool = False
) -> Forgotten:
    """Forget the holder of ``accounts`` for good; with ``every_word`` also where a name may be an ordinary word.

    The brand's figures follow at once. Run again, it finishes what another program or a lost backup kept it
    from. Raises UsageError when nobody is known by these accounts, and StoreError when bytes had to stay.
    """
    known = store.forgotten("account", accounts) | store.known_accounts(accounts)
    if not known and not store.traces(accounts).messages:
        raise UsageError(f"Nothing is held of {', '.join(accounts)}.", "givetake members lists who is known.")
    done = erase(store, accounts, deriver, now=now, every_word=every_word)
    for path in store.backups():
        _rewrite(store, path, accounts, done, now=now, every_word=every_word)
    store.scrub()
    return done


def erase(
    store: Store, accounts: Sequence[str], deriver: Deriver | None, *, now: datetime, every_word: bool = False
) -> Forgotten:
    """The rows of a forgetting, in one transaction; their bytes stay until :meth:`Store.scrub`."""
    with store.transaction():
        traces = store.traces(accounts)
        changes, left = store.withdraw(traces, words=None if every_word else ORDINARY)
        if deriver:
            deriver.apply(changes)
        store.mark_others_stale(deriver.brand.name if deriver else None)
        for account in traces.accounts:
            store.forget_reviewer(account)
            store.forget_digests(account)
        store.erase(traces, to_millis(now) // DAY_MS, kept=left)
    own = set(traces.messages)
    others = sum(old.id not in own for old, _ in changes.altered)
    return Forgotten(traces.accounts, len(own), others, left)


def _rewrite(
    store: Store, path: str, accounts: Sequence[str], done: Forgotten, *, now: datetime, every_word: bool
) -> None:
    """Forget in a backup as well; one that is gone is no longer asked for."""
    if not Path(path).exists():
        done.lost[path] = "it is not on this machine" if store.shared else "it is not there any more"
        if store.shared:
            return
        with store.transaction():
            store.drop_backup(path)
        return
    try:
        with Store(path) as copy:
            copy.use_secret(store.secret())
            erase(copy, accounts, None, now=now, every_word=every_word)
            copy.scrub()
        done.backups.append(path)
    except StoreError as error:
        done.lost[path] = error.message


def whole_person(store: Store, account: str) -> tuple[str, ...]:
    """All accounts of the person behind one of them."""
    return members(store, [account])[account].accounts


def wanted(store: Store, who: str, *, only: bool) -> tuple[str, ...]:
    """The accounts that a forgetting is about; an id that nobody holds any more is taken as it stands.

    Raises UsageError when ``who`` names nobody or several people.
    """
    if store.forgotten("account", [who]):
        return (who,)
    account = find_account(store, who)
    return (account,) if only else whole_person(store, account)
