"""Retention takes the words and leaves the figures; backups are compact copies that know where they lie."""

from datetime import timedelta

import pytest

from bot.services.backup import backup
from bot.services.retain import retain, tidy
from storage.errors import StoreError, UsageError
from storage.store import Store
from tests.bot.services.test_derive import derive, rows
from tests.databases import dumped
from tests.factories import at, batch, message

NOW = at(60 * 24 * 100)
OLD = [message(1, "acme", text="buy marrows"), message(2, "ben", minutes=9, reply=1, text="marrow question?")]
NEW = message(3, "acme", minutes=60 * 24 * 99, text="buy leeks")


def filled(path):
    store = Store(path)
    derive(store, batch(*OLD, NEW))
    return store


def texts(store):
    return {m.id: m.text for m in store.messages(["file:m1", "file:m2", "file:m3"])}


def test_old_words_go_and_every_figure_stays(database, files, tmp_path):
    with filled(database) as store:
        before, labels = rows(store), store.labels(["file:m1", "file:m2", "file:m3"])
        copy = backup(store, tmp_path / "copy.db", now=NOW)
        done = retain(store, 30, now=NOW)
        assert (done.cleared, done.backups) == (2, [str(copy)])
        assert texts(store) == {"file:m1": "", "file:m2": "", "file:m3": "buy leeks"}
        assert not any(b"marrow" in path.read_bytes() for path in files())
        assert rows(store) == before
        derive(store, rebuild=True)
        assert (rows(store), store.labels(labels)) == (before, labels)


def test_a_new_import_brings_no_word_back_but_a_removal_counts(database):
    with filled(database) as store:
        retain(store, 30, now=NOW)
        derive(store, batch(*OLD, NEW))
        assert texts(store)["file:m1"] == ""
        derive(store, batch(message(1, "acme", text="buy marrows", removed="moderator")))
        (gone,) = store.messages(["file:m1"])
        assert (gone.removed, gone.text) == ("moderator", "")
        assert [t.count for t in store.tallies("Acme", 1 << 40)] == [1]


def test_backups_follow_what_was_removed_since(tmp_path):
    with filled(tmp_path / "a.db") as store:
        backup(store, None, now=NOW)
        derive(store, batch(message(2, None, text="", removed="author")))
        retain(store, 0, now=NOW)
        assert not any(b"marrow question" in path.read_bytes() for path in tmp_path.iterdir())
        assert any(b"buy marrows" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_running_service_clears_text_and_log_without_a_rebuild(tmp_path):
    with filled(tmp_path / "a.db") as store:
        assert tidy(store, 30, now=NOW) == 2
        assert not any(b"marrow" in path.read_bytes() for path in tmp_path.iterdir())


def test_another_model_does_not_judge_what_it_cannot_read(database):
    from analyzers.exchanges import Rules
    from bot.services.derive import Deriver
    from tests.bot.services.test_derive import BRAND
    from tests.factories import KeywordClassifier

    class Newer(KeywordClassifier):
        model = "keyword-2"

    with filled(database) as store:
        retain(store, 30, now=NOW)
        Deriver(store, BRAND, Rules(), Newer()).ensure()
        assert store.labels(["file:m1"])["file:m1"].label == "take"


def test_nothing_is_cleared_without_a_number(database):
    with filled(database) as store:
        assert retain(store, 0, now=NOW).cleared == 0
        assert texts(store)["file:m1"]


def test_a_backup_is_the_database(database, tmp_path):
    with filled(database) as store:
        path = backup(store, tmp_path, now=NOW)
        assert path.parent == tmp_path and path.stat().st_mode & 0o077 == 0
        with Store(path) as copy:
            assert dumped(copy) == dumped(store)


def test_only_the_latest_stay_if_asked(tmp_path):
    with filled(tmp_path / "a.db") as store:
        for hour in range(4):
            backup(store, tmp_path, now=NOW + timedelta(hours=hour), keep=2)
        assert len(store.backups()) == len(list(tmp_path.glob("a-*.db"))) == 2


def test_mistakes_are_one_line(tmp_path):
    with Store() as store, pytest.raises(UsageError, match="no backup"):
        backup(store, None, now=NOW)
    with filled(tmp_path / "a.db") as kept:
        with pytest.raises(UsageError, match="does not exist"):
            backup(kept, tmp_path / "no" / "b.db", now=NOW)
        (tmp_path / "b.db").write_text("precious")
        with pytest.raises(StoreError, match="exists already"):
            backup(kept, tmp_path / "b.db", now=NOW)
        assert (tmp_path / "b.db").read_text() == "precious"
        assert kept.backups() == []
