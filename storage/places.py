"""The store's room for what a live source must know: how far each channel was read, and what is held of it."""

from __future__ import annotations

from storage.connection import Connection
from storage.conversation import Cursor


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
