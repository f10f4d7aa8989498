"""What tests share: stores of every kind, and a folder of real data."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.store import Store
from tests.databases import ENGINES, NoServerError, some_server

SHARED = Path(os.environ.get("GIVETAKE_SHARED") or Path(__file__).parents[2] / "shared")


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server for the whole run; without one, tests that need it are skipped."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(some_server())
        except NoServerError as error:
            pytest.skip(str(error))
        yield server


@pytest.fixture
def postgres(postgres_server, monkeypatch):
    """The server, whose databases of this test are removed at its end."""
    monkeypatch.setenv("GIVETAKE_SECRET", "a secret of the tests")
    yield postgres_server
    postgres_server.clear()


@pytest.fixture(params=ENGINES)
def engine(request):
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def databases(engine, request, tmp_path):
    """Makes places for databases of one kind: a file in ``tmp_path``, or a database on the server."""
    if engine == "sqlite":
        return lambda name="a.db": str(tmp_path / name)
    server = request.getfixturevalue("postgres")
    made = {}
    return lambda name="a.db": made[name] if name in made else made.setdefault(name, server.database())


@pytest.fixture
def database(databases):
    """One place for a database."""
    return databases()


@pytest.fixture
def files(engine, request, tmp_path):
    """Gives the files in which ``databases()`` lie, as they are now, and everything else in ``tmp_path``."""
    if engine == "sqlite":
        return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]
    server = request.getfixturevalue("postgres")
    if server.data is None:
        pytest.skip("the server's files are not ours to read")
    return lambda: [*server.files(), *(path for path in tmp_path.rglob("*") if path.is_file())]


@pytest.fixture
def store(engine, request):
    """An empty store of each kind."""
    where = ":memory:" if engine == "sqlite" else request.getfixturevalue("database")
    with Store(where) as opened:
        yield opened


@pytest.fixture
def shared_data():
    """The optional folder of real data; tests that need it are skipped where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"no shared data folder at {SHARED} (set GIVETAKE_SHARED)")
    return SHARED / "data"
