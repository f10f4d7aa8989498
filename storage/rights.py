"""The store's room for people's rights: what is held of somebody, and taking it out of every message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from storage.connection import Connection
from storage.conversation import Changes
from storage.derived import ids
from storage.models import Message
from storage.redaction import MARK, Gone, bare, distinct, redacted, wordlike
from storage.rows import MESSAGE_COLUMNS, digest, facts_of, message_of

#: A row is somebody's when one of these columns names them or one of their messages.
OWNERS = frozenset(("account", "author", "member", "user", "message", "thread", "opener", "target", "a", "b"))
_IN = "(SELECT value FROM json_each(?))"
_COLUMNS = ", ".join(MESSAGE_COLUMNS)
_UPDATE = f"UPDATE message SET {', '.join(f'{column} = ?' for column in MESSAGE_COLUMNS)} WHERE id = ?"
_UNHELD = frozenset(("forgotten", "backup", "source", "problem"))


class Traces(msgspec.Struct, frozen=True):
    """What in the store belongs to somebody: ``places`` are pages they own, ``threads`` channels they opened."""

    accounts: tuple[str, ...]
    names: tuple[str, ...]
    messages: tuple[str, ...]
    places: tuple[str, ...]
    threads: tuple[str, ...]

    @property
    def gone(self) -> Gone:
        """The same as what must not be seen again."""
        names = frozenset(name.casefold() for name in self.names)
        return Gone(accounts=frozenset(self.accounts), messages=frozenset(self.messages), names=names)


class Rights(Connection):
    """The store's room for what is held of people."""

    def traces(self, accounts: Iterable[str]) -> Traces:
        """Everything that belongs to the holder of ``accounts``."""
        wanted = sorted(accounts)
        rows = self.conn.execute(f"SELECT name, display FROM account WHERE id IN {_IN}", (ids(wanted),))
        natives = {key.split(":", 1)[-1] for key in wanted}
        names = {name for row in rows for name in row if name} | {n for n in natives if not n.isdigit()}
        places = [f"reddit:r/u_{key.removeprefix('reddit:')}" for key in wanted if key.startswith("reddit:")]
        messages = self.column(
            f"SELECT id FROM message WHERE author IN {_IN} OR community IN {_IN}", ids(wanted), ids(places)
        )
        threads = self.column(
            "SELECT DISTINCT c.id FROM channel c JOIN message m ON m.channel = c.id"
            f" WHERE c.kind = 'thread' AND m.thread IN {_IN}", ids(messages),
        )  # fmt: skip
        return Traces(tuple(wanted), tuple(sorted(names)), tuple(messages), tuple(places), tuple(threads))

    def held(self, traces: Traces) -> dict[str, list[dict[str, Any]]]:
        """Every row that is about somebody, by table, with columns by name."""
        found: dict[str, list[dict[str, Any]]] = {}
        about = ids((*traces.accounts, *traces.messages))
        for table, columns in self.texts().items():
            owning = {"author"} if table == "message" else OWNERS | {"id"}
            named = [column for column in columns if column in owning]
            if table in _UNHELD or not named:
                continue
            where = " OR ".join(f"{column} IN {_IN}" for column in named)
            cursor = self.conn.execute(f"SELECT * FROM {table} WHERE {where}", [about] * len(named))
            shown = [column[0] for column in cursor.description]
            if rows := [dict(zip(shown, row, strict=True)) for row in cursor]:
                found[table] = rows
        return found

    def named_in(self, traces: Traces) -> list[str]:
        """Ids of others' messages that answer, mention or name somebody."""
        own, gone = set(traces.messages), traces.gone
        found = {m.id for m in self._pointing(traces) if m.id not in own and redacted(m, gone) != m}
        return sorted(found)

    def withdraw(self, traces: Traces, *, words: int | None) -> tuple[Changes, dict[str, int]]:
        """Empty somebody's messages and take their marks and names out of others'; call it in a transaction.

        Returns what changed, and the names that were left as plain words with the number of messages that hold
        them: a name without digit or underscore in more than ``words`` messages (None: no limit) may be one.
        """
        self.forget_caches()
        pairs = {old.id: (old, _emptied(old)) for old in self._stored(f"id IN {_IN}", ids(traces.messages))}
        gone = traces.gone
        for old in self._pointing(traces):
            if old.id not in pairs and (new := redacted(old, gone)) != old:
                pairs[old.id] = old, new
        for _, new in pairs.values():
            self._rewrite(new, digest(new))
        left = {name: self._unname(name, pairs, words) for name in traces.names}
        return Changes(altered=list(pairs.values())), {name: count for name, count in left.items() if count}

    def _unname(self, name: str, pairs: dict[str, tuple[Message, Message]], words: int | None) -> int:
        """Take a name out of all texts, or return how many hold it where it may be an ordinary word.

        A new import would not find the name again, so it must not bring these texts back: no digest is kept.
        """
        if not wordlike(name):
            return 0
        pattern = bare([name])
        found = [m for m in self._holding(name) if pattern.search(m.text)]
        if words is not None and not distinct(name) and len(found) > words:
            return len(found)
        for message in found:
            new = msgspec.structs.replace(message, text=pattern.sub(MARK, message.text))
            pairs[message.id] = pairs.get(message.id, (message, new))[0], new
            self._rewrite(new, None)
        return 0

    def _pointing(self, traces: Traces) -> Iterator[Message]:
        """Others' messages that answer, mention or stand below somebody."""
        theirs = ids(traces.messages)
        yield from self._stored(f"reply_to IN {_IN}", theirs)
        yield from self._stored(f"thread IN {_IN}", theirs)
        for account in traces.accounts:
            quoted = msgspec.json.encode(account).decode()
            yield from self._stored("instr(mentions, ?) > 0 OR instr(reactions, ?) > 0", quoted, quoted)
            yield from self._stored("instr(text, ?) > 0", account.split(":", 1)[-1])
        for name in traces.names:
            yield from self._holding(name)

    def _holding(self, name: str) -> list[Message]:
        """Messages that hold a word in any case; no engine folds every script as Python does."""
        folded = name.casefold()
        rows = self.engine.stream("message", ("id", "text"))
        return self._stored(f"id IN {_IN}", ids([key for key, text in rows if folded in text.casefold()]))

    def _stored(self, where: str, *parameters: Any) -> list[Message]:
        rows = self.conn.execute(f"SELECT {_COLUMNS} FROM message WHERE {where} ORDER BY seq", parameters)
        return [message_of(row) for row in rows]

    def _rewrite(self, message: Message, mark: bytes | None) -> None:
        self.conn.execute(_UPDATE, (*facts_of(message), mark, message.id))

    def column(self, sql: str, *parameters: Any) -> list[str]:
        """The first column of a question."""
        return [row[0] for row in self.conn.execute(sql, parameters)]

    def tables(self) -> dict[str, tuple[str, ...]]:
        """All tables of ours, each with its columns."""
        return {table: tuple(columns) for table, columns in self.engine.columns().items()}

    def texts(self) -> dict[str, tuple[str, ...]]:
        """All tables of ours, each with its columns that hold text."""
        found = self.engine.columns()
        return {table: tuple(c for c, kind in columns.items() if kind == "TEXT") for table, columns in found.items()}


def _emptied(message: Message) -> Message:
    return msgspec.structs.replace(
        message, author=None, text="", mentions=(), reactions=(), removed="author", url=None
    )  # fmt: skip
