"""The store's room for questions that reports and people ask; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from storage.connection import Connection
from storage.derived import ids
from storage.models import Account, Channel, GiveTake, Label, Means, Message, Tally
from storage.rows import MESSAGE_COLUMNS, account_of, label_of, message_of

_IN = "(SELECT value FROM json_each(?))"
_COLUMNS = ", ".join(f"m.{column}" for column in MESSAGE_COLUMNS)
_LABEL = "l.label, l.p_take, l.kind, l.evidence, l.model"
_WIDTH = len(MESSAGE_COLUMNS)


class OwnPost(msgspec.Struct, frozen=True):
    """A message of the brand with its label and what became of it.

    ``answers``: it carries an outbound exchange; ``replies`` and ``members`` count the inbound
    exchanges about it (reactions left out) and the accounts behind them.
    """

    message: Message
    label: Label
    answers: bool
    replies: int
    members: int


class Said(msgspec.Struct, frozen=True):
    """A message that carried an exchange, with what an explanation shows of it."""

    message: Message
    account: str
    inbound: bool
    means: Means
    label: GiveTake | None
    kind: str


class Questions(Connection):
    """The store's room for questions."""

    def last_time(self) -> int | None:
        """The time of the latest message, in milliseconds; None in an empty store."""
        latest = "SELECT max(m.time) FROM message m WHERE m.channel = c.id"  # by the index on channel and time
        time: int | None = self._one(f"SELECT max(t) FROM (SELECT ({latest}) AS t FROM channel c) AS latest")[0]
        return time

    def tallies(self, brand: str, until_day: int) -> list[Tally]:
        """The brand's tallies of the days before ``until_day``."""
        rows = self.conn.execute(
            "SELECT brand, community, channel, account, day, label, kind, count FROM tally"
            " WHERE brand = ? AND day < ? ORDER BY day, community, channel, account, label, kind", (brand, until_day),
        )  # fmt: skip
        return [
            Tally(brand=r[0], community=r[1], channel=r[2], account=r[3], day=r[4], label=r[5], kind=r[6], count=r[7])
            for r in rows
        ]

    def own_posts(self, brand: str, own: Iterable[str], start: int, end: int) -> list[OwnPost]:
        """The brand's labelled messages in ``start <= time < end`` (milliseconds), by time."""
        rows = self.conn.execute(
            f"""SELECT {_COLUMNS}, {_LABEL},
                    EXISTS (SELECT 1 FROM exchange e WHERE e.brand = :brand AND e.message = m.id AND e.inbound = 0
                            AND e.means <> 'reaction'),
                    (SELECT count(*) FROM exchange e WHERE e.about = m.id AND e.brand = :brand AND e.inbound = 1
                            AND e.means <> 'reaction' AND e.time < :end),
                    (SELECT count(DISTINCT account) FROM exchange e WHERE e.about = m.id AND e.brand = :brand
                            AND e.inbound = 1 AND e.means <> 'reaction' AND e.time < :end)
                FROM message m JOIN label l ON l.message = m.id
                WHERE m.author IN (SELECT value FROM json_each(:own)) AND m.time >= :start AND m.time < :end
                    AND m.system = 0 AND m.removed = ''
                ORDER BY m.time, m.id""",
            {"brand": brand, "own": ids(own), "start": start, "end": end},
        )
        return [self._own_post(row) for row in rows]

    @staticmethod
    def _own_post(row: Any) -> OwnPost:
        return OwnPost(
            message=message_of(row), label=label_of(row[_WIDTH:]),
            answers=bool(row[-3]), replies=row[-2], members=row[-1],
        )  # fmt: skip

    def open_questions(self, brand: str, until: int) -> list[Message]:
        """Questions to the brand before ``until`` whose askers it has not spoken to since, by time."""
        rows = self.conn.execute(
            f"""SELECT {_COLUMNS} FROM exchange e
                JOIN message m ON m.id = e.message JOIN label l ON l.message = e.message
                WHERE e.brand = :brand AND e.inbound = 1 AND e.means <> 'reaction' AND l.kind = 'question'
                    AND e.time < :until AND NOT EXISTS (
                        SELECT 1 FROM exchange o WHERE o.brand = :brand AND o.account = e.account
                        AND o.inbound = 0 AND o.time > e.time AND o.time < :until)
                ORDER BY m.time, m.id""",
            {"brand": brand, "until": until},
        )
        return [message_of(row) for row in rows]

    def said(self, brand: str, accounts: Iterable[str], start: int, end: int) -> list[Said]:
        """What the brand and ``accounts`` said to each other in ``start <= time < end``, by time."""
        rows = self.conn.execute(
            f"""SELECT {_COLUMNS}, e.account, e.inbound, e.means, l.label, l.kind FROM exchange e
                JOIN message m ON m.id = e.message LEFT JOIN label l ON l.message = e.message
                WHERE e.brand = ? AND e.account IN {_IN} AND e.time >= ? AND e.time < ? ORDER BY e.time, m.id""",
            (brand, ids(accounts), start, end),
        )
        return [
            Said(message_of(r), r[-5], bool(r[-4]), r[-3], None if r[-3] == "reaction" else r[-2], r[-1] or "")
            for r in rows
        ]

    def accounts(self, wanted: Iterable[str]) -> dict[str, Account]:
        """The accounts with these ids, as far as we know them."""
        rows = self.conn.execute(f"SELECT id, name, display, bot, roles FROM account WHERE id IN {_IN}", (ids(wanted),))
        return {row[0]: account_of(row) for row in rows}

    def channels(self, wanted: Iterable[str] | None = None) -> dict[str, Channel]:
        """Some or all channels by id."""
        only = "" if wanted is None else f"WHERE id IN {_IN}"
        parameters = () if wanted is None else (ids(wanted),)
        rows = self.conn.execute(
            f"SELECT id, community, name, kind, topic, parent, private FROM channel {only}", parameters
        )
        return {
            r[0]: Channel(
                id=r[0], community=r[1], name=r[2], kind=r[3], topic=r[4], parent=r[5],
                private=None if r[6] is None else bool(r[6]),
            ) for r in rows
        }  # fmt: skip

    def communities(self) -> dict[str, str]:
        """Names of all communities by id."""
        return dict(self.conn.execute("SELECT id, name FROM community ORDER BY id").fetchall())

    def active_days(self, accounts: Iterable[str] | None, until_day: int) -> list[tuple[str, str]]:
        """(account, UTC days of its messages anywhere before ``until_day``, with commas between), of all or some.

        A day is told once for each community; accounts without any day are left out.
        """
        only, some = ("", ()) if accounts is None else (f" AND account IN {_IN}", (ids(accounts),))
        return self.conn.execute(
            f"SELECT account, group_concat(day) FROM author_day WHERE day < ? AND messages > 0{only} GROUP BY account",
            (until_day, *some),
        ).fetchall()

    def busiest(self, like: str = "", limit: int = 20) -> list[tuple[Account, int, int, int]]:
        """(account, messages, first day, last day) of the most active accounts whose id or name contains ``like``."""
        rows = self.conn.execute(
            """SELECT a.id, a.name, a.display, a.bot, a.roles, sum(d.messages) AS n, min(d.day), max(d.day)
                FROM author_day d JOIN account a ON a.id = d.account
                WHERE instr(lower(a.id || ' ' || a.name || ' ' || a.display), lower(?)) > 0
                GROUP BY a.id ORDER BY n DESC, a.id LIMIT ?""",
            (like, limit),
        )
        return [(account_of(row), row[5], row[6], row[7]) for row in rows]

    def _one(self, sql: str, *parameters: Any) -> Any:
        return self.conn.execute(sql, parameters).fetchone()
