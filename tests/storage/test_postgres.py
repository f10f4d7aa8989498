"""PostgreSQL: what it cannot hold, what may go wrong with a server, and whose database it is."""

from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.address import secrets_of, shown
from storage.derived import ids
from storage.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreNewerError,
    StoreReadOnlyError,
    StoreUnreachableError,
    UsageError,
)
from storage.models import Account, Problem
from storage.store import Store
from tests.databases import GUARDED, cut_off
from tests.factories import batch, message, put


def changed(url, **parts):
    return urlunsplit(urlsplit(url)._replace(**parts))


def user_of(url, user):
    found = urlsplit(url)
    return changed(url, netloc=f"{user}@{found.hostname}:{found.port}")


# -- text ------------------------------------------------------------------------------------------


def test_nuls_and_their_stand_in_come_back_as_they_went_in(postgres):
    texts = [
        "a\0b",
        "\0",
        "\U0010fffd",
        "\U0010fffd0\0\U0010fffd1",
        "\\0 \\x00 'quoted' \"{},",
        "\t\r\n\\.",
        "𝄞é\u200b",
    ]
    with Store(postgres.database()) as store:
        said = [message(n, text=text, thread=f"file:t{text}") for n, text in enumerate(texts)]
        people = (Account(id="file:ann", name="a\0nn\\", display='"{\U0010fffd}"'),)
        put(store, batch(*said, accounts=people, problems=(Problem(source="x", position=1, reason="n", excerpt="\0"),)))
        assert [m.text for m in store.messages(m.id for m in said)] == texts
        assert store.accounts(["file:ann"])["file:ann"] == people[0]
        assert store.problems()[0].excerpt == "\0"
        assert put(store, batch(*said, accounts=people)).new == []
        many = [message(n, text=f"\0{n}\U0010fffd") for n in range(100, 300)]  # by COPY
        put(store, batch(*many))
        assert [m.text for m in store.messages(m.id for m in many)] == [m.text for m in many]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=8, unique=True))
def test_any_ids_are_found_again(postgres_server, texts):
    if not hasattr(postgres_server, "texts"):
        postgres_server.texts = postgres_server.database()
    with Store(postgres_server.texts) as store:
        with store.transaction():
            store.conn.execute("DELETE FROM setting")
            for text in texts:
                store.put_setting(text, text)
        assert sorted(store.settings().values()) == sorted(texts)
        found = store.column("SELECT key FROM setting WHERE key IN (SELECT value FROM json_each(?))", ids(texts))
        assert sorted(found) == sorted(texts)
        rest = "SELECT key FROM setting WHERE key NOT IN (SELECT value FROM json_each(?))"
        assert sorted(store.column(rest, ids(texts[1:]))) == texts[:1]


def test_ids_sort_by_their_bytes_and_fold_as_in_sqlite(store):
    people = [Account(id=f"file:{name}", name=name) for name in ("b", "A", "a", "_", "é", "Z", "Ä")]
    put(store, batch(*(message(n, each.name) for n, each in enumerate(people)), accounts=tuple(people)))
    assert [each.name for each in store.every_account()] == ["A", "Z", "_", "a", "b", "Ä", "é"]
    assert store.like_account("a") == ["file:A", "file:a"]
    assert store.like_account("Ä") == ["file:Ä"]
    assert store.like_account("ä") == []


def test_many_rows_keep_their_order(store):
    """Rows of very different lengths, which a table puts wherever there is room."""
    sizes = [7000 if n % 7 == 0 else 1 + n % 50 for n in range(2000)]
    said = [message(n, text=str(n).rjust(size, "x")) for n, size in enumerate(sizes)]
    for part in (said[:1000], said[1000:]):
        put(store, batch(*part))
    assert store.column("SELECT id FROM message ORDER BY seq") == [m.id for m in said]
    assert [m.id for part in store.all_messages(300) for m in part] == [m.id for m in said]


# -- whose database --------------------------------------------------------------------------------


def test_opening_twice_at_once_makes_the_tables_once(postgres):
    from concurrent.futures import ThreadPoolExecutor

    address = postgres.empty()
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store(address), range(4)))
    for store in stores:
        assert store.totals().messages == 0
        store.close()


def test_a_database_of_a_newer_program_is_refused(postgres):
    address = postgres.database()
    with Store(address) as store:
        store.conn.execute("INSERT INTO givetake_migration (name) VALUES ('m999_future')")
    with pytest.raises(StoreNewerError, match="newer givetake"):
        Store(address)


def test_another_programs_database_is_refused_and_a_schema_of_its_own_is_enough(postgres):
    import psycopg

    address = postgres.empty()
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("CREATE TABLE mine (x int)")
        with pytest.raises(StoreDamagedError, match="another program"):
            Store(address)
        assert conn.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)
        conn.execute("CREATE SCHEMA givetake")
    with Store(f"{address}?options=-csearch_path%3Dgivetake") as store:
        put(store, batch(message(1)))
        assert store.totals().messages == 1
        assert "mine" not in store.tables()


def test_a_database_that_cannot_hold_every_language_is_refused(postgres):
    with pytest.raises(StoreError, match="encoding is LATIN1"):
        Store(postgres.empty("TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"))


# -- what may go wrong -----------------------------------------------------------------------------


def test_no_server_no_database_and_odd_addresses_are_told_without_the_password(postgres):
    wrong = {
        "postgresql://me:geheim@127.0.0.1:9/db": (StoreUnreachableError, "cannot be reached"),
        changed(postgres.url, path="/nowhere"): (StoreError, "does not exist"),
        "postgresql://me:ge heim@[oops/db": (UsageError, "cannot be understood"),
        "postgresql://me:geheim@host/db?no=such": (UsageError, "cannot be understood"),
    }
    for address, (kind, words) in wrong.items():
        with pytest.raises(kind, match=words) as caught:
            Store(address, timeout=1)
        assert caught.value.remedy
        assert "heim" not in str(caught.value) + repr(caught.value.__cause__)


def test_a_wrong_password_is_told(postgres):
    if postgres.data is None:
        pytest.skip("the server is not ours to set up")
    postgres.run(f"DROP ROLE IF EXISTS {GUARDED}")
    postgres.run(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'richtig'")
    try:
        for user in (GUARDED, f"{GUARDED}:falsch"):
            with pytest.raises(StoreError, match="did not let you in") as caught:
                Store(user_of(postgres.url, user))
            assert "falsch" not in str(caught.value)
        with pytest.raises(StoreReadOnlyError, match="does not allow this user"):
            Store(user_of(postgres.empty(), f"{GUARDED}:richtig"))
    finally:
        postgres.drop(keep=(postgres._template,))
        postgres.run(f"DROP ROLE {GUARDED}")


def test_a_read_only_server_is_told(postgres):
    address = postgres.database()
    postgres.run(f"ALTER DATABASE {urlsplit(address).path[1:]} SET default_transaction_read_only = on")
    with Store(address) as store:
        with pytest.raises(StoreReadOnlyError, match="read-only"):
            put(store, batch(message(1)))
        assert store.totals().messages == 0


def test_a_lost_connection_comes_back_where_nothing_was_lost(postgres):
    with Store(postgres.database()) as store:
        put(store, batch(message(1)))
        cut_off(postgres)
        assert store.totals().messages == 1
        cut_off(postgres)
        put(store, batch(message(2)))
        cut_off(postgres)
        store.put_setting("x", "1")
        assert (store.totals().messages, store.settings()) == (2, {"x": "1"})


def test_a_connection_lost_in_a_transaction_is_told_and_the_next_one_works(postgres):
    with Store(postgres.database()) as store:
        with pytest.raises(StoreUnreachableError, match="lost its connection") as caught, store.transaction():
            store.put(batch(message(1)))
            cut_off(postgres)
            store.put(batch(message(2)))
        assert "nothing is lost" in caught.value.remedy
        put(store, batch(message(3)))
        assert [m.id for m in store.messages(["file:m1", "file:m2", "file:m3"])] == ["file:m3"]


CODES = {
    "54000": (StoreError, "id that long"),
    "53100": (StoreFullError, "no room"),
    "53300": (StoreUnreachableError, "no connection left"),
    "55P03": (StoreLockedError, "another program"),
    "57014": (StoreError, "took too long"),
    "42501": (StoreReadOnlyError, "does not allow"),
    "XX001": (StoreDamagedError, "damaged"),
    "P0001": (StoreError, "could not be used: something odd"),
}


@pytest.mark.parametrize(("code", "expected"), CODES.items())
def test_what_a_server_complains_of_is_told_and_undone(postgres, code, expected):
    with Store(postgres.database()) as store:
        raised = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = 'something odd'; END $$"
        with pytest.raises(expected[0], match=expected[1]) as caught, store.transaction():
            store.put(batch(message(1)))
            store.conn.script(raised)
        assert caught.value.remedy
        assert store.totals().messages == 0
        put(store, batch(message(1)))


def test_without_the_library_the_remedy_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match="givetake\\[postgres\\]") as caught:
        Store("postgresql://host/db")
    assert caught.value.exit_code == 2


# -- addresses -------------------------------------------------------------------------------------

ADDRESSES = {
    "postgresql://me@host/db": ("postgresql://me@host/db", ()),
    "postgresql://me:p4ss@host:5433/db?sslmode=require": ("postgresql://me@host:5433/db", ("p4ss",)),
    "postgres://me:p%40ss@a:1,b:2/db": ("postgres://me@a:1,b:2/db", ("p%40ss", "p@ss")),
    "postgresql:///db?host=/run&password=p4ss": ("postgresql:///db", ("p4ss",)),
    "postgresql://me:p/4?s#s@w@host/db": ("postgresql://me@host/db", ("p/4?s#s@w",)),
    "postgresql://host/db?password=p4ss&user=a@b": ("postgresql://…", ("p4ss",)),
    "postgresql://": ("postgresql://", ()),
    "a.db": ("a.db", ()),
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items())
def test_addresses_are_shown_without_secrets(address, expected):
    assert shown(address) == expected[0]
    assert set(expected[1]) <= set(secrets_of(address))


@settings(max_examples=400)
@given(
    password=st.text(min_size=4) | st.text("<>@/?#&=:p", min_size=4), query=st.sampled_from(["", "?sslmode=require"])
)
def test_no_password_is_ever_shown(password, query):
    secret = f"<{password.replace('<', '')}"
    assert "<" not in shown(f"postgresql://me:{secret}@host/db{query}")
    assert "<" not in shown(f"postgresql://me@host/db?password={secret}")
    assert "<" not in shown(f"postgresql://host/db?user=me&password={secret}&x=1")
