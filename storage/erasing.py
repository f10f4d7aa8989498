"""The store's room for removal: rows, then their bytes in free pages, the write-ahead log and the backups."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from storage.connection import Connection
from storage.derived import ids
from storage.errors import StoreError, StoreLockedError
from storage.forgotten import Forgotten
from storage.redaction import MARK, bare, distinct, wordlike
from storage.rights import OWNERS, Rights, Traces

_IN = "(SELECT value FROM json_each(?))"
#: Tables whose rows are treated by hand.
_BY_HAND = frozenset(("message", "community", "channel", "source", "forgotten", "backup", "problem"))
#: Columns that hold what people wrote, in any table.
_WRITTEN = frozenset(
    ("name", "display", "topic", "detail", "text", "body", "reason", "value", "title", "content", "model")
)
#: Names of places, in which a name of letters only is taken for a word.
_PLACES = frozenset((("channel", "name"), ("community", "name")))
#: A number this long is an id wherever it stands.
_ID_DIGITS = 9
_PATIENCE = 10.0


class Erasing(Rights, Forgotten):
    """The store's room for removal."""

    def erase(self, traces: Traces, day: int, *, kept: Collection[str] = ()) -> None:
        """Remove every row about somebody and put them on the list of the forgotten; after :meth:`Rights.withdraw`.

        ``kept`` are those of their names that are ordinary words and stay in texts. ``day`` is today's UTC
        day number. Call it in the transaction of the withdrawal.
        """
        self._uncount(traces)
        self.conn.execute(f"DELETE FROM message WHERE id IN {_IN}", (ids(traces.messages),))
        for place in traces.places:
            for table in ("community", "channel", "author_day", "exchange", "ledger", "tally"):
                column = "id" if table == "community" else "community"
                self.conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (place,))
        self.conn.execute(f"UPDATE channel SET name = ?, topic = '' WHERE id IN {_IN}", (MARK, ids(traces.threads)))
        self.conn.execute("UPDATE problem SET excerpt = ''")
        for table, columns in self.tables().items():
            if table not in _BY_HAND:
                self._sweep(table, columns, traces)
        removed = [name for name in traces.names if name not in kept]
        self._unname_elsewhere(traces, removed)
        self.remember("word", removed, day)
        self._list(traces, day)

    def _uncount(self, traces: Traces) -> None:
        self.conn.execute(
            f"""UPDATE community SET messages = messages - n, replies = replies - r FROM (
                    SELECT community AS c, count(*) AS n, count(reply_to) AS r FROM message
                    WHERE id IN {_IN} GROUP BY community) WHERE id = c""",
            (ids(traces.messages),),
        )

    def _sweep(self, table: str, columns: tuple[str, ...], traces: Traces) -> None:
        """Delete the rows that are theirs, and blank their ids wherever else they stand alone."""
        about = ids((*traces.accounts, *traces.messages, *(f"dm:{key}" for key in traces.accounts)))
        for column in columns:
            if column in OWNERS or (table == "account" and column == "id"):
                self.conn.execute(f"DELETE FROM {table} WHERE {column} IN {_IN}", (about,))
            else:
                self.conn.execute(f"UPDATE OR REPLACE {table} SET {column} = '' WHERE {column} IN {_IN}", (about,))

    def _unname_elsewhere(self, traces: Traces, names: Iterable[str]) -> None:
        """Take ids out of every other text, and names out of the columns that hold what people wrote."""
        numbers = (key.split(":", 1)[-1] for key in traces.accounts)
        known = [*traces.accounts, *(each for each in numbers if each.isdecimal() and len(each) >= _ID_DIGITS)]
        self._replace(known, lambda table, column: (table, column) != ("message", "id"))
        self.conn.executemany(
            "UPDATE label SET evidence = replace(evidence, ?, ?) WHERE model LIKE 'human:%'",
            [(f"{name} said so", f"{MARK} said so") for name in traces.names],
        )
        named = [name for name in names if wordlike(name)]
        plain = [name for name in named if not distinct(name)]
        self._replace(plain, lambda table, column: column in _WRITTEN and (table, column) not in _PLACES)
        self._replace([name for name in named if distinct(name)], lambda _, column: column in _WRITTEN)

    def _replace(self, words: Sequence[str], where: Callable[[str, str], bool]) -> None:
        if not words:
            return
        either = bare(words)
        self.conn.create_function("holds", 1, lambda text: isinstance(text, str) and bool(either.search(text)))
        self.conn.create_function("unnamed", 1, lambda text: either.sub(MARK, text))
        for table, columns in self.tables().items():
            for column in columns if table not in ("message", "forgotten", "backup") else ():
                if where(table, column):
                    self.conn.execute(
                        f"UPDATE OR REPLACE {table} SET {column} = unnamed({column})"
                        f" WHERE typeof({column}) = 'text' AND holds({column})"
                    )

    def _list(self, traces: Traces, day: int) -> None:
        self.remember("account", traces.accounts, day)
        self.remember("name", traces.names, day)
        self.remember("message", traces.messages, day)
        self.remember("channel", traces.threads, day)
        self.remember("community", traces.places, day)

    def clear_texts_before(self, before: int) -> int:
        """Take the text out of messages before a time (ms) and return how many; labels and counts stay.

        Without a digest a new import does not bring the text back.
        """
        cursor = self.conn.execute(
            "UPDATE message SET text = '', digest = NULL WHERE time < ? AND text <> ''", (before,)
        )
        self.conn.execute("DELETE FROM profile")
        self.conn.execute("UPDATE problem SET excerpt = '' WHERE excerpt <> ''")
        return cursor.rowcount

    def removed(self) -> list[str]:
        """Ids of the messages that somebody removed on their platform."""
        return self.column("SELECT id FROM message WHERE removed <> ''")

    def clear_texts_of(self, messages: Iterable[str]) -> None:
        """Take the text out of some messages."""
        self.conn.execute(
            f"UPDATE message SET text = '', digest = NULL WHERE text <> '' AND id IN {_IN}", (ids(messages),)
        )

    def scrub(self, patience: float | None = None) -> None:
        """Take removed bytes out of the file and its write-ahead log; call it outside a transaction.

        Raises StoreLockedError when another program kept the log in use for ``patience`` seconds (default: 10).
        """
        with self._explained(), self._spooled():
            self.conn.execute("VACUUM")
            until = time.monotonic() + (_PATIENCE if patience is None else patience)
            while not self.empty_log():
                if time.monotonic() > until:
                    raise StoreLockedError(
                        f"Another program reads {self.path}, so removed bytes are still in its write-ahead log.",
                        "Stop it and run: givetake retain",
                    )
                time.sleep(0.05)

    def empty_log(self) -> bool:
        """Fold the write-ahead log into the file and cut it to nothing; False while a reader still needs it."""
        return not self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    @contextmanager
    def _spooled(self) -> Iterator[None]:
        """Work in a temporary file: a rebuilt database may be larger than the memory."""
        self.conn.execute("PRAGMA temp_store = FILE")
        try:
            yield
        finally:
            self.conn.execute("PRAGMA temp_store = MEMORY")


class Backups(Connection):
    """The store's room for copies of itself."""

    def backup(self, target: Path, time: int) -> None:
        """Write a compact copy to a new file and remember where it lies. Raises StoreError."""
        if target.exists():
            raise StoreError(f"{target} exists already.", "Name another file.")
        with self._explained():
            self.conn.execute("INSERT OR REPLACE INTO backup VALUES (?, ?)", (str(target), time))
            try:
                self.conn.execute("VACUUM INTO ?", (str(target),))
            except sqlite3.Error:
                self.conn.execute("DELETE FROM backup WHERE path = ?", (str(target),))
                raise

    def backups(self) -> list[str]:
        """Where the copies lie, the oldest first."""
        return [row[0] for row in self.conn.execute("SELECT path FROM backup ORDER BY time, path")]

    def drop_backup(self, path: str) -> None:
        """Forget a copy that is no more."""
        self.conn.execute("DELETE FROM backup WHERE path = ?", (path,))
