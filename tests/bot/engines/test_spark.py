"""The audit on Spark gives what the embedded engine gives, whatever comes in and whoever dies meanwhile."""

import hashlib
import json
import os
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import build_app
from bot.cli import app as cli
from bot.config import Config
from bot.connectors.files import ImportOptions, find_sources
from bot.render.json import render_json
from bot.services.collect import collect
from bot.services.optout import opt_out
from bot.services.report import Asked, report
from bot.services.rights import forget
from storage.models import from_millis
from tests.bot.engines import town

EVER = 1 << 60


def configured(**brand):
    return Config.model_validate(
        {"brand": {"name": "Acme", **(brand or town.BRAND)}, "classifier": {"second_stage": "off"}}
    )


def embedded(paths, database=":memory:", config=None, secret=None):
    app = build_app(config or configured(), database=str(database))
    if secret:
        app.store.use_secret(secret)
    collect(app.store, find_sources(paths, options=ImportOptions()).sources, app.deriver())
    return app


def told(app):
    deriver = app.deriver()
    assert not deriver.ensure()
    section = app.config.report
    return render_json(report(app.store, app.brand, deriver.side().own, Asked(), section, app.forecaster()))


def derived(store):
    books = {key: rounded(ledger) for key, ledger in store.ledgers("Acme").items()}
    said = [message for batch in store.all_messages() for message in batch]
    return {
        "exchanges": store.exchanges("Acme", EVER), "books": books, "tallies": store.tallies("Acme", 1 << 40),
        "labels": store.labels(message.id for message in said),
    }  # fmt: skip


def everything(store):
    said = sorted((message for batch in store.all_messages() for message in batch), key=lambda each: each.id)
    people = [account.id for account in store.every_account()]
    days = {key: sorted(found.split(",")) for key, found in store.active_days(people, 1 << 15)}
    return {
        **derived(store), "messages": said, "accounts": store.accounts(people), "channels": store.channels(),
        "communities": store.communities(), "problems": store.problems(), "totals": store.totals(),
        "days": days, "brand": store.own_accounts((), town.BRAND["roles"]),
    }  # fmt: skip


def rounded(ledger):
    fields = {name: getattr(ledger, name) for name in ledger.__struct_fields__}
    return {**fields, **{name: [round(x, 9) for x in fields[name]] for name in ("in_decayed", "out_decayed")}}


def job(paths, **fields):
    from bot.engines.spark.running import Job

    return Job(paths=paths, options=ImportOptions(), master="local[2,4]", **fields)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A town's files, and what the embedded engine makes of them."""
    folder = tmp_path_factory.mktemp("town")
    paths = town.build(folder / "in")
    app = embedded(paths, folder / "embedded.db")
    yield paths, everything(app.store), told(app)
    app.close()


def test_the_command_fills_the_database_that_an_import_fills(spark, place, tmp_path):
    paths, rows, text = place
    assert rows["problems"] and rows["exchanges"] and {e.means for e in rows["exchanges"]} >= {"reply", "adjacent"}
    named = "".join(f"{key} = {json.dumps(value)}\n" for key, value in {"name": "Acme", **town.BRAND}.items())
    (tmp_path / "c.toml").write_text(f'[brand]\n{named}[classifier]\nsecond_stage = "off"\n')
    words = ["--config", str(tmp_path / "c.toml"), "--db", str(tmp_path / "a.db"), "--engine", "spark"]
    done = CliRunner().invoke(cli, ["import", *paths, *words], catch_exceptions=False)
    assert f"{len(rows['messages'])} new messages" in done.stdout
    assert f"unreadable: {len(rows['problems'])} records" in done.stdout
    app = build_app(configured(), database=str(tmp_path / "a.db"))
    found = everything(app.store)
    assert {name for name in rows if rows[name] != found[name]} == set()
    assert told(app) == text
    app.close()
    again = CliRunner().invoke(cli, ["import", *paths, *words], catch_exceptions=False)
    assert "Not read again, as nothing changed in them: 5 files." in again.stdout


def test_a_table_from_elsewhere_is_read_and_its_bad_rows_put_aside(spark, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bot.engines.spark.running import bring_in

    day = from_millis(1_700_000_000_000)
    rows = [{"author": "ann", "time": day, "text": "hi"}, {"author": "ben", "time": None, "text": "lost"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "shop.parquet")
    app = build_app(configured(accounts=["file:ann"]), database=":memory:")
    done, _ = bring_in(app, job([str(tmp_path / "shop.parquet")]))
    (problem,) = app.store.problems()
    assert (done.new, problem.position, Path(problem.source).name) == (1, 2, "shop.parquet")
    assert [m.time for batch in app.store.all_messages() for m in batch] == [day]


class Fatal:
    """Makes the classifier, but kills its own process the first two times."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __call__(self):
        from analyzers.classifier import load

        if len(list(Path(self.folder).iterdir())) < 2:
            Path(self.folder, str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return load(deep=False)


def test_a_worker_that_is_killed_changes_nothing(spark, place, tmp_path):
    import msgspec

    from bot.engines.spark.engine import Derived, Reading
    from bot.engines.spark.loading import Extract
    from bot.engines.spark.reading import sources_at
    from bot.engines.spark.running import plan_of

    paths, rows, text = place
    app = build_app(configured(), database=":memory:")
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    plan = msgspec.structs.replace(plan_of(app, ImportOptions()), load=Fatal(deaths), model="fatal")
    follows = Derived(Reading(spark, sources_at(paths[0], plan.options).sources, plan), plan)
    with Extract() as extract:
        extract.take(follows, app.deriver().digest)
        app.store = extract
        assert told(app) == text
        assert {name for name, value in derived(extract).items() if value != rows[name]} == set()
    assert len(list(deaths.iterdir())) == 2


def test_whom_the_database_forgot_or_silenced_stays_out_of_tables_and_of_a_load_from_them(spark, tmp_path):
    import pyarrow.parquet as pq

    from bot.engines.spark.running import bring_in

    paths, tables = town.build(tmp_path / "in"), tmp_path / "tables"
    old = embedded(paths, tmp_path / "old.db")
    opt_out(old.deriver(), "reddit:ann", 1)
    forget(old.store, ["reddit:ben"], old.deriver(), now=from_millis(1 << 40), every_word=True)
    bring_in(old, job(paths, parquet=tables))
    assert not [each for each in tables.rglob("*.parquet") if b"reddit:ben" in each.read_bytes()]
    assert str(pq.read_table(tables / "exchanges").schema.field("time").type) == "timestamp[us, tz=UTC]"
    new = build_app(configured(), database=str(tmp_path / "new.db"))
    bring_in(new, job([str(tables)]))
    said = [message for batch in new.store.all_messages() for message in batch]
    assert len(said) == pq.read_table(tables / "messages").num_rows > 200
    assert any(m.author == "reddit:ann" for m in said) and not any(m.text for m in said if m.author == "reddit:ann")
    assert not new.store.known_accounts(["reddit:ben"])
    fresh = build_app(configured(), database=str(tmp_path / "fresh.db")).store
    fresh.use_secret(old.store.secret())
    with fresh.transaction():
        for wish in old.store.wishes():
            fresh.put_wish(wish)
        listed = old.store.conn.execute("SELECT hash, day FROM forgotten").fetchall()
        fresh.conn.executemany("INSERT INTO forgotten (hash, day) VALUES (?, ?)", listed)
    again = embedded(paths, tmp_path / "fresh.db", secret=old.store.secret())
    rows, found = everything(again.store), everything(new.store)
    assert {name for name in rows if rows[name] != found[name]} == set()


def test_the_real_communities_give_the_same_digest(spark, shared_data):
    from bot.engines.spark.running import looked_at

    paths = [str(shared_data / "reddit"), str(shared_data / "discord")]
    config = configured(accounts=["discord:1299122980382703689", "reddit:quin50243", "reddit:fay8335"])
    one = embedded(paths, config=config)
    with looked_at(build_app(config, database=":memory:"), job(paths)) as other:
        assert digest(told(other)) == digest(told(one))
    one.close()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
