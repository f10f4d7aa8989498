"""The store's room for what a live source must know: how far each channel was read, and what is held of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from storage.connection import Connection
from storage.conversation import Cursor
from storage.derived import ids


class Places(Connection):
    """The store's room for reading places that go on growing."""

    def cursors(self, prefix: str) -> dict[str, Cursor]:
        """The cursors of all sources whose id begins with ``prefix``, by the rest of their id."""
        rows = self.conn.execute(
            "SELECT id, position, done, digest FROM source WHERE substr(id, 1, ?) = ?", (len(prefix), prefix)
        )
        return {row[0][len(prefix) :]: Cursor(row[1], bool(row[2]), row[3]) for row in rows}

    def standing(self, channel: str, after: int, until: int) -> list[str]:
        """Ids of the messages in ``channel`` that are not removed, with ``after < time <= until`` (milliseconds)."""
        rows = self.conn.execute(
            "SELECT id FROM message WHERE channel = ? AND time > ? AND time <= ? AND removed = '' ORDER BY time, id",
            (channel, after, until),
        )
        return [row[0] for row in rows]

    def earlier(self, channel: str, until: int, count: int) -> str | None:
        """The id of the message ``count`` messages before ``until`` in ``channel``; None when there are not so many."""
        row = self.conn.execute(
            "SELECT id FROM message WHERE channel = ? AND time <= ? ORDER BY time DESC, id DESC LIMIT 1 OFFSET ?",
            (channel, until, count),
        ).fetchone()
        return str(row[0]) if row else None

    def open_threads(self) -> dict[str, str]:
        """The threads that everybody reads who reads their parent, with that parent."""
        rows = self.conn.execute("SELECT id, parent FROM channel WHERE private = 0 AND parent IS NOT NULL")
        return dict(rows.fetchall())

    def doubtful_threads(self, community: str) -> list[str]:
        """The threads of a community of which it is unknown whether they are private, the latest first."""
        rows = self.conn.execute(
            "SELECT id FROM channel WHERE community = ? AND kind = 'thread' AND private IS NULL"
            " ORDER BY length(id) DESC, id DESC",
            (community,),
        )
        return [row[0] for row in rows]

    def mark_threads(self, private: Mapping[str, bool]) -> None:
        """Say of threads whether they are private; call it inside a transaction."""
        self.conn.executemany(
            "UPDATE channel SET private = ? WHERE id = ? AND (private IS NULL OR private <> ?)",
            [(int(is_so), thread, int(is_so)) for thread, is_so in private.items()],
        )

    def channels_of(self, community: str) -> list[str]:
        """The channels of a community, threads left out."""
        rows = self.conn.execute(
            "SELECT id FROM channel WHERE community = ? AND kind <> 'thread' ORDER BY id", (community,)
        )
        return [row[0] for row in rows]

    def clear_texts_in(self, channels: Iterable[str]) -> int:
        """Take the text out of all messages in channels and in their threads, and return how many; counts stay."""
        cursor = self.conn.execute(
            """UPDATE message SET text = '', digest = NULL WHERE text <> '' AND (
                    channel IN (SELECT value FROM json_each(:wanted)) OR
                    channel IN (SELECT id FROM channel WHERE parent IN (SELECT value FROM json_each(:wanted))))""",
            {"wanted": ids(channels)},
        )
        return cursor.rowcount
