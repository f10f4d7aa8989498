"""The store's room for what a live source must know of the messages it brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from storage.connection import Connection
from storage.derived import ids
from storage.sql import upsert

_IN = "(SELECT value FROM json_each(?))"
#: The channels or authors whose messages are looked for, and how a message belongs to them.
_ALL = "(SELECT id AS value FROM channel)", "m.channel"
_SOME = _IN, "m.author"


class Feeds(Connection):
    """The store's room for live sources that are asked again and again."""

    def unknown(self, messages: Iterable[str]) -> set[str]:
        """Those of ``messages`` that we do not hold."""
        wanted = set(messages)
        return wanted - {r[0] for r in self.conn.execute(f"SELECT id FROM message WHERE id IN {_IN}", (ids(wanted),))}

    def written(
        self, platform: str, spans: Iterable[tuple[int, int]], authors: Iterable[str] | None, size: int, after: str = ""
    ) -> list[tuple[str, str | None]]:
        """(id, thread) of messages not removed with ``start < time <= end`` (ms) in one of ``spans``, by id.

        ``authors`` keeps those of some accounts only; at most ``size`` are returned, all after the id ``after``.
        """
        bounds = [bound for span in spans for bound in span]
        if not bounds:
            return []
        (table, column), listed = (_ALL, ()) if authors is None else (_SOME, (ids(authors),))
        rows = self.conn.execute(
            f"""WITH s AS (VALUES {", ".join(["(?, ?)"] * (len(bounds) // 2))})
                SELECT DISTINCT m.id, m.thread FROM s CROSS JOIN {table} w JOIN message m
                    ON {column} = w.value AND m.time > s.column1 AND m.time <= s.column2
                WHERE m.id > ? AND m.id < ? AND m.removed = '' ORDER BY m.id LIMIT ?""",
            (*bounds, *listed, max(after, f"{platform}:"), f"{platform};", size),
        )
        return rows.fetchall()

    def put_flairs(self, flairs: Mapping[str, str]) -> None:
        """Keep the flairs of posts by message id."""
        self.conn.executemany(upsert("flair", ("message",), "text"), list(flairs.items()))

    def talkers(self, brand: str, platform: str, limit: int) -> list[str]:
        """Accounts that the brand spoke with and whose profile was never read, the busiest first."""
        rows = self.conn.execute(
            "SELECT account FROM ledger WHERE brand = ? AND account > ? AND account < ?"
            " AND account NOT IN (SELECT account FROM profile)"
            " GROUP BY account ORDER BY sum(in_count + out_count) DESC, account LIMIT ?",
            (brand, f"{platform}:", f"{platform};", limit),
        )
        return [row[0] for row in rows]
