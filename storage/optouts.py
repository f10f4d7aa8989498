"""The store's room for people's wishes about themselves: no text, no forecast."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from storage.blocks import Block, authors
from storage.conversation import Changes, Conversation
from storage.derived import ids
from storage.models import Message, Noun
from storage.rows import MESSAGE_COLUMNS, Row, digest, message_of, message_row
from storage.sql import upsert

_IN = "(SELECT value FROM json_each(?))"
_MESSAGE = ", ".join(f"m.{column}" for column in MESSAGE_COLUMNS)


class Wish(Noun, frozen=True):
    """What one account's owner wants.

    ``stored`` is false after an opt-out: no text of theirs is kept. ``forecast`` is their word about a
    forecast of their own (None: they never said). ``time`` is in milliseconds.
    """

    account: str
    stored: bool = True
    forecast: bool | None = None
    time: int = 0


class Optouts(Conversation):
    """The store's room for wishes; it keeps the text of those who opted out from ever being written."""

    def put_block(self, block: Block) -> Changes:
        """Store a block as :meth:`Conversation.put_block` does, without the text of those who opted out."""
        silent = self.unstored(authors(block.rows)) if self._anybody_silent() else frozenset()
        return super().put_block(silenced(block, silent))

    def _anybody_silent(self) -> bool:
        return bool(self.conn.execute("SELECT EXISTS (SELECT 1 FROM wish WHERE stored = 0)").fetchone()[0])

    def unstored(self, accounts: Iterable[str]) -> frozenset[str]:
        """Those of ``accounts`` whose text must not be kept."""
        rows = self.conn.execute(
            f"SELECT account FROM wish WHERE stored = 0 AND account IN {_IN}", (ids(set(accounts)),)
        )
        return frozenset(row[0] for row in rows)

    def wish(self, account: str) -> Wish:
        """What the owner of an account said, or the default."""
        row = self.conn.execute("SELECT stored, forecast, time FROM wish WHERE account = ?", (account,)).fetchone()
        if row is None:
            return Wish(account=account)
        return Wish(
            account=account, stored=bool(row[0]), forecast=None if row[1] is None else bool(row[1]), time=row[2]
        )

    def put_wish(self, wish: Wish) -> None:
        """Write a wish down; one that says nothing is removed."""
        if wish.stored and wish.forecast is None:
            self.conn.execute("DELETE FROM wish WHERE account = ?", (wish.account,))
            return
        self.conn.execute(
            upsert("wish", ("account",), "stored", "forecast", "time"),
            (wish.account, wish.stored, wish.forecast, wish.time),
        )

    def wishes(self) -> list[Wish]:
        """Everybody's wishes, by account."""
        rows = self.conn.execute("SELECT account, stored, forecast, time FROM wish ORDER BY account")
        return [Wish(account=a, stored=bool(b), forecast=None if c is None else bool(c), time=d) for a, b, c, d in rows]

    def clear_texts(self, author: str) -> list[str]:
        """Remove the text of everything an account wrote; gives the ids of the messages that had one."""
        rows = self.conn.execute(f"SELECT {_MESSAGE} FROM message m WHERE author = ? AND text <> ''", (author,))
        cleared = [without_text(message_of(row)) for row in rows.fetchall()]
        self.conn.executemany(
            "UPDATE message SET text = '', digest = CASE WHEN digest IS NULL THEN NULL ELSE ? END WHERE id = ?",
            [(digest(message), message.id) for message in cleared],
        )
        return [message.id for message in cleared]


def silenced(block: Block, silent: Collection[str]) -> Block:
    """The block without the texts of the ``silent`` accounts."""
    if not silent:
        return block
    rows = [_without_text(row) if row[3] in silent else row for row in block.rows]
    return msgspec.structs.replace(block, rows=rows)


def without_text(message: Message) -> Message:
    """The message as it is kept for somebody who opted out."""
    return msgspec.structs.replace(message, text="")


def _without_text(row: Row) -> Row:
    return message_row(without_text(message_of(row)))
