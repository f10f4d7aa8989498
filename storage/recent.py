"""The store's room for what was said lately: what a reviewer looks at."""

from __future__ import annotations

from storage.connection import Connection
from storage.models import Message
from storage.rows import MESSAGE_COLUMNS, message_of

_MESSAGE = ", ".join(f"m.{column}" for column in MESSAGE_COLUMNS)


class Recent(Connection):
    """The store's room for recent messages."""

    def messages_after(self, seq: int, since: int) -> tuple[list[Message], int]:
        """The messages stored after number ``seq`` and said since a moment (milliseconds), and the last number."""
        last = self.conn.execute("SELECT coalesce(max(seq), 0) FROM message").fetchone()[0]
        rows = self.conn.execute(
            f"SELECT {_MESSAGE} FROM message m WHERE seq > ? AND seq <= ? AND time >= ? ORDER BY seq",
            (seq, last, since),
        )
        return [message_of(row) for row in rows], last

    def messages_edited(self, edited: int, since: int) -> list[Message]:
        """The messages edited since one moment and said since another (milliseconds)."""
        rows = self.conn.execute(
            f"SELECT {_MESSAGE} FROM message m WHERE edited >= ? AND time >= ? ORDER BY seq", (edited, since)
        )
        return [message_of(row) for row in rows]

    def recent_by(self, author: str, since: int, limit: int, community: str | None = None) -> list[Message]:
        """An author's latest conversational messages since a moment (milliseconds), latest first."""
        here, place = ("AND community = ?", (community,)) if community else ("", ())
        rows = self.conn.execute(
            f"SELECT {_MESSAGE} FROM message m WHERE author = ? AND time >= ? {here} AND system = 0 AND removed = ''"
            " ORDER BY time DESC, id DESC LIMIT ?",
            (author, since, *place, limit),
        )
        return [message_of(row) for row in rows]
