"""JSON, CSV and Markdown: complete, documented, and true to the report."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from analyzers.evidence import Post
from analyzers.explain import explain
from analyzers.reports import build_report
from bot.render.report import render, render_explanation
from bot.render.rows import render_rows
from storage.errors import UsageError
from tests.analyzers import kiln
from tests.analyzers.test_reports import shuffled

SCHEMA = Path(__file__).parents[3] / "docs" / "report-schema.md"


@pytest.fixture(scope="module")
def report():
    return build_report(kiln.evidence(), kiln.relationships(), kiln.foresight(), kiln.reviews())


@pytest.fixture(scope="module")
def content(report):
    return json.loads(render(report, "json"))


def rows(report, table):
    return list(csv.DictReader(io.StringIO(render(report, "csv", table=table))))


def test_json_holds_what_the_interface_promises(content):
    assert content["schema"] == "givetake/report@1"
    assert content["source"].items() >= {"messages": 4120, "authors": 312, "replies": 1020, "quarantined": 3}.items()
    balance = content["balance"]
    assert (balance["gives"], balance["takes"], balance["unsure"]) == (141, 17, 6)
    assert balance["interval"][0] < balance["take_share"] == 17 / 158 < balance["interval"][1]
    assert list(balance["by"]) == ["community", "channel", "account", "kind", "week"]
    assert content["cohorts"] == {"Growing": 1, "Strong": 2, "Weakening": 2, "Failed": 2}
    names = "because gave last_contact norm p_30d received state took trip_wire"
    assert all({*names.split(" "), "member", "accounts"} <= set(each) for each in content["relationships"])
    assert content["relationships"][0]["accounts"] == ["discord:maya", "reddit:mayamakes"]
    assert content["relationships"][0]["trip_wire"] == "2025-07-04T00:00:00Z"


def paths(value, at=""):
    if isinstance(value, dict):
        for name, each in value.items():
            yield from paths(each, f"{at}.{name}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for each in value:
            yield from paths(each, f"{at}[]")
    else:
        yield at


SHAPES = {
    "Period": ("start", "end", "days"),
    "Balance": ("key", "gives", "takes", "unsure", "take_share", "interval", "enough", "tolerated", "verdict"),
    "Post": tuple(Post.__struct_fields__),
}


def by_shape(path, shape_of):
    """A path as the document has it: fields of a shape that occurs more than once are listed once."""
    owner, _, field = path.rpartition(".")
    return f"{shape_of[owner]}.{field}" if field in SHAPES.get(shape_of.get(owner), ()) else path


def test_every_field_of_the_json_is_documented_and_nothing_else_is(content):
    rows = re.findall(
        r"^\| `([^`]+)` \| (?:(Period|Balance|Post)\b)?", SCHEMA.read_text(encoding="utf-8"), re.MULTILINE
    )
    shape_of = {path: shape for path, shape in rows if shape}
    axes = "|".join(content["balance"]["by"])
    found = {re.sub(rf"balance\.by\.({axes})\[\]", "balance.by.AXIS[]", path) for path in paths(content)}
    assert {by_shape(path, shape_of) for path in found} == {path for path, shape in rows if not shape}


def test_the_same_evidence_gives_the_same_bytes(report):
    again = build_report(shuffled(kiln.evidence()), kiln.relationships()[::-1], kiln.foresight(), kiln.reviews())
    for form in ("json", "csv", "markdown"):
        assert render(again, form) == render(report, form)


def test_an_empty_report_is_valid_json():
    empty = json.loads(render(build_report(kiln.evidence(posts=kiln.posts()[:1], questions=()), []), "json"))
    assert (empty["verdict"]["word"], empty["relationships"]) == (None, [])


def test_csv_tables_agree_with_the_report(report):
    weeks = rows(report, "week")
    assert sum(int(row["gives"]) for row in weeks) == report.balance.gives
    assert [row["member"] for row in rows(report, "relationships")][:2] == ["discord:maya", "discord:bram"]
    posts = rows(report, "posts")
    assert sum(row["one_way"] == "yes" for row in posts) == report.one_way.count
    assert sum(row["hollow"] != "" for row in posts) == len(report.hollow.gives)
    assert {row["by"] for row in rows(report, "balance")} == {"all", "community", "channel", "account", "kind", "week"}
    assert rows(report, "questions")[0]["state"] == "Weakening"


def test_unknown_is_empty_in_csv_and_null_in_json(report, content):
    assert rows(report, "relationships")[4]["norm"] == ""
    assert content["relationships"][4]["norm"] is None


def test_markdown_names_verdict_people_and_figures(report):
    shown = render(report, "markdown")
    assert "is too close to call against the tolerated 10 %.**" in shown
    assert "1. Answer **Maya** (Weakening), turns about 4 Jul, waits 2 days: Does the new cone 6" in shown
    assert "| r/homepottery | 30 | 10 | 1 | 25 % | 14 to 40 % |" in shown


def test_every_markdown_table_has_equal_rows(report):
    for block in re.findall(r"(?:^\|.*\n)+", render(report, "markdown"), re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in block.strip().split("\n")}) == 1


def test_an_explanation_in_every_format_carries_the_same_messages(report):
    explanation = explain(report, "balance.kind.deal")
    assert len(json.loads(render_explanation(explanation, "json"))["messages"]) == 4
    assert len(render_explanation(explanation, "csv").splitlines()) == 5
    assert render_explanation(explanation, "markdown").count("give box") == 0
    assert render_explanation(explanation, "markdown").count("glaze box") == 4


@pytest.mark.parametrize(("form", "table"), [("pdf", "relationships"), ("csv", "people"), ("", "week")])
def test_an_unknown_format_or_table_is_a_usage_error(report, form, table):
    with pytest.raises(UsageError, match=r"The (formats|tables) are"):
        render(report, form, table=table)


def test_two_wide_columns_share_the_lines_instead_of_one_standing_upright(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    rows = [("discord:882816793297686654", "too few to say", "weekly showcase, Promo, saturday, sunday")]
    shown = render_rows(("community", "learned", "welcome"), rows, "text", folds=("learned", "welcome"))
    assert len(shown.splitlines()) <= 5 and "too few" in shown
