"""How much was said by how many before a moment: kept as messages come, so that no report counts messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from storage.connection import Connection
from storage.derived import ids
from storage.ledger import DAY_MS
from storage.rows import Row
from storage.sql import LIST

#: Later than any message.
_EVER = 1 << 62


class Totals(msgspec.Struct, frozen=True):
    """What the store holds, whoever wrote it; times in milliseconds."""

    messages: int
    authors: int
    replies: int
    quarantined: int
    first: int | None
    last: int | None


class Counted(msgspec.Struct, frozen=True, gc=False):
    """What counts of a message; ``time`` is in milliseconds, ``answers`` whether it is a reply, -1 takes it out."""

    community: str
    author: str | None
    time: int
    answers: bool
    step: int = 1


class Counts(Connection):
    """The store's room for counts over everybody."""

    def totals(self, until: int | None = None) -> Totals:
        """Counts over everything before ``until`` (milliseconds; None: over all)."""
        first, last = self.span(until)
        latest = last if until is None else self.span()[1]
        if until is None or latest is None or until > latest:
            until = _EVER
        messages, replies = self._row(
            "SELECT coalesce(sum(messages), 0), coalesce(sum(replies), 0) FROM community_day WHERE day < ?",
            until // DAY_MS,
        )
        more, answers = (0, 0) if until == _EVER else self._on_day(until)
        return Totals(
            messages=int(messages) + more,
            authors=self._row("SELECT count(*) FROM author WHERE since < ?", until)[0],
            replies=int(replies) + answers,
            quarantined=self._row("SELECT count(*) FROM problem")[0],
            first=first,
            last=last,
        )

    def span(self, until: int | None = None) -> tuple[int | None, int | None]:
        """The times of the earliest and the latest message before ``until``, in milliseconds; None without any."""
        bound = _EVER if until is None else until
        where = "FROM message m WHERE m.channel = c.id AND m.time < ?"  # two looks into the index for each channel
        first, last = self._row(
            f"SELECT min(low), max(high) FROM (SELECT (SELECT min(m.time) {where}) AS low,"
            f" (SELECT max(m.time) {where}) AS high FROM channel c) AS ends",
            bound,
            bound,
        )
        return first, last

    def _on_day(self, until: int) -> tuple[int, int]:
        """Messages and replies of the last, broken day before ``until``."""
        messages, replies = self._row(
            "SELECT count(*), count(m.reply_to) FROM channel c CROSS JOIN message m"  # channels first: by the index
            " WHERE m.channel = c.id AND m.time >= ? AND m.time < ?",
            until // DAY_MS * DAY_MS,
            until,
        )
        return messages, replies

    def count(self, said: Iterable[Counted]) -> None:
        """Keep the counts per community, day and author in step with messages that come and go."""
        days: Counter[tuple[str, int]] = Counter()
        replies: Counter[tuple[str, int]] = Counter()
        since: dict[str, int] = {}
        for each in said:
            place = each.community, each.time // DAY_MS
            days[place] += each.step
            replies[place] += each.step * each.answers
            if each.author is not None and each.step > 0 and each.time < since.get(each.author, _EVER):
                since[each.author] = each.time
        self._add(days, replies, since)

    def count_new(self, rows: Sequence[Row]) -> None:
        """The same for new messages as rows: an import counts each of its messages here."""
        since: dict[str, int] = {}
        for row in rows:
            if row[3] is not None and row[4] < since.get(row[3], _EVER):
                since[row[3]] = row[4]
        days = Counter((row[1], row[4] // DAY_MS) for row in rows)
        self._add(days, Counter((row[1], row[4] // DAY_MS) for row in rows if row[6] is not None), since)

    def _add(self, days: Counter[tuple[str, int]], replies: Counter[tuple[str, int]], since: dict[str, int]) -> None:
        self.conn.executemany(
            "INSERT INTO community_day (community, day, messages, replies) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (community, day) DO UPDATE SET messages = community_day.messages + excluded.messages,"
            " replies = community_day.replies + excluded.replies",
            [(*place, count, replies[place]) for place, count in sorted(days.items()) if count or replies[place]],
        )
        self.conn.executemany(
            "INSERT INTO author (account, since) VALUES (?, ?) ON CONFLICT (account)"
            " DO UPDATE SET since = excluded.since WHERE excluded.since < author.since",
            sorted(since.items()),
        )

    def uncount(self, messages: Iterable[str]) -> None:
        """Take stored messages out of the counts of their communities and days, before they go."""
        rows = self.conn.execute(
            f"SELECT community, time, reply_to IS NOT NULL FROM message WHERE id IN {LIST}", (ids(messages),)
        )
        self.count(
            [Counted(community, None, time, bool(answers), step=-1) for community, time, answers in rows.fetchall()]
        )

    def _row(self, sql: str, *parameters: Any) -> Any:
        return self.conn.execute(sql, parameters).fetchone()
