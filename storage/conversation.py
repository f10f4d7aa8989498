"""Writing down what was said: messages, accounts, sources and their problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from storage.connection import Connection
from storage.derived import ids
from storage.ledger import DAY_MS
from storage.models import Account, Batch, Message, Problem, to_millis
from storage.rows import MESSAGE_COLUMNS, account_of, account_row, digest, message_of, message_row

_COLUMNS = ", ".join(MESSAGE_COLUMNS)
_INSERT = f"INSERT INTO message ({_COLUMNS}) VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})"
_UPDATE = f"UPDATE message SET {', '.join(f'{c} = ?' for c in MESSAGE_COLUMNS)} WHERE id = ?"


class Changes(msgspec.Struct):
    """What a batch changed: messages never seen before, and (old, new) versions of known ones.

    ``accounts`` are known accounts whose bot mark or roles changed: whoever judged by them must look again.
    """

    new: list[Message] = []
    altered: list[tuple[Message, Message]] = []
    accounts: list[tuple[Account, Account]] = []

    def messages(self) -> list[Message]:
        """All messages as they are now."""
        return [*self.new, *(new for _, new in self.altered)]


class Cursor(msgspec.Struct, frozen=True):
    """How far a source was read: ``position`` records, ``done`` when to its end."""

    position: int
    done: bool
    digest: str | None


def newer(stored: Message, incoming: Message) -> Message:
    """Which of two versions of a message to keep: a removal is for ever, and a later edit wins."""
    if stored.removed and not incoming.removed:
        return stored
    if incoming.removed and not stored.removed:
        return incoming
    if stored.edited and (incoming.edited is None or incoming.edited < stored.edited):
        return stored
    return incoming


class Conversation(Connection):
    """The store's room for what was said."""

    _places: set[object] | None = None

    def forget_caches(self) -> None:
        """Drop the remembered places."""
        self._places = None

    def put(self, batch: Batch) -> Changes:
        """Store a batch's nouns and tell what changed; call it inside a transaction."""
        self._put_places(batch)
        changes = self._put_messages(batch.messages)
        changes.accounts = self._put_accounts(batch.accounts)
        self._put_problems(batch.problems)
        return changes

    def _put_places(self, batch: Batch) -> None:
        if self._places is None:
            self._places = set()
        self.conn.executemany(
            "INSERT INTO community (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            [(c.id, c.name) for c in batch.communities if c not in self._places],
        )
        self.conn.executemany(
            "INSERT OR REPLACE INTO channel (id, community, name, kind, topic, parent) VALUES (?, ?, ?, ?, ?, ?)",
            [(c.id, c.community, c.name, c.kind, c.topic, c.parent) for c in batch.channels if c not in self._places],
        )
        self._places.update(batch.communities, batch.channels)

    def _put_accounts(self, accounts: Iterable[Account]) -> list[tuple[Account, Account]]:
        latest = {account.id: account for account in accounts}
        known = self._known_accounts(latest)
        for key, before in known.items():
            if before.roles and not latest[key].roles:  # a source that names no roles does not take them away
                latest[key] = msgspec.structs.replace(latest[key], roles=before.roles)
        fresh = [account for account in latest.values() if known.get(account.id) != account]
        self.conn.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?)", map(account_row, fresh))
        pairs = [(known.get(account.id), account) for account in fresh]
        for old, account in pairs:
            self._put_roles(account, old)
        return [(old, new) for old, new in pairs if old and (old.bot, old.roles) != (new.bot, new.roles)]

    def _known_accounts(self, wanted: Iterable[str]) -> dict[str, Account]:
        rows = self.conn.execute(
            "SELECT id, name, display, bot, roles FROM account WHERE id IN (SELECT value FROM json_each(?))",
            (ids(wanted),),
        )
        return {row[0]: account_of(row) for row in rows}

    def _put_roles(self, account: Account, old: Account | None) -> None:
        if account.roles == (old.roles if old else ()):
            return
        self.conn.execute("DELETE FROM account_role WHERE account = ?", (account.id,))
        self.conn.executemany(
            "INSERT OR IGNORE INTO account_role VALUES (?, ?)", [(r, account.id) for r in account.roles]
        )

    def _put_messages(self, messages: Sequence[Message]) -> Changes:
        incoming: dict[str, Message] = {}
        for message in messages:
            twin = incoming.get(message.id)
            incoming[message.id] = newer(twin, message) if twin else message
        marks = self._digests(incoming)
        inserts, changes = [], Changes()
        for message in incoming.values():
            mark = digest(message)
            if message.id not in marks:
                inserts.append(message_row(message, mark))
                changes.new.append(message)
            elif marks[message.id] is None:
                if message.removed:  # a text that was cleared stays so, but its removal is followed
                    self._alter(msgspec.structs.replace(message, text=""), changes)
            elif marks[message.id] != mark:
                self._alter(message, changes)
        self.conn.executemany(_INSERT, inserts)
        self._count(changes)
        return changes

    def _digests(self, wanted: Iterable[str]) -> dict[str, bytes | None]:
        rows = self.conn.execute(
            "SELECT id, digest FROM message WHERE id IN (SELECT value FROM json_each(?))", (ids(wanted),)
        )
        return dict(rows.fetchall())

    def _alter(self, message: Message, changes: Changes) -> None:
        row = self.conn.execute(f"SELECT {_COLUMNS} FROM message WHERE id = ?", (message.id,)).fetchone()
        old = message_of(row)
        new = newer(old, message)
        if new != old:
            self.conn.execute(_UPDATE, (*message_row(new, digest(new)), new.id))
            changes.altered.append((old, new))

    def _count(self, changes: Changes) -> None:
        """Keep the counts per community and per author and day in step."""
        days: Counter[tuple[str, str, int]] = Counter()
        totals: Counter[tuple[str, bool]] = Counter()
        steps = [(message, 1) for message in changes.messages()] + [(old, -1) for old, _ in changes.altered]
        for message, step in steps:
            totals[message.community, message.reply_to is not None] += step
            if message.author is not None:
                talk = 0 if message.system or message.removed else step
                days[message.author, message.community, to_millis(message.time) // DAY_MS] += talk
        self.conn.executemany(
            "INSERT INTO author_day (account, community, day, messages) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET messages = messages + excluded.messages",
            [(*key, count) for key, count in days.items()],
        )
        self.conn.executemany(
            "INSERT INTO community (id, name, messages, replies) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET messages = messages + excluded.messages, replies = replies + excluded.replies",
            [(community, community, count, count * reply) for (community, reply), count in totals.items()],
        )

    def _put_problems(self, problems: Iterable[Problem]) -> None:
        self.conn.executemany(
            "INSERT OR REPLACE INTO problem VALUES (?, ?, ?, ?)",
            [(p.source, p.position, p.reason, p.excerpt) for p in problems],
        )

    def cursor(self, source: str) -> Cursor | None:
        """How far ``source`` was read, or None when never."""
        row = self.conn.execute("SELECT position, done, digest FROM source WHERE id = ?", (source,)).fetchone()
        return Cursor(row[0], bool(row[1]), row[2]) if row else None

    def set_cursor(self, source: str, cursor: Cursor) -> None:
        """Remember how far ``source`` was read; call it in the transaction of the batch."""
        self.conn.execute(
            "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", (source, cursor.position, cursor.done, cursor.digest)
        )

    def restart_source(self, source: str) -> None:
        """Forget cursor and problems of a source whose content has changed."""
        self.conn.execute("DELETE FROM source WHERE id = ?", (source,))
        self.conn.execute("DELETE FROM problem WHERE source = ?", (source,))

    def problems(self) -> list[Problem]:
        """All quarantined records, by source and position."""
        rows = self.conn.execute("SELECT source, position, reason, excerpt FROM problem ORDER BY source, position")
        return [Problem(source=a, position=b, reason=c, excerpt=d) for a, b, c, d in rows]
