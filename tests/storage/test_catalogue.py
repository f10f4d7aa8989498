"""The views answer what they say, and everything in the database is explained."""

import pytest

from storage.catalogue import MEANINGS, QUERIES, catalogue


def test_every_table_and_view_is_explained():
    assert {each.name for each in catalogue()} == set(MEANINGS)
    assert all(each.columns for each in catalogue())


@pytest.mark.parametrize("query", QUERIES, ids=lambda each: each.name)
def test_ready_questions_run_on_an_empty_database(store, query):
    assert store.conn.execute(query.sql, {"name": "x", "words": "x"}).fetchall() == []
