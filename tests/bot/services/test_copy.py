"""Moving a database: every table arrives, in both directions, whole or not at all."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from bot.services.copy import copy
from storage.copying import content
from storage.errors import SourceError, StoreDamagedError, StoreError, UsageError
from storage.reviews import Who
from storage.store import Store
from tests.bot.services.test_rights import filled
from tests.databases import dumped
from tests.factories import START, batch, message

ROOT = Path(__file__).parents[3]


def dump_of(path):
    with Store(path) as store:
        return dumped(store)


def test_there_and_back_again(postgres, tmp_path):
    first, there, back = tmp_path / "first.db", postgres.database(), tmp_path / "back.db"
    with filled(first) as store:
        store.conn.execute("DROP TABLE later")
        for _ in range(3):
            store.add_digest("Acme", "0 9 * * 1", "UTC", "file:x", 7, 1, Who(id="a", name="b"))
        store.remove_digest(3)
    told = []
    gone = copy(str(first), there, progress=lambda table, rows: told.append((table, rows)))
    assert sum(rows for _, rows in told) == gone.moved.total > 50
    came = copy(there, str(back))
    assert gone.moved == came.moved
    assert dump_of(first) == dump_of(there) == dump_of(back)
    for path in (there, back):  # numbers are not given twice
        with Store(path) as store:
            assert store.add_digest("Acme", "0 9 * * 1", "UTC", "file:x", 7, 1, Who(id="a", name="b")) == 4
            with store.transaction():
                assert len(store.put(batch(message(900))).new) == 1


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=6),
    numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4, unique=True),
)
def test_any_values_survive_the_round_trip(postgres_server, tmp_path_factory, texts, numbers):
    if not hasattr(postgres_server, "copied"):
        postgres_server.copied = postgres_server.database()
    folder = tmp_path_factory.mktemp("trip")
    first, back = str(folder / "first.db"), str(folder / "back.db")
    with Store(first) as store, store.transaction():
        store.put(batch(*(message(n, text=text, url=text or None) for n, text in enumerate(texts))))
        for n, number in enumerate(numbers):
            row = ("Acme", f"m{n}", n - 2, number, texts[0] if texts else None, None, "x")
            store.conn.execute("INSERT INTO forecast VALUES (?, ?, ?, ?, ?, ?, ?)", (row[0], *row[1:]))
        weights = ("Acme", 3, "p", "".join(texts).encode())
        store.conn.execute("INSERT INTO forecast_model VALUES (?, ?, ?, ?)", weights)
    copy(first, postgres_server.copied, replace=True)
    copy(postgres_server.copied, back)
    assert dump_of(first) == dump_of(postgres_server.copied) == dump_of(back)


def test_the_real_month_arrives_whole(postgres, shared_data, tmp_path):
    first, there, back = tmp_path / "first.db", postgres.database(), tmp_path / "back.db"
    with Store(first) as store:
        paths = sorted((shared_data / "discord").glob("*.json"))[:6]
        collect(store, open_sources([str(path) for path in paths], options=ImportOptions()))
    copy(str(first), there)
    copy(there, str(back))
    assert dump_of(first) == dump_of(back)


def test_a_target_that_holds_something_is_kept_unless_told(databases, tmp_path):
    first, other = tmp_path / "first.db", databases("other.db")
    filled(first).close()
    with Store(other) as store, store.transaction():
        store.put(batch(message(1)))
    before = dump_of(other)
    with pytest.raises(StoreError, match="not empty"):
        copy(str(first), other)
    assert dump_of(other) == before
    assert copy(str(first), other, replace=True).moved.left == ["later"]
    with Store(first) as one, Store(other) as two:
        one.conn.execute("DROP TABLE later")
        assert content(one.engine) == content(two.engine)


def test_what_does_not_arrive_is_noticed_and_undone(databases, tmp_path, monkeypatch):
    first, other = tmp_path / "first.db", databases("other.db")
    filled(first).close()
    kind = type(Store(other).engine)
    pour = kind.pour

    def lossy(engine, table, columns, rows):
        pour(engine, table, columns, list(rows)[:-1] if table == "label" else rows)

    monkeypatch.setattr(kind, "pour", lossy)
    with pytest.raises(StoreDamagedError, match="Table label did not arrive whole"):
        copy(str(first), other)
    with Store(other) as store:
        assert content(store.engine).total == 0


def test_killed_half_way_the_target_is_empty_and_the_same_command_finishes(databases, tmp_path):
    first, other = tmp_path / "first.db", databases("other.db")
    Store(other).close()
    with Store(first) as store, store.transaction():
        for start in range(0, 30_000, 5000):
            store.put(batch(*(message(n, text="long " * 40) for n in range(start, start + 5000))))
    program = """if True:
        import sys, time
        from bot.services.copy import copy

        def stop(table, rows):
            if table == sys.argv[3]:
                print(1, flush=True)
                time.sleep(60)

        copy(*sys.argv[1:3], progress=stop)
        """
    for table in ("author", "message"):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(first), other, table], cwd=ROOT, stdout=subprocess.PIPE
        ) as victim:
            assert victim.stdout.read(1) == b"1"
            victim.send_signal(signal.SIGKILL)
        with Store(other) as store, store.transaction():
            assert store.conn.execute("SELECT count(*) FROM message").fetchone()[0] == 0
    copy(str(first), other)
    assert dump_of(other) == dump_of(first)


def test_mistakes_are_one_line(tmp_path):
    with pytest.raises(SourceError, match="no database"):
        copy(str(tmp_path / "none.db"), str(tmp_path / "x.db"))
    assert not (tmp_path / "none.db").exists()
    Store(tmp_path / "a.db").close()
    with pytest.raises(UsageError, match="one database"):
        copy(str(tmp_path / "a.db"), str(tmp_path / "b/../a.db"))


def test_a_list_of_the_forgotten_without_its_key_is_told_of(postgres, tmp_path, monkeypatch):
    from bot.services.rights import forget

    monkeypatch.delenv("GIVETAKE_SECRET")
    first, there = tmp_path / "a.db", postgres.database()
    with filled(first) as store:
        forget(store, ["discord:7"], None, now=START + timedelta(days=1))
    assert "GIVETAKE_SECRET" in copy(str(first), there).advice
    monkeypatch.setenv("GIVETAKE_SECRET", Path(f"{first}.key").read_text())
    assert copy(str(first), there, replace=True).advice == ""
    with Store(there) as store:
        assert store.forgotten("account", ["discord:7", "discord:8"]) == {"discord:7"}
