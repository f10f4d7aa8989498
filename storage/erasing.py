"""The store's room for removal: rows, then their bytes in free pages, the write-ahead log and the backups."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from storage.connection import Connection
from storage.derived import ids
from storage.errors import StoreError
from storage.forgotten import Forgotten
from storage.redaction import MARK, bare, distinct, wordlike
from storage.rights import OWNERS, Rights, Traces
from storage.sql import upsert

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
        self.forget_caches()
        self._uncount(traces)
        self.conn.execute(f"DELETE FROM message WHERE id IN {_IN}", (ids(traces.messages),))
        for place in traces.places:
            for table in ("community", "channel", "author_day", "community_day", "exchange", "ledger", "tally"):
                column = "id" if table == "community" else "community"
                self.conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (place,))
        self.conn.execute(f"UPDATE channel SET name = ?, topic = '' WHERE id IN {_IN}", (MARK, ids(traces.threads)))
        self.conn.execute("UPDATE problem SET excerpt = ''")
        for table, columns in self.texts().items():
            if table not in _BY_HAND:
                self._sweep(table, columns, traces)
        removed = [name for name in traces.names if name not in kept]
        self._unname_elsewhere(traces, removed)
        self.remember("word", removed, day)
        self._list(traces, day)

    def _uncount(self, traces: Traces) -> None:
        self.uncount(traces.messages)
        self.conn.execute(
            f"""UPDATE community SET messages = messages - n, replies = replies - r FROM (
                    SELECT community AS c, count(*) AS n, count(reply_to) AS r FROM message
                    WHERE id IN {_IN} GROUP BY community) AS gone WHERE id = c""",
            (ids(traces.messages),),
        )

    def _sweep(self, table: str, columns: Iterable[str], traces: Traces) -> None:
        """Delete the rows that are theirs, and blank their ids wherever else they stand alone."""
        about = ids((*traces.accounts, *traces.messages, *(f"dm:{key}" for key in traces.accounts)))
        for column in columns:
            if column in OWNERS or (table == "account" and column == "id"):
                self.conn.execute(f"DELETE FROM {table} WHERE {column} IN {_IN}", (about,))
            else:
                held = self.column(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN {_IN}", about)
                self._put_instead(table, column, dict.fromkeys(held, ""))

    def _put_instead(self, table: str, column: str, values: Mapping[str, str]) -> None:
        """Put other values into a column; a row that has the new one's key already makes room."""
        for old, new in sorted((old, new) for old, new in values.items() if old != new):
            for key in (key for key in self.engine.keys(table) if column in key):
                same = "".join(f" AND o.{other} = {table}.{other}" for other in key if other != column)
                self.conn.execute(
                    f"DELETE FROM {table} WHERE {column} = ?"
                    f" AND EXISTS (SELECT 1 FROM {table} o WHERE o.{column} = ?{same})",
                    (new, old),
                )
            self.conn.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))

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
        for table, columns in self.texts().items():
            for column in columns if table not in ("message", "forgotten", "backup") else ():
                if where(table, column):
                    held = self.column(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")
                    self._put_instead(
                        table, column, {text: either.sub(MARK, text) for text in held if either.search(text)}
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
        """Take removed bytes out of the database's files as far as we can; call it outside a transaction.

        Raises StoreLockedError when another program kept them in use for ``patience`` seconds (default: 10).
        """
        with self.explained():
            self.engine.scrub(_PATIENCE if patience is None else patience)

    def empty_log(self) -> bool:
        """Empty the write-ahead log, where that is ours to do; False while a reader still needs it."""
        return self.engine.empty_log()


class Backups(Connection):
    """The store's room for copies of itself."""

    def backup(self, target: Path, time: int) -> None:
        """Write a compact copy to a new file and remember where it lies. Raises StoreError."""
        if target.exists():
            raise StoreError(f"{target} exists already.", "Name another file.")
        with self.explained():
            self.conn.execute(upsert("backup", ("path",), "time"), (str(target), time))
            try:
                self.engine.copy_to(target)
            except BaseException:
                self.conn.execute("DELETE FROM backup WHERE path = ?", (str(target),))
                raise

    def file(self) -> Path | None:
        """The database's file; None in memory and on a server."""
        return self.engine.place()

    def name(self) -> str:
        """What to call copies of this database."""
        return re.sub(r"[^\w.-]", "_", Path(self.path).stem)

    def about(self) -> str:
        """Which engine holds the database, in which version."""
        return self.engine.about()

    @property
    def shared(self) -> bool:
        """Whether programs on other machines may use the same database: a backup may lie on one of those."""
        return self.engine.shared

    def backups(self) -> list[str]:
        """Where the copies lie, the oldest first."""
        return [row[0] for row in self.conn.execute("SELECT path FROM backup ORDER BY time, path")]

    def drop_backup(self, path: str) -> None:
        """Forget a copy that is no more."""
        self.conn.execute("DELETE FROM backup WHERE path = ?", (path,))
