"""What cannot work on Spark is said in one line, with the remedy, before anything is begun."""

import os
import socket

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.engines.spark import starting
from storage.errors import EngineError, SourceError, UsageError
from tests.bot.engines import town


def run(*words):
    found = CliRunner().invoke(app, [str(word) for word in words])
    return found.exception


def spark(*words):
    return run(*words, "--engine", "spark")


@pytest.fixture
def installed(monkeypatch):
    """As if everything were installed that Spark needs."""
    pytest.importorskip("pyarrow", reason="no pyarrow: pip install 'givetake[spark]'")
    pytest.importorskip("pyspark", reason="no pyspark: pip install 'givetake[spark]'")
    monkeypatch.setattr(starting, "java_version", lambda: 17)


def test_without_pyspark(monkeypatch, tmp_path):
    monkeypatch.setattr(starting, "find_spec", lambda name: None)
    error = spark("import", tmp_path, "--db", tmp_path / "a.db")
    assert isinstance(error, EngineError) and error.exit_code == 15
    assert str(error) == 'The Spark engine needs pyspark. Install it with: pip install "givetake[spark]"'


@pytest.mark.parametrize(("home", "version"), [("", 0), ("old", 11)])
def test_without_a_fitting_java(monkeypatch, tmp_path, home, version, installed):
    monkeypatch.undo()
    monkeypatch.setattr(starting, "find_spec", lambda name: True)
    java = tmp_path / "old" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / home) if home else "")
    assert starting.java_version() == version
    with pytest.raises(EngineError, match=r"needs Java 17 or newer.*apt install openjdk-17-jre-headless"):
        starting.check("local")


def test_a_master_that_does_not_answer(installed):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(EngineError, match=r"does not answer .*Check host and port"):
            starting.check(f"spark://127.0.0.1:{held.getsockname()[1]}")


@pytest.mark.parametrize("master", ["sprak://host:7077", "local[", "", "spark://host:many"])
def test_a_master_that_is_none(installed, master):
    with pytest.raises((UsageError, EngineError)):
        starting.check(master or "?")


def test_a_folder_that_exists(installed, tmp_path):
    paths, tables = town.build(tmp_path / "in"), tmp_path / "tables"
    tables.mkdir()
    (tables / "mine.txt").touch()
    error = spark("import", *paths, "--db", tmp_path / "a.db", "--parquet", tables)
    assert isinstance(error, UsageError) and "exists already. Name another folder" in str(error)


def test_a_folder_that_cannot_be_written(installed, tmp_path):
    (tmp_path / "file").touch()
    error = spark(
        "import", *town.build(tmp_path / "in"), "--db", tmp_path / "a.db", "--parquet", tmp_path / "file" / "x"
    )
    assert isinstance(error, SourceError) and "cannot be written" in str(error)


def test_a_pipe(installed, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in ("-", tmp_path / "pipe"):
        error = spark("import", path, "--db", tmp_path / "a.db")
        assert isinstance(error, UsageError) and "Save it to a file" in str(error)


def test_a_database_that_holds_messages(installed, tmp_path):
    (tmp_path / "more.csv").write_text("time,author,text\n2025-01-01,ann,hi\n")
    assert run("import", *town.build(tmp_path / "in"), "--db", tmp_path / "a.db") is None
    error = spark("import", tmp_path / "more.csv", "--db", tmp_path / "a.db")
    assert isinstance(error, UsageError) and "holds 2" in str(error) and "Leave out --engine spark" in str(error)


def test_tables_that_were_not_finished(installed, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "t" / "messages").mkdir(parents=True)
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / "t" / "messages" / "a.parquet")
    error = spark("import", tmp_path / "t", "--db", tmp_path / "a.db")
    assert isinstance(error, SourceError) and "not written to its end" in str(error)


def test_options_of_spark_without_spark(tmp_path):
    error = run("import", tmp_path, "--db", tmp_path / "a.db", "--master", "local")
    assert isinstance(error, UsageError) and "Add --engine spark" in str(error)
