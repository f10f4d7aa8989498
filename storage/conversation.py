"""Writing down what was said: messages, accounts, sources and their problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import cast

import msgspec

from storage.blocks import Block, block_of
from storage.counts import Counted, Counts
from storage.derived import ids
from storage.ledger import DAY_MS
from storage.models import Account, Batch, Channel, Community, Message, Noun, Problem
from storage.rows import MESSAGE_COLUMNS, Row, account_of, account_row, facts_of, message_of, message_row
from storage.sql import upsert

_COLUMNS = ", ".join(MESSAGE_COLUMNS)
_INSERT = f"INSERT INTO message ({_COLUMNS}) VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})" + (
    " ON CONFLICT (id) DO NOTHING"
)
_UPDATE = f"UPDATE message SET {', '.join(f'{c} = ?' for c in MESSAGE_COLUMNS)} WHERE id = ?"
#: So few messages are always looked for before they are written.
_FEW = 100


class Changes(msgspec.Struct):
    """What a batch changed: messages never seen before, and (old, new) versions of known ones.

    ``rows`` are the new messages as the store holds them. ``accounts`` are known accounts whose bot mark or roles
    changed: whoever judged by them must look again. ``arrived`` are new ones that are bots or hold roles.
    """

    rows: list[Row] = []
    altered: list[tuple[Message, Message]] = []
    accounts: list[tuple[Account, Account]] = []
    arrived: list[Account] = []

    @property
    def new(self) -> list[Message]:
        """The new messages."""
        return list(map(message_of, self.rows))

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


def later(known: Noun, incoming: Noun) -> Noun:
    """The later of two descriptions; one that names no roles, or not who sees a channel, takes nothing away."""
    if isinstance(known, Account) and isinstance(incoming, Account) and known.roles and not incoming.roles:
        return msgspec.structs.replace(incoming, roles=known.roles)
    if isinstance(known, Channel) and isinstance(incoming, Channel) and incoming.private is None:
        return msgspec.structs.replace(incoming, private=known.private)
    return incoming


def _changed(old: Account, new: Account) -> tuple[Account, Account] | None:
    """An account before and after, if it changed."""
    new = cast(Account, later(old, new))
    return (old, new) if new != old else None


def _without_twins(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows with each message once, in its last version and at its first place."""
    if len({row[0] for row in rows}) == len(rows):
        return rows
    kept: dict[str, Row] = {}
    for row in rows:
        twin = kept.get(row[0])
        kept[row[0]] = message_row(newer(message_of(twin), message_of(row))) if twin and twin != row else row
    return list(kept.values())


class Conversation(Counts):
    """The store's room for what was said."""

    #: Grows whenever an account comes, or changes, that is a bot or holds roles.
    sides = 0
    _places: dict[tuple[type, str], Community | Channel] | None = None

    def forget_caches(self) -> None:
        """Drop the remembered places."""
        super().forget_caches()
        self._places = None

    def put(self, batch: Batch) -> Changes:
        """Store a batch's nouns and tell what changed; call it inside a transaction."""
        return self.put_block(block_of(batch))

    def put_block(self, block: Block) -> Changes:
        """Store a block's nouns and tell what changed; call it inside a transaction."""
        self._put_places(block)
        changes = self._put_messages(block.rows)
        pairs = self._put_accounts(block.accounts)
        changes.accounts = [(old, new) for old, new in pairs if old and (old.bot, old.roles) != (new.bot, new.roles)]
        changes.arrived = [new for old, new in pairs if old is None and (new.bot or new.roles)]
        self._put_problems(block.problems)
        return changes

    def _put_places(self, batch: Block) -> None:
        if self._places is None:
            self._places = {}
        self.conn.executemany(
            "INSERT INTO community (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            [(c.id, c.name) for c in batch.communities if self._is_news(c)],
        )
        self.conn.executemany(
            "INSERT INTO channel (id, community, name, kind, topic, parent, private) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET community = excluded.community, name = excluded.name,"
            " kind = excluded.kind, topic = excluded.topic, parent = excluded.parent,"
            " private = coalesce(excluded.private, channel.private)",
            [
                (c.id, c.community, c.name, c.kind, c.topic, c.parent, c.private)
                for c in batch.channels
                if self._is_news(c)
            ],
        )

    def _is_news(self, place: Community | Channel) -> bool:
        """Whether a place was not written down just so; from now on it is."""
        key = type(place), place.id
        if self._places is None or self._places.get(key) == place:
            return False
        self._places[key] = place
        return True

    def _put_accounts(self, accounts: Iterable[Account]) -> list[tuple[Account | None, Account]]:
        latest = {account.id: account for account in accounts}
        known = self._known_accounts(latest)
        pairs: list[tuple[Account | None, Account]] = []
        for account in latest.values():
            row = known.get(account.id)
            if row is None:
                pairs.append((None, account))
            elif row != account_row(account) and (both := _changed(account_of(row), account)):
                pairs.append(both)
        fresh = [account_row(account) for _, account in pairs]
        self.conn.executemany(upsert("account", ("id",), "name", "display", "bot", "roles"), fresh)
        for old, account in pairs:
            if account.bot or account.roles or (old and (old.bot or old.roles)):
                self.sides += 1
                self._put_roles(account, old)
        return pairs

    def _known_accounts(self, wanted: Iterable[str]) -> dict[str, Row]:
        rows = self.conn.execute(
            "SELECT id, name, display, bot, roles FROM account WHERE id IN (SELECT value FROM json_each(?))",
            (ids(wanted),),
        )
        return {row[0]: row for row in rows}

    def _put_roles(self, account: Account, old: Account | None) -> None:
        if account.roles == (old.roles if old else ()):
            return
        self.conn.execute("DELETE FROM account_role WHERE account = ?", (account.id,))
        self.conn.executemany(upsert("account_role", ("role", "account")), [(r, account.id) for r in account.roles])

    def _put_messages(self, rows: Sequence[Row]) -> Changes:
        rows = _without_twins(rows)
        known = self._insert(rows)
        changes = Changes([row for row in rows if row[0] not in known] if known else list(rows))
        for row in rows if known else ():
            kept = known.get(row[0], row[-1])
            if kept is None:
                if row[12]:  # a text that was cleared stays so, but its removal is followed
                    self._alter(msgspec.structs.replace(message_of(row), text=""), changes)
            elif kept != row[-1]:
                self._alter(message_of(row), changes)
        self._count(changes)
        return changes

    def _insert(self, rows: Sequence[Row]) -> dict[str, bytes | None]:
        """Insert the messages that are new; gives the digests of those that were here.

        Mostly all are new or none is: the ends tell which, so that each is looked for once, by the insert or before.
        """
        known: dict[str, bytes | None] = {}
        if len(rows) <= _FEW or self._digests(row[0] for row in (rows[0], rows[-1])):
            known = self._digests(row[0] for row in rows)
            rows = [row for row in rows if row[0] not in known]
        last = self._last() if rows else 0
        if rows and self.conn.executemany(_INSERT, rows).rowcount < len(rows):
            came = {row[0] for row in self.conn.execute("SELECT id FROM message WHERE seq > ?", (last,))}
            known |= self._digests(row[0] for row in rows if row[0] not in came)
        return known

    def _last(self) -> int:
        found: int = self.conn.execute("SELECT coalesce(max(seq), 0) FROM message").fetchone()[0]
        return found

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
            self.conn.execute(_UPDATE, (*message_row(new), new.id))
            changes.altered.append((old, new))

    def _count(self, changes: Changes) -> None:
        """Keep the counts per community and per author and day in step."""
        days = Counter((r[3], r[1], r[4] // DAY_MS) for r in changes.rows if not (r[10] or r[12]))
        totals = Counter((row[1], row[6] is not None) for row in changes.rows)
        silent = [(row, 0) for row in changes.rows if row[10] or row[12]]
        for row, step in chain(silent, _versions(changes.altered)):
            days[row[3], row[1], row[4] // DAY_MS] += 0 if row[10] or row[12] else step
        for row, step in _versions(changes.altered):
            totals[row[1], row[6] is not None] += step
        self.conn.executemany(
            "INSERT INTO author_day (account, community, day, messages) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account, community, day) DO UPDATE SET messages = author_day.messages + excluded.messages",
            sorted((*key, count) for key, count in days.items() if key[0] is not None),
        )
        self.count_new(changes.rows)
        self.count(
            Counted(row[1], row[3], row[4], row[6] is not None, step) for row, step in _versions(changes.altered)
        )
        self.conn.executemany(
            "INSERT INTO community (id, name, messages, replies) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET messages = community.messages + excluded.messages, replies = community.replies + excluded.replies",
            [(community, community, count, count * reply) for (community, reply), count in totals.items()],
        )

    def put_days(self, days: Iterable[tuple[str, str, int, int]]) -> None:
        """Set how many messages an account wrote in a community on a UTC day: (account, community, day, messages)."""
        self.conn.executemany(upsert("author_day", ("account", "community", "day"), "messages"), days)

    def _put_problems(self, problems: Iterable[Problem]) -> None:
        self.conn.executemany(
            upsert("problem", ("source", "position"), "reason", "excerpt"),
            [(p.source, p.position, p.reason, p.excerpt) for p in problems],
        )

    def cursor(self, source: str) -> Cursor | None:
        """How far ``source`` was read, or None when never."""
        row = self.conn.execute("SELECT position, done, digest FROM source WHERE id = ?", (source,)).fetchone()
        return Cursor(row[0], bool(row[1]), row[2]) if row else None

    def set_cursor(self, source: str, cursor: Cursor) -> None:
        """Remember how far ``source`` was read; call it in the transaction of the batch."""
        self.conn.execute(
            upsert("source", ("id",), "position", "done", "digest"),
            (source, cursor.position, cursor.done, cursor.digest),
        )

    def restart_source(self, source: str) -> None:
        """Forget cursor and problems of a source whose content has changed."""
        self.conn.execute("DELETE FROM source WHERE id = ?", (source,))
        self.conn.execute("DELETE FROM problem WHERE source = ?", (source,))

    def problems(self) -> list[Problem]:
        """All quarantined records, by source and position."""
        rows = self.conn.execute("SELECT source, position, reason, excerpt FROM problem ORDER BY source, position")
        return [Problem(source=a, position=b, reason=c, excerpt=d) for a, b, c, d in rows]


def _versions(altered: Iterable[tuple[Message, Message]]) -> list[tuple[Row, int]]:
    """The former versions of messages, to be taken out of counts, and the present ones to be put in."""
    return [(facts_of(each), step) for pair in altered for each, step in zip(pair, (-1, 1), strict=True)]
