"""What the Reddit tests share: a pull against a loopback Reddit, and a database's content to compare."""

from datetime import UTC, datetime, timedelta

from analyzers.exchanges import Rules
from bot.connectors.reddit import Login, Reddit
from bot.services.derive import Deriver
from bot.services.reddit import Plan, Pull
from storage.models import Brand
from tests.factories import KeywordClassifier
from tests.fakes.reddit.world import BASE

BRAND = Brand(name="Acme", accounts=("reddit:acme",))
PLAN = Plan(subreddits=("soil",), accounts=("acme",))
START = datetime.fromtimestamp(BASE, UTC)


def login(url, **fields):
    return Login(client_id="id", client_secret="s", user_agent="test", url=url, timeout=1, **fields)


def session(url, told=None, **fields):
    return Reddit(login(url), tell=(told or []).append, first_wait=0.01, **fields)


def deriver_of(store):
    return Deriver(store, BRAND, Rules(), KeywordClassifier())


def puller(store, url, plan=PLAN, told=None, **fields):
    deriver = deriver_of(store)
    deriver.ensure()
    told = [] if told is None else told
    return Pull(session(url, told, **fields), lambda job: job(store, deriver), plan, tell=told.append)


def later(days):
    return START + timedelta(days=days)


def content(store):
    """Every table but the bookkeeping of migrations, sorted: what two databases must have in common."""
    tables = {}
    for table in store.tables():
        rows = [
            tuple(round(x, 6) if isinstance(x, float) else x for x in row)
            for row in store.conn.execute(f"SELECT * FROM {table}")
        ]
        tables[table] = sorted(rows, key=repr)
    tables["message"] = sorted((row[1:] for row in tables["message"]), key=repr)  # the order of arrival may differ
    tables.pop("ledger")  # sums of floats depend on their order; the ledgers are compared by rows()
    return tables
