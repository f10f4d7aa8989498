"""Writing down what follows from the messages: labels, exchanges, ledgers, tallies.

Nothing here judges; ``bot/services/derive.py`` decides what to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec

from storage.connection import Connection
from storage.models import Exchange, Label, Message, Tally
from storage.rows import MESSAGE_COLUMNS, exchange_of, exchange_row, label_of, label_row, message_of
from storage.sql import insert, upsert

_json = msgspec.json.Encoder().encode
_COLUMNS = ", ".join(f"m.{column}" for column in MESSAGE_COLUMNS)
_IN = "(SELECT value FROM json_each(?))"
_EXCHANGE = ("brand", "message", "account", "inbound", "community", "time", "means", "about")
_PUT_EXCHANGE = upsert("exchange", _EXCHANGE[:4], *_EXCHANGE[4:])
_ADD_TALLY = (
    insert("tally", ("brand", "community", "channel", "account", "day", "label", "kind", "count"))
    + " ON CONFLICT (brand, day, community, channel, account, label, kind)"
    " DO UPDATE SET count = tally.count + excluded.count"
)
_TALK = "system = 0 AND removed = '' AND author IS NOT NULL"


def ids(values: Iterable[str]) -> str:
    """Values as the one JSON parameter that ``_IN`` unpacks (no limit on their number)."""
    return _json(list(values)).decode()


class Derived(Connection):
    """The store's room for what is derived."""

    # -- what derivation must know -------------------------------------------------------------

    def authors_of(self, messages: Iterable[str]) -> dict[str, str]:
        """The authors of the messages we hold, removed ones included."""
        rows = self.conn.execute(
            f"SELECT id, author FROM message WHERE id IN {_IN} AND author IS NOT NULL", (ids(messages),)
        )
        return dict(rows.fetchall())

    def own_accounts(self, accounts: Iterable[str], roles: Iterable[str]) -> frozenset[str]:
        """The accounts named, and those that hold one of the Discord roles."""
        rows = self.conn.execute(f"SELECT account FROM account_role WHERE role IN {_IN}", (ids(roles),))
        return frozenset(accounts) | {row[0] for row in rows}

    def bots(self) -> frozenset[str]:
        """All accounts that are bots or webhooks."""
        return frozenset(row[0] for row in self.conn.execute("SELECT id FROM account WHERE bot <> 0"))

    def named_before(self, accounts: Iterable[str], messages: Iterable[str]) -> bool:
        """Whether another message than ``messages`` is by one of the accounts, mentions it or has its reaction.

        It reads all messages, a hundred accounts at a time: there is no index of names.
        """
        listed, besides = list(accounts), ids(messages)
        return any(self._named(listed[i : i + 100], besides) for i in range(0, len(listed), 100))

    def _named(self, accounts: Sequence[str], besides: str) -> bool:
        where = " OR ".join(["author = ? OR instr(mentions, ?) > 0 OR instr(reactions, ?) > 0"] * len(accounts))
        quoted = [(account, *[_json(account).decode()] * 2) for account in accounts]
        found = self.conn.execute(
            f"SELECT 1 FROM message WHERE id NOT IN {_IN} AND ({where}) LIMIT 1", (besides, *chain(*quoted))
        )
        return found.fetchone() is not None

    def followers(self, messages: Iterable[str]) -> list[tuple[str, str | None, str]]:
        """(message, its author, what it follows) of what answers ``messages`` or is unaddressed in their threads."""
        return self.conn.execute(
            "WITH w AS MATERIALIZED (SELECT value FROM json_each(?))"
            " SELECT m.id, m.author, m.reply_to FROM w CROSS JOIN message m WHERE m.reply_to = w.value UNION ALL"
            " SELECT m.id, m.author, m.thread FROM w CROSS JOIN message m"
            " WHERE m.thread = w.value AND m.reply_to IS NULL AND m.thread <> m.id",
            (ids(messages),),
        ).fetchall()

    def last_turn(self, channel: str, skipped: Iterable[str]) -> tuple[str, int, str] | None:
        """(message, its time in ms, its author) of the last conversational message by an account not in ``skipped``."""
        found: tuple[str, int, str] | None = self.conn.execute(
            f"SELECT id, time, author FROM message WHERE channel = ? AND {_TALK} AND author NOT IN {_IN}"
            " ORDER BY time DESC, id DESC LIMIT 1",
            (channel, ids(skipped)),
        ).fetchone()
        return found

    def turns_before(self, messages: Iterable[str], skipped: Iterable[str]) -> list[tuple[str, str, str, int]]:
        """(message, previous message, its author, its time in ms) for messages where people take turns.

        The previous message is the last conversational one in the channel by an account not in ``skipped``.
        """
        return self._neighbours(messages, skipped, "<", "DESC")

    def turns_after(self, messages: Iterable[str], skipped: Iterable[str]) -> list[str]:
        """The conversational messages that directly follow ``messages`` in their channel."""
        return [row[1] for row in self._neighbours(messages, skipped, ">", "ASC")]

    def _neighbours(self, messages: Iterable[str], skipped: Iterable[str], sign: str, order: str) -> list[Any]:
        return self.conn.execute(
            f"""SELECT a.id, n.id, n.author, n.time FROM message a
                JOIN channel c ON c.id = a.channel AND c.kind IN ('chat', 'thread')
                JOIN message n ON n.seq = (
                    SELECT b.seq FROM message b
                    WHERE b.channel = a.channel AND (b.time, b.id) {sign} (a.time, a.id) AND {_TALK}
                    AND b.author NOT IN {_IN} ORDER BY b.time {order}, b.id {order} LIMIT 1)
                WHERE a.id IN {_IN}""",
            (ids(skipped), ids(messages)),
        ).fetchall()

    def messages(self, wanted: Iterable[str]) -> list[Message]:
        """The messages with these ids, as far as we hold them, by time."""
        rows = self.conn.execute(
            f"SELECT {_COLUMNS} FROM message m WHERE id IN {_IN} ORDER BY time, id", (ids(wanted),)
        )
        return [message_of(row) for row in rows]

    def all_messages(self, size: int = 2000) -> Iterator[list[Message]]:
        """Every message in the order it came, in lists of ``size``."""
        seq = 0
        while True:
            rows = self.conn.execute(
                f"SELECT {_COLUMNS}, seq FROM message m WHERE seq > ? ORDER BY seq LIMIT ?", (seq, size)
            ).fetchall()
            if not rows:
                return
            seq = rows[-1][-1]
            yield [message_of(row) for row in rows]

    # -- which rules the derived tables follow -------------------------------------------------

    def rules(self, brand: str) -> str | None:
        """The digest of the rules that the brand's derived rows follow, None when they must be rebuilt."""
        row = self.conn.execute("SELECT rules FROM derivation WHERE brand = ? AND stale = 0", (brand,)).fetchone()
        return row[0] if row else None

    def set_rules(self, brand: str, rules: str) -> None:
        """Say that the brand's derived rows follow ``rules``."""
        self.conn.execute(upsert("derivation", ("brand",), "rules", "stale"), (brand, rules, 0))

    def mark_stale(self, brand: str) -> None:
        """Say that the brand's derived rows must be rebuilt."""
        self.conn.execute("UPDATE derivation SET stale = 1 WHERE brand = ?", (brand,))

    def mark_others_stale(self, brand: str | None) -> None:
        """Say that the derived rows of all brands but one must be rebuilt."""
        others, which = ("", ()) if brand is None else (" AND brand <> ?", (brand,))
        self.conn.execute(f"UPDATE derivation SET stale = 1 WHERE stale = 0{others}", which)

    def clear_derived(self, brand: str) -> None:
        """Remove the brand's exchanges, ledgers and tallies (labels belong to messages and stay)."""
        for table in ("exchange", "ledger", "tally", "derivation"):
            self.conn.execute(f"DELETE FROM {table} WHERE brand = ?", (brand,))

    # -- labels --------------------------------------------------------------------------------

    def labels(self, messages: Iterable[str]) -> dict[str, Label]:
        """The labels of ``messages``, as far as they have one."""
        rows = self.conn.execute(
            f"SELECT message, label, p_take, kind, evidence, model FROM label WHERE message IN {_IN}", (ids(messages),)
        )
        return {row[0]: label_of(row[1:]) for row in rows}

    def put_labels(self, labels: Mapping[str, Label]) -> None:
        """Store labels by message id."""
        self.conn.executemany(
            upsert("label", ("message",), "label", "p_take", "kind", "evidence", "model"),
            [label_row(message, label) for message, label in labels.items()],
        )

    def drop_labels(self, messages: Iterable[str]) -> None:
        """Forget the labels of ``messages``."""
        self.conn.execute(f"DELETE FROM label WHERE message IN {_IN}", (ids(messages),))

    # -- exchanges and tallies -----------------------------------------------------------------

    def exchanges_of(self, brand: str, messages: Iterable[str]) -> list[Exchange]:
        """The brand's exchanges carried by ``messages``, in no order."""
        return self._exchanges("e.brand = ? AND e.message IN " + _IN, (brand, ids(messages)), "")

    def exchanges_with(self, brand: str, account: str, community: str) -> list[Exchange]:
        """All contacts between the brand and one account in one community, by time."""
        return self._exchanges("e.brand = ? AND e.account = ? AND e.community = ?", (brand, account, community))

    def exchanges(self, brand: str, until: int) -> list[Exchange]:
        """All of the brand's contacts before ``until`` (milliseconds), by account and time."""
        return self._exchanges("e.brand = ? AND e.time < ?", (brand, until))

    def given(self, brand: str, start: int, until: int) -> list[tuple[str, int, str]]:
        """(account, time, label) of the brand's gives and takes to members, from ``start`` to ``until``."""
        return self.conn.execute(
            """SELECT e.account, e.time, l.label FROM exchange e JOIN label l ON l.message = e.message
                WHERE e.brand = ? AND e.time >= ? AND e.time < ? AND e.inbound = 0 AND e.means <> 'reaction'
                AND l.label IN ('give', 'take')""",
            (brand, start, until),
        ).fetchall()

    def _exchanges(
        self, where: str, parameters: Sequence[Any], order: str = "ORDER BY e.account, e.time, e.message, e.inbound"
    ) -> list[Exchange]:
        rows = self.conn.execute(
            f"""SELECT e.brand, e.account, e.community, e.message, e.time, e.inbound, e.means, e.about,
                    CASE WHEN e.means <> 'reaction' THEN l.label END, CASE WHEN e.means <> 'reaction' THEN l.kind END
                FROM exchange e LEFT JOIN label l ON l.message = e.message
                WHERE {where} {order}""",
            parameters,
        )
        return [exchange_of(row) for row in rows]

    def put_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Store exchanges; one with the same brand, message, account and direction is replaced."""
        self.conn.executemany(
            _PUT_EXCHANGE,
            [exchange_row(exchange) for exchange in exchanges],
        )

    def drop_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Remove exchanges."""
        self.conn.executemany(
            "DELETE FROM exchange WHERE brand = ? AND message = ? AND account = ? AND inbound = ?",
            [(e.brand, e.message, e.account, e.inbound) for e in exchanges],
        )

    def add_tallies(self, tallies: Sequence[Tally]) -> None:
        """Add tallies; negative counts take out what was put in, and empty rows vanish."""
        self.conn.executemany(
            _ADD_TALLY,
            [(t.brand, t.community, t.channel, t.account, t.day, t.label, t.kind, t.count) for t in tallies],
        )
        if any(tally.count < 0 for tally in tallies):
            self.conn.execute("DELETE FROM tally WHERE count = 0")
