"""Pages and redacted reports from the command line, and the database in the browser."""

import re
import sys

import pytest

from tests.bot.render.pages import Page


def test_demo_as_a_page(givetake, tmp_path):
    code, _, errors = givetake("demo", "--format", "html", "--out", tmp_path / "page.html")
    assert (code, errors) == (0, "")
    page = Page((tmp_path / "page.html").read_text("utf-8"))
    assert page.texts["h1"][0].startswith("Puddlewick gives more than it takes")
    assert "Imre" in "".join(page.texts["a"])
    assert (tmp_path / "page.html").stat().st_size < 2_000_000


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "html"])
def test_redacted_in_every_format(givetake, form):
    code, out, _ = givetake("demo", "--redact", "--format", form)
    assert code == 0
    assert not re.search(r"\b(Imre|Wanjiru|Ngozi|compost_cassandra|732217858695893023)\b", out)
    assert "Puddlewick" in out or form == "csv"


def test_the_redacted_report_tells_how_to_make_it_again(givetake):
    _, out, _ = givetake("demo", "--days", "90", "--redact", "--format", "markdown")
    assert "Made by: givetake demo \\-\\-days" in out or "givetake demo --days 90 --redact" in out
    checksum = re.search(r"sha256 ([0-9a-f]{64})", out)[1]
    _, again, _ = givetake("demo", "--days", "90", "--redact", "--format", "json")
    assert checksum in again


def test_a_redacted_line_can_be_explained(givetake):
    code, out, _ = givetake("demo", "--redact", "--explain", "member.Member 6")
    assert code == 0
    assert "Member 6" in out
    assert "Imre" not in out
    code, _, errors = givetake("demo", "--redact", "--explain", "member.Imre")
    assert code == 2
    assert "no line" in errors


def test_one_line_as_a_page(givetake):
    code, out, _ = givetake("demo", "--explain", "hollow", "--format", "html")
    assert code == 0
    assert "Hollow gives" in Page(out).texts["h1"]


def test_explore_needs_a_database(givetake):
    code, _, errors = givetake("explore", "--db", "none.db")
    assert code == 4
    assert "givetake import" in errors


def test_explore_names_the_extra_where_it_is_missing(givetake, monkeypatch, tmp_path):
    from storage.store import Store

    Store(tmp_path / "here.db").close()
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    code, _, errors = givetake("explore", "--db", tmp_path / "here.db", "--no-browser")
    assert code == 2
    assert "givetake[explore]" in errors


def test_the_command_is_told_without_private_folders(tmp_path):
    from types import SimpleNamespace

    from bot.commands.retrace import typed

    def option(name, *opts):
        return SimpleNamespace(name=name, opts=opts)

    given = {"paths": [str(tmp_path / "export")], "account": ["discord:1", "reddit:a b"], "days": 30, "redact": True,
             "out": "x.html", "format": "html", "config": None, "role": []}  # fmt: skip
    parameters = [option(name, *([f"--{name}"] if name != "paths" else ["paths"])) for name in given]
    context = SimpleNamespace(command=SimpleNamespace(params=parameters), params=given, info_name="audit")
    assert typed(context) == "givetake audit export --account discord:1 --account 'reddit:a b' --days 30 --redact"
