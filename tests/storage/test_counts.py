"""The kept counts say what counting the messages would say, at any moment and after any change."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counts import Totals
from storage.models import Message, to_millis
from storage.store import Store
from tests.factories import batch, message

DAY = 24 * 60
AUTHORS = ["ann", "ben", "cem", None]


def said(number: int, reply: int | None, system: bool, text: str) -> Message:
    """A message's author and time never change; the rest may, when it comes again."""
    answered = {} if reply is None else {"reply": reply}
    return message(number, AUTHORS[number % 4], number * 7 * 60, system=system, text=text, **answered)


MESSAGES = st.lists(
    st.builds(said, st.integers(0, 12), st.none() | st.integers(0, 12), st.booleans(), st.text(max_size=2)), max_size=8
)


def counted(store: Store, until: int) -> Totals:
    row = store.conn.execute(
        "SELECT count(*), count(DISTINCT author), count(reply_to), min(time), max(time) FROM message WHERE time < ?",
        (until,),
    ).fetchone()
    return Totals(messages=row[0], authors=row[1], replies=row[2], quarantined=0, first=row[3], last=row[4])


def put(store: Store, messages: list[Message]) -> None:
    with store.transaction():
        store.put(batch(*messages))


@settings(max_examples=60, deadline=None)
@given(st.lists(MESSAGES, min_size=1, max_size=4), st.integers(-1, 4 * DAY))
def test_kept_counts_are_the_counts(batches: list[list[Message]], minutes: int) -> None:
    with Store() as store:
        for messages in batches:
            put(store, messages)
        ends = [store.conn.execute("SELECT coalesce(max(time), 0) + 1 FROM message").fetchone()[0]]
        for until in [*ends, to_millis(message(0, minutes=minutes).time)]:
            assert store.totals(until) == counted(store, until)
        assert store.totals() == counted(store, 1 << 62)


def test_an_edit_that_answers_is_counted_once() -> None:
    with Store() as store:
        first = message(1, "ann", 5)
        put(store, [first, message(2, "ben", 6)])
        put(store, [msgspec.structs.replace(first, reply_to="file:m2", edited=first.time)])
        assert (store.totals().messages, store.totals().replies) == (2, 1)


def test_an_older_database_is_counted_when_it_is_opened(tmp_path: object) -> None:
    path = f"{tmp_path}/old.db"
    with Store(path) as store:
        put(store, [message(1, "ann", 5), message(2, "ben", 2 * DAY, reply=1)])
        for statement in ("DROP TABLE author", "DROP TABLE community_day"):
            store.conn.execute(statement)
        store.conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm050_counts'")
    with Store(path) as store:
        assert store.totals() == counted(store, 1 << 62)
