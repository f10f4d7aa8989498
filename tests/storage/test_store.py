"""The store: transactions, versions of messages, cursors, and databases that cannot be used."""

import re
import sqlite3

import pytest
from sqlite_utils import Database

from storage.conversation import Cursor, newer
from storage.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreNewerError,
    StoreReadOnlyError,
)
from storage.models import Account, Problem, to_millis
from storage.schema import MIGRATIONS
from storage.store import Store
from tests.databases import dumped
from tests.factories import at, batch, message, put


def test_a_message_comes_back_as_it_went_in(store):
    one = message(1, mentions=["ben"], reply=7, thread="file:m1", edited=at(3), url="https://example.org/1")
    put(store, batch(one))
    assert store.messages([one.id]) == [one]


def test_the_same_batch_twice_changes_nothing(store):
    first = batch(message(1), message(2, "ben"))
    put(store, first)
    before = dumped(store)
    changes = put(store, first)
    assert (changes.new, changes.altered) == ([], [])
    assert dumped(store) == before


def test_known_messages_in_the_middle_of_many_new_ones_are_found(store):
    put(store, batch(message(150), message(151, text="typo")))
    many = [message(n) for n in range(1, 300)]
    many[150] = message(151, text="typo, mended", edited=at(200))
    changes = put(store, batch(*many))
    assert len(changes.new) == 297
    assert [(old.text, new.text) for old, new in changes.altered] == [("typo", "typo, mended")]
    assert store.totals().messages == 299
    assert put(store, batch(*many)).messages() == []


def test_an_edit_updates_and_an_older_export_does_not_bring_it_back(store):
    old, edited = message(1), message(1, text="better", edited=at(5))
    put(store, batch(old))
    assert put(store, batch(edited)).altered == [(old, edited)]
    assert put(store, batch(old)).altered == []
    assert store.messages([old.id]) == [edited]


def test_what_was_removed_stays_removed():
    gone = message(1, None, text="", removed="author")
    assert newer(gone, message(1, edited=at(9))) == gone
    assert newer(message(1, edited=at(9)), gone) == gone


def test_a_message_twice_in_one_batch_keeps_its_last_version(store):
    put(store, batch(message(1, text="a"), message(1, text="b", edited=at(2))))
    assert [m.text for m in store.messages(["file:m1"])] == ["b"]
    assert store.totals().messages == 1


def test_totals_count_messages_authors_replies_and_problems(store):
    bad = Problem(source="test", position=3, reason="no time")
    put(store, batch(message(1), message(2, "ben", reply=1), message(3, None), problems=(bad,)))
    totals = store.totals()
    assert (totals.messages, totals.authors, totals.replies, totals.quarantined) == (3, 2, 1, 1)
    assert (totals.first, totals.last) == (to_millis(at(1)), to_millis(at(3)))
    assert store.problems() == [bad]


def test_totals_until_a_moment_count_what_came_before(store):
    put(store, batch(message(1), message(2, "ben", reply=1), message(3, "cleo")))
    totals = store.totals(to_millis(at(3)))
    assert (totals.messages, totals.authors, totals.replies) == (2, 2, 1)


def test_activity_follows_a_deleted_author(store):
    put(store, batch(message(1), message(2)))
    day = to_millis(at(1)) // 86_400_000
    put(store, batch(message(1, None, text="", removed="author")))
    assert store.active_days(["file:ann"], day + 1) == store.active_days(None, day + 1) == [("file:ann", str(day))]
    assert store.active_days(["file:ann"], day) == store.active_days(["file:bo"], day + 1) == []


def test_a_failed_batch_leaves_no_trace(store):
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.put(batch(message(1)))
        1 / 0  # noqa: B018
    assert store.totals().messages == 0
    put(store, batch(message(1)))
    assert store.channels()["file:room"].community == "file:town"


def test_accounts_are_found_by_name_and_counted(store):
    people = (Account(id="file:ann", name="ann", display="Ann Doe"), Account(id="file:ben", name="ben"))
    put(store, batch(message(1), message(2), message(3, "ben"), accounts=people))
    assert [(account.id, count) for account, count, *_ in store.busiest()] == [("file:ann", 2), ("file:ben", 1)]
    assert [account.id for account, *_ in store.busiest("doe")] == ["file:ann"]


def test_cursors_are_kept_and_forgotten(store):
    assert store.cursor("x") is None
    store.set_cursor("x", Cursor(5, False, "abc"))
    assert store.cursor("x") == Cursor(5, False, "abc")
    store.restart_source("x")
    assert store.cursor("x") is None


def test_a_database_of_a_newer_program_is_refused(tmp_path):
    path = tmp_path / "new.db"
    with Store(path) as store:
        store.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('givetake', 'm999_future', '2030-01-01')"
        )
    with pytest.raises(StoreNewerError, match="newer givetake"):
        Store(path)


def test_a_database_whose_making_was_cut_short_is_made_whole(tmp_path):
    with sqlite3.connect(tmp_path / "cut.db") as conn:
        MIGRATIONS.ensure_migrations_table(Database(conn))
    with Store(tmp_path / "cut.db") as store:
        put(store, batch(message(1)))


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreDamagedError, match="another program"):
        Store(path)
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "photo.db"
    path.write_bytes(b"\x89PNG" + b"x" * 5000)
    with pytest.raises(StoreDamagedError, match="not a givetake database"):
        Store(path)


def test_a_damaged_database_is_told(tmp_path):
    path = tmp_path / "hurt.db"
    with Store(path) as store:
        put(store, batch(*(message(n, text="x" * 500) for n in range(200))))
        store.conn.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(path.read_bytes())
    data[8192:60000] = b"\xff" * (60000 - 8192)
    path.write_bytes(data)
    with pytest.raises(StoreError) as caught, Store(path) as store:
        put(store, batch(*(message(n, text="new") for n in range(300))))
    assert isinstance(caught.value, StoreDamagedError)


def test_a_locked_database_is_told(tmp_path):
    path = tmp_path / "busy.db"
    with Store(path) as holder, Store(path, timeout=0.05) as waiting:
        holder.conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLockedError, match="locked"):
            put(waiting, batch(message(1)))
        holder.conn.execute("ROLLBACK")
        put(waiting, batch(message(1)))
    with Store(path) as store:
        assert store.totals().messages == 1


def test_a_read_only_database_is_told(tmp_path):
    path = tmp_path / "fixed.db"
    Store(path).close()
    store = Store(f"file:{path}?mode=ro", uri=True)
    with pytest.raises(StoreReadOnlyError, match="cannot be written"):
        put(store, batch(message(1)))
    store.close()


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(StoreReadOnlyError, match="cannot be opened"):
        Store(tmp_path / "no" / "such" / "folder.db")


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path):
    path = tmp_path / "full.db"
    with Store(path) as store:
        put(store, batch(message(1)))
        pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
        store.conn.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(StoreFullError, match="no room"):
            put(store, batch(*(message(n, text="x" * 900) for n in range(2, 400))))
    with Store(path) as store:
        assert store.totals().messages == 1
        put(store, batch(message(2)))


def test_errors_name_file_and_remedy(tmp_path):
    with pytest.raises(StoreError) as caught:
        Store(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.remedy


def test_a_backup_that_finds_no_place_leaves_nothing_and_names_itself(tmp_path):
    with Store(tmp_path / "x.db") as store:
        target = tmp_path / "none" / "copy.db"
        with pytest.raises(StoreError, match=re.escape(str(target))):
            store.backup(target, 0)
        assert store.backups() == []


def test_a_backup_that_is_stopped_half_way_leaves_no_file(tmp_path):
    with Store(tmp_path / "x.db") as store:
        with store.transaction():
            store.put(batch(*(message(i, text="x" * 4000) for i in range(200))))
        target = tmp_path / "copy.db"
        steps = iter([0] * 500)  # the file is there, and the copying goes on
        store.conn.set_progress_handler(lambda: next(steps, 1) if target.exists() else 0, 10)
        with pytest.raises(Exception, match="interrupt"):
            store.backup(target, 0)
        assert not target.exists()
