"""Contacts, on the executors: the rules of :mod:`analyzers.exchanges` over what the joins brought beside a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from analyzers.exchanges import Around, Rules, Side, Turn, find
from bot.engines.spark.columns import EXCHANGE, column, exchange_row, from_rows
from storage.models import Message, Reaction, from_millis

#: What :class:`Finder` reads: a message without its words, who wrote what it answers, and the turn it follows.
NEEDED = (
    "id", "community", "channel", "author", "time", "reply_to", "thread", "mentions", "reactors",
    "reply_author", "thread_author", "turn", "turn_author", "turn_time",
)  # fmt: skip


class Finder:
    """Finds the contacts between the brand and anybody else."""

    def __init__(self, side: Side, rules: Rules) -> None:
        self._side, self._rules = side, rules

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows of EXCHANGE."""
        for batch in batches:
            rows = list(zip(*(column(batch, name) for name in NEEDED), strict=True))
            found = find(map(_message, rows), _around(rows), self._side, self._rules)
            yield from_rows(EXCHANGE, [exchange_row(exchange) for exchange in found])


def _message(row: tuple[Any, ...]) -> Message:
    """A message of which only what makes contact is known; who reacted, but not with what."""
    reactions = (Reaction(emoji="", count=len(row[8]), users=tuple(row[8])),) if row[8] else ()
    return Message(
        id=row[0], community=row[1], channel=row[2], author=row[3], time=from_millis(row[4]), text="",
        reply_to=row[5], thread=row[6], mentions=tuple(row[7] or ()), reactions=reactions,
    )  # fmt: skip


def _around(rows: list[tuple[Any, ...]]) -> Around:
    """The facts of all rows together: what an id names is the same beside every row."""
    authors: dict[str, str] = {}
    turns: dict[str, Turn] = {}
    for row in rows:
        authors.update((key, author) for key, author in ((row[5], row[9]), (row[6], row[10])) if key and author)
        if row[11]:
            turns[row[0]] = Turn(row[11], row[12], from_millis(row[13]))
    return Around(authors, turns)
