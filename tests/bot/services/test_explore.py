"""The database in the browser: readable, explained, and not to be written."""

import asyncio
import sqlite3

import pytest

from bot.demo import BRAND, paths
from bot.services.explore import explorer
from storage.errors import SourceError, StoreError

pytest.importorskip("datasette", reason="the explore extra is not installed")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    from bot.app import build_app
    from bot.commands.audit import _configured
    from bot.connectors.files import ImportOptions, find_sources
    from bot.services.collect import collect
    from tests.factories import KeywordClassifier

    path = tmp_path_factory.mktemp("explore") / "sample.db"
    app = build_app(_configured(BRAND), database=str(path))
    app._classifier = KeywordClassifier()
    sources = find_sources([str(each) for each in paths()], options=ImportOptions()).sources
    collect(app.store, sources, app.deriver())
    app.close()
    return str(path)


def get(database, path):
    async def asked():
        return await explorer(database).client.get(path)

    return asyncio.run(asked())


def test_views_and_questions_answer(database):
    said = get(database, "/sample/said.json?_shape=array&_size=5&_sort_desc=time").json()
    assert said[0]["time"].startswith("2025-0")
    assert said[0]["author"]
    assert get(database, "/sample/own_said.json?_size=1&_nofacet=1").status_code == 200
    weeks = get(database, "/sample/balance_by_week.json?_shape=array").json()
    assert sum(week["gives"] + week["takes"] + week["unsure"] for week in weeks) > 90
    talk = get(database, "/sample/conversation.json?name=Imre&_shape=array").json()
    assert {row["direction"] for row in talk} == {"to us", "from us"}
    people = get(database, "/sample/relationship.json?_shape=array&_size=max").json()
    assert max(row["contacted_us"] for row in people) > 15


def test_tables_are_explained(database):
    page = get(database, "/sample/said").text
    assert "The view to begin with" in page


def test_nothing_can_be_written(database):
    answer = get(database, "/sample.json?sql=delete+from+message")
    assert answer.status_code == 400
    with sqlite3.connect(database) as conn:
        assert conn.execute("SELECT count(*) FROM message").fetchone()[0] > 300


def test_another_file_is_answered_with_a_remedy(tmp_path):
    with pytest.raises(SourceError, match="givetake import"):
        explorer(str(tmp_path / "none.db"))
    (tmp_path / "text.db").write_text("no database, but a text that is long enough to be looked at as one" * 20)
    with pytest.raises(StoreError):
        explorer(str(tmp_path / "text.db"))
