"""A batch in the store's own form: what is written in bulk, and what worker processes send.

A million messages as :class:`Message` objects cost more than the database does; as rows they go from the reader to
``executemany`` untouched.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from storage.models import Account, Batch, Channel, Community, Problem
from storage.rows import Row, message_of, message_row


class Block(msgspec.Struct, array_like=True):
    """The nouns of some consecutive records of ``source``, as :class:`storage.models.Batch`, with rows for messages."""

    source: str
    position: int
    rows: list[Row] = []
    accounts: list[Account] = []
    channels: list[Channel] = []
    communities: list[Community] = []
    problems: list[Problem] = []
    done: bool = False

    def batch(self) -> Batch:
        """The same with messages as nouns."""
        return Batch(
            source=self.source, position=self.position, messages=tuple(map(message_of, self.rows)),
            accounts=tuple(self.accounts), channels=tuple(self.channels), communities=tuple(self.communities),
            problems=tuple(self.problems), done=self.done,
        )  # fmt: skip


def block_of(batch: Batch) -> Block:
    """The batch with rows for messages."""
    return Block(
        batch.source, batch.position, list(map(message_row, batch.messages)), list(batch.accounts),
        list(batch.channels), list(batch.communities), list(batch.problems), batch.done,
    )  # fmt: skip


def authors(rows: Iterable[Row]) -> set[str]:
    """Everybody who wrote one of these messages."""
    return {row[3] for row in rows if row[3] is not None}
