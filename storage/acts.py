"""The store's room for acts on a platform: what was done there in the moderators' name, or would have been."""

from __future__ import annotations

from typing import Literal

import msgspec

from storage.reviews import Review, Reviews

ActState = Literal["dry", "begun", "done", "failed", "unknown"]


class Act(msgspec.Struct, frozen=True):
    """One deed about one message (or, for a digest, about a subreddit and day); ``time`` in milliseconds.

    ``dry`` is what would have been done; ``unknown`` what was begun when the program was stopped.
    """

    message: str
    deed: str
    state: ActState
    time: int
    detail: str = ""


class Acts(Reviews):
    """The store's room for acts; each deed is done once for each message."""

    def begin_act(self, act: Act) -> bool:
        """Write an act down before it is done; False when it was written down before."""
        cursor = self.conn.execute(
            "INSERT INTO act (time, message, deed, state, detail) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (message, deed) DO NOTHING",
            (act.time, act.message, act.deed, act.state, act.detail),
        )
        return cursor.rowcount == 1

    def end_act(self, act: Act, state: ActState, detail: str = "") -> None:
        """Write down how an act ended."""
        self.conn.execute(
            "UPDATE act SET state = ?, detail = CASE WHEN ? = '' THEN detail ELSE ? END WHERE message = ? AND deed = ?",
            (state, detail, detail, act.message, act.deed),
        )

    def leave_begun(self) -> int:
        """Acts that were begun and never ended become unknown; tells how many."""
        return self.conn.execute("UPDATE act SET state = 'unknown' WHERE state = 'begun'").rowcount

    def agreed(self, community: str) -> list[Review]:
        """Reviews in a community in which somebody agreed that the message is a take."""
        return self._reviews("r.state = 'agreed' AND m.community = ?", community)

    def acts(self, limit: int = 100) -> list[Act]:
        """The latest acts first."""
        rows = self.conn.execute(
            "SELECT message, deed, state, time, detail FROM act ORDER BY time DESC, id DESC LIMIT ?", (limit,)
        )
        return [Act(*row) for row in rows]
