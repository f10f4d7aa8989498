"""The views answer what they say, and everything in the database is explained."""

import pytest

from analyzers.exchanges import Rules
from bot.services.derive import Deriver
from storage.catalogue import MEANINGS, QUERIES, catalogue
from storage.models import Brand
from storage.store import Store
from tests.factories import KeywordClassifier, batch, message

BRAND = Brand(name="Acme", accounts=("file:acme",))


def test_every_table_and_view_is_explained():
    assert {each.name for each in catalogue()} == set(MEANINGS)
    assert all(each.columns for each in catalogue())


@pytest.mark.parametrize("query", QUERIES, ids=lambda each: each.name)
def test_ready_questions_run_on_an_empty_database(query):
    with Store() as store:
        assert store.conn.execute(query.sql, {"name": "x", "words": "x"}).fetchall() == []


def test_views_say_the_same_in_every_database(store):
    deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
    said = batch(
        message(1, "ben", text="how?", mentions=["acme"]),
        message(2, "acme", reply=1, text="so"),
        message(3, "acme", minutes=20_000, text="buy one"),
    )
    with store.transaction():
        deriver.apply(store.put(said))
    assert store.conn.execute("SELECT id, time, author, label FROM own_said ORDER BY time").fetchall() == [
        ("file:m2", "2025-03-03 09:02:00", "acme", "give"),
        ("file:m3", "2025-03-17 06:20:00", "acme", "take"),
    ]
    weeks = store.conn.execute("SELECT week, gives, takes, unsure, take_share FROM balance_by_week ORDER BY week")
    assert [tuple(row) for row in weeks] == [("2025-03-03", 1, 0, 0, 0.0), ("2025-03-17", 0, 1, 0, 1.0)]
    channels = store.conn.execute("SELECT channel, gives, takes, take_share FROM balance_by_channel").fetchall()
    assert channels == [("file:room", 1, 1, 0.5)]
    contacts = store.conn.execute("SELECT time, member, direction, means FROM contact ORDER BY time").fetchall()
    assert ("2025-03-03 09:02:00", "ben", "from us", "reply") in contacts
    people = store.conn.execute("SELECT member, we_gave, first_contact, last_contact FROM relationship").fetchall()
    assert people == [("ben", 1, "2025-03-03", "2025-03-03")]
