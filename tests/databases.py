"""Databases for tests: SQLite files, and databases on a real PostgreSQL server that the run starts itself."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ENGINES = ("sqlite", "postgresql")
#: A server whose user may create databases, instead of one of our own.
GIVEN = "GIVETAKE_TEST_POSTGRES"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=40")
_OURS, GUARDED = "givetake_test", "guarded"


def programs():
    """The folder of the newest server's programs; None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _servant():
    """A user that may run a server: root may not."""
    if os.getuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names.get("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else None


class Server:
    """A PostgreSQL server with databases that are made when asked for."""

    def __init__(self, url, data=None):
        import psycopg

        self.url, self.data, self._numbers = url, data, count(1)
        self._admin = psycopg.connect(url, autocommit=True)
        self._prefix = f"{_OURS}_{os.getpid()}"
        self._template = f"{self._prefix}_template"
        self._made = []

    def address(self, name):
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    def empty(self, options="TEMPLATE template0 ENCODING 'UTF8'"):
        """The address of a new database with nothing in it."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} {options}")
        self._made.append(name)
        return self.address(name)

    def database(self):
        """The address of a new database with our tables."""
        if self._template not in self._made:
            from storage.store import Store

            self._admin.execute(f"CREATE DATABASE {self._template} TEMPLATE template0 ENCODING 'UTF8'")
            self._made.append(self._template)
            Store(self.address(self._template)).close()
        fast = " STRATEGY file_copy" if self._admin.info.server_version >= 150000 else ""
        return self.empty(f"TEMPLATE {self._template}{fast}")

    def drop(self, keep=()):
        """Remove the databases that were made."""
        for name in [name for name in self._made if name not in keep]:
            self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self._made.remove(name)

    def clear(self):
        """Remove what a test made."""
        self.drop(keep=(self._template,))

    def close(self):
        self.drop()
        self._admin.close()

    def files(self):
        """The files of the databases that this test made, once the server wrote everything down."""
        self._admin.execute("CHECKPOINT")
        rows = self._admin.execute("SELECT oid FROM pg_database WHERE datname = ANY (%s)", [self._made])
        folders = [self.data / "base" / str(oid) for (oid,) in rows]
        return [path for folder in folders for path in folder.rglob("*") if path.is_file()]

    def run(self, sql):
        return self._admin.execute(sql)


class NoServerError(Exception):
    """No server can be had; the message says why."""


@contextmanager
def own_server(folder, settings=_FAST):
    """A throw-away cluster on loopback: (address, folder of its data, process number). Raises NoServerError."""
    found, servant = programs(), _servant()
    if found is None:
        raise NoServerError(f"no PostgreSQL server is installed, and {GIVEN} is not set")
    if servant is None:
        raise NoServerError("PostgreSQL does not run as root, and there is no other user")
    if servant:
        os.chown(folder, servant["user"], servant["group"])
    data = folder / "data"
    subprocess.run(
        [found / "initdb", "-D", data, "-A", "trust", "-U", "givetake", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **servant,
    )  # fmt: skip
    # one user needs a password, so that a wrong one can be tried
    (data / "pg_hba.conf").write_text(f"host all {GUARDED} all scram-sha-256\nhost all all 127.0.0.1/32 trust\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *settings]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [found / "postgres", "-D", data, *(word for each in given for word in ("-c", each))],
            stdout=log, stderr=log, cwd=folder, **servant,
        )  # fmt: skip
    try:
        url = f"postgresql://givetake@127.0.0.1:{port}/postgres"
        _await(url, server)
        yield url, data, server.pid
    finally:
        server.send_signal(2)
        server.wait(20)


def _await(url, server):
    import psycopg

    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None and time.monotonic() < until, "the server did not start"
            time.sleep(0.05)


@contextmanager
def some_server():
    """The server that the environment names, or one of our own. Raises NoServerError."""
    if importlib.util.find_spec("psycopg") is None:
        raise NoServerError("psycopg is not installed (the extra givetake[postgres])")
    if os.environ.get(GIVEN):
        server = Server(os.environ[GIVEN])
        yield server
        server.close()
        return
    with (
        tempfile.TemporaryDirectory(prefix="givetake-pg-", ignore_cleanup_errors=True) as folder,
        own_server(Path(folder)) as (url, data, _),
    ):
        server = Server(url, data)
        yield server
        server.close()


def cut_off(server):
    """End every connection but the administrator's, as a restarting server does."""
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'givetake'")


def dumped(store):
    """Every row of every table but the bookkeeping of migrations, sorted: equal for equal databases of any kind."""
    rows = {
        table: store.conn.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        for table, columns in store.tables().items()
    }
    return {table: sorted(map(tuple, found), key=repr) for table, found in rows.items()}
