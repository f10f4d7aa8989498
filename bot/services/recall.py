"""What was said lately, kept in memory as far as contacts follow from it: a live message asks the database little.

Whatever else writes messages makes the store's ``generation`` grow, and all of this is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec

from analyzers.exchanges import Side, Turn
from storage.conversation import Changes
from storage.models import Message, from_millis
from storage.rows import Row
from storage.store import Store

#: Messages whose authors are remembered; the half of them that was longest in memory goes when there are more.
_MOST = 20_000

Last = tuple[int, str, str]
"""The last turn in a channel: its time in milliseconds, the message, its author."""

_place = itemgetter(4, 0)


class Lately(msgspec.Struct):
    """What is known around one batch's new messages.

    ``rows`` are those that may be a contact with the brand, or are its own: only these have anything derived.
    ``before`` maps those that follow somebody else's turn to it, where one of both is the brand's. ``late`` are those
    after which others may have spoken: the database must be asked who came before and after them.
    """

    rows: list[Row] = []
    before: dict[str, Turn] = {}
    late: set[str] = set()


class Recall:
    """The authors of the latest messages and the last turn of each channel."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: object = None
        self._quoted: tuple[str, ...] = ()
        self._authors: dict[str, str | None] = {}
        self._last: dict[str, Last | None] = {}
        self._turns: dict[str, bool] = {}

    def take(self, changes: Changes, side: Side) -> Lately:
        """Learn what a stored batch brought, and tell which of its new messages concern the brand."""
        if self._seen != (self._store.generation, side):
            self._seen = (self._store.generation, side)
            self._quoted = tuple(msgspec.json.encode(account).decode() for account in side.own)
            self._authors, self._last, self._turns = {}, {}, {}
        for old, new in changes.altered:
            self._authors[new.id] = new.author
            if _turn(old) != _turn(new):
                self._last.pop(old.channel, None)
                self._last.pop(new.channel, None)
        if not changes.rows:
            return Lately()
        return self._learn(changes.rows, side)

    def authors(self, messages: Iterable[str]) -> dict[str, str]:
        """The authors of the messages we hold, as far as they have one."""
        wanted = set(messages)
        self._look_up(wanted)
        return {key: author for key in wanted if (author := self._authors.get(key)) is not None}

    def _look_up(self, wanted: set[str]) -> None:
        if unknown := [key for key in wanted if key not in self._authors]:
            self._authors.update(self._store.authors_of(unknown))

    def _learn(self, rows: Sequence[Row], side: Side) -> Lately:
        if len(self._authors) > _MOST:
            self._authors = dict(list(self._authors.items())[-_MOST // 2 :])
        self._authors.update((row[0], row[3]) for row in rows)
        self._look_up({row[6] or row[7] for row in rows if row[6] or row[7]})
        channels = {row[2] for row in rows}
        if unknown := [channel for channel in channels if channel not in self._turns]:
            known = self._store.channels(unknown)
            self._turns.update((key, key in known and known[key].kind in ("chat", "thread")) for key in unknown)
        lately = Lately()
        self._follow(sorted(rows, key=_place) if len(rows) > 1 else rows, side, lately)
        for channel in (each for each in channels if each not in self._last):
            found = self._store.last_turn(channel, side.excluded) if self._turns[channel] else None
            self._last[channel] = (found[1], found[0], found[2]) if found else None
        return lately

    def _follow(self, rows: Sequence[Row], side: Side, lately: Lately) -> None:
        """Walk through the new messages in the order they were said."""
        own, authors, last_of, turns = side.own, self._authors, self._last, self._turns
        for row in rows:
            key, channel, author = row[0], row[2], row[3]
            talks = author is not None and not row[10] and not row[12]
            ours = author in own
            if turns[channel]:
                if channel not in last_of or ((last := last_of[channel]) and last > (row[4], key)):
                    lately.late.add(key)
                    ours = True
                else:
                    if last and last[2] != author and (ours or last[2] in own):
                        lately.before[key] = Turn(last[1], last[2], from_millis(last[0]))
                        ours = True
                    if talks and author not in side.excluded:
                        last_of[channel] = (row[4], key, author)
            if talks and (ours or authors.get(row[6] or row[7]) in own or self._names(row)):
                lately.rows.append(row)

    def _names(self, row: Row) -> bool:
        """Whether a message mentions the brand, or somebody of the brand reacted to it."""
        if not row[8] and not row[9]:
            return False
        named = f"{row[8]} {row[9]}"
        return any(account in named for account in self._quoted)


def _turn(message: Message) -> tuple[object, ...]:
    """All that makes a message a turn in its channel."""
    return message.channel, message.time, message.author, message.system, message.removed
