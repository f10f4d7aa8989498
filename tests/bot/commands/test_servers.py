"""The command line over a PostgreSQL address: the same answers, one line of error, and no password anywhere."""

import json
from urllib.parse import urlsplit, urlunsplit

import pytest

from bot.commands import serve
from bot.config import Config
from bot.config_discord import DiscordSection
from bot.demo import folder
from bot.services import doctor
from storage.store import Store
from tests.databases import dumped

MAREN = "discord:810007070517628993"
SAMPLE = str(folder())
PASSWORD = "n0t-to-be-seen"
ASKED = {
    "report": ["report", "--account", MAREN],
    "relationships": ["relationships", "--account", MAREN],
    "members": ["members"],
    "queue": ["queue", "list"],
}


def guarded(address):
    """The address with a password that the server does not ask for."""
    found = urlsplit(address)
    return urlunsplit(found._replace(netloc=f"{found.username}:{PASSWORD}@{found.hostname}:{found.port}"))


@pytest.fixture
def address(postgres):
    return guarded(postgres.database())


def test_every_answer_equals_that_of_a_file(givetake, address, tmp_path):
    (tmp_path / "config.toml").write_text(f'[brand]\nname = "Puddlewick"\naccounts = ["{MAREN}"]\n')
    for database in (str(tmp_path / "a.db"), address):
        assert givetake("import", SAMPLE, "--db", database)[0] == 0
        assert givetake("queue", "look", "--days", "400", "--db", database)[0] == 0
    for arguments in ASKED.values():
        one = givetake(*arguments, "--format", "json", "--db", tmp_path / "a.db")
        two = givetake(*arguments, "--format", "json", "--db", address)
        assert one == two
        assert one[0] == 0 and json.loads(one[1])
    with Store(tmp_path / "a.db") as file, Store(address) as server:
        assert dumped(file) == dumped(server)


def test_the_address_may_come_from_environment_or_configuration(givetake, address, tmp_path, monkeypatch):
    (tmp_path / "config.toml").write_text(f"database = {json.dumps(address)}\n")
    assert givetake("import", SAMPLE)[0] == 0
    monkeypatch.setenv("GIVETAKE_DB", address)
    (tmp_path / "config.toml").unlink()
    assert len(json.loads(givetake("members", "--format", "json")[1])) > 5
    assert not list(tmp_path.glob("*.db"))


def test_the_password_is_in_no_output(givetake, address, tmp_path):
    assert givetake("import", SAMPLE, "--db", address)[0] == 0
    audit = ("audit", SAMPLE, "--account", MAREN, "--redact", "--format", "html", "--db", address)
    outputs = [
        givetake(*audit),
        givetake("backup", "--db", address),
        givetake("backup", tmp_path / "copy.db", "--db", address),
        givetake("explore", "--db", address, "--no-browser"),
        givetake("db", "copy", address, tmp_path / "b.db"),
        givetake("report", "--db", address.replace("givetake_test", "nowhere"), "--account", MAREN),
        givetake("report", "--db", f"postgresql://me:{PASSWORD}@[oops/db", "--account", MAREN),
    ]
    assert [code for code, *_ in outputs] == [0, 2, 0, 2, 0, 5, 2]
    assert PASSWORD in serve._secrets(Config(database=address), DiscordSection(token="token"), None)
    findings = [doctor.database(address), doctor.database(address.replace("givetake_test", "nowhere"))]
    assert [finding.ok for finding in findings] == [True, False]
    assert "PostgreSQL" in findings[0].seen
    assert PASSWORD not in repr((outputs, findings))


def test_doctor_asks_for_the_key_of_forgetting(address, monkeypatch):
    monkeypatch.delenv("GIVETAKE_SECRET")
    found = doctor.database(address)
    assert not found.ok
    assert "GIVETAKE_SECRET" in found.remedy


WRONG = {
    "nobody listens": ("postgresql://me@127.0.0.1:9/db", 13, "host and port"),
    "no such host": ("postgresql://me@nowhere.invalid/db", 13, "host and port"),
    "an odd address": ("postgresql://me@[", 2, "user@host/database"),
}


@pytest.mark.parametrize(("address", "exit_code", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_what_goes_wrong_is_one_line(givetake, address, exit_code, remedy):
    code, out, error = givetake("report", "--db", address, "--account", MAREN)
    assert (code, out) == (exit_code, "")
    assert remedy in error
    assert error.count("\n") == 1


def test_a_copy_is_told(givetake, address, tmp_path):
    assert givetake("import", SAMPLE, "--db", tmp_path / "a.db")[0] == 0
    code, out, error = givetake("db", "copy", tmp_path / "a.db", address)
    assert (code, error) == (0, "")
    assert "rows of" in out and "both read the same" in out
    assert PASSWORD not in out
    assert givetake("db", "copy", tmp_path / "a.db", address)[0] == 5
