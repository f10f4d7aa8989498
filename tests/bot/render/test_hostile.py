"""No format raises, and none emits what acts, hides or reverses, whatever people wrote."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from analyzers.explain import explain
from analyzers.keys import titles
from analyzers.reports import build_report
from bot.render.csv import TABLES
from bot.render.report import FORMATS, render, render_check, render_explanation
from storage.models import Span
from tests.bot.render import hostile
from tests.bot.render.hostile import ATTACKS, TEXT, unseen

#: Markdown keeps a zero-width space behind each @, so that nobody is called.
ALLOWED = {"markdown": "\n\u200b"}
WORDS = st.lists(TEXT, min_size=1, max_size=4)
BROKEN_FLOATS = st.sampled_from([0.4, float("nan"), float("inf"), -float("inf")])


def assert_safe(rendered, form):
    assert unseen(rendered, ALLOWED.get(form, "\n")) == set()
    assert rendered.encode()


@settings(max_examples=30, deadline=None)
@given(WORDS)
def test_reports_of_anything(words):
    report = build_report(hostile.evidence(words), hostile.relationships(words))
    for form in FORMATS:
        if form != "html":  # pages have their own, stricter tests
            assert_safe(render(report, form, color=False), form)
    assert max(map(cell_len, render(report, "text", width=80, color=False).splitlines())) <= 80
    for table in TABLES:
        assert_safe(render(report, "csv", table=table), "csv")


@settings(max_examples=15, deadline=None)
@given(WORDS)
def test_explanations_of_anything(words):
    report = build_report(hostile.evidence(words), hostile.relationships(words))
    for key in list(titles(report))[::7]:
        explanation = explain(report, key, hostile.contacts(words))
        for form in FORMATS:
            assert_safe(render_explanation(explanation, form, color=False), form)


@settings(deadline=None)
@given(TEXT, st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=5))
def test_checks_of_anything(words, bounds):
    spans = tuple(Span(start=start, end=end, role="ask", signal=words) for start, end in bounds)
    for form in ("text", "json", "markdown"):
        assert_safe(render_check(hostile.check(words, spans), form, color=False), form)


@given(st.lists(BROKEN_FLOATS, min_size=1, max_size=1))
def test_no_number_breaks_json_or_csv(numbers):
    report = build_report(hostile.evidence(["a"]), hostile.relationships(["a"], p=numbers[0]))

    def refuse(constant):
        raise AssertionError(constant)

    content = json.loads(render(report, "json"), parse_constant=refuse)
    assert content["relationships"][0]["norm"] in (None, 0.4)
    assert "nan" not in render(report, "csv") + render(report, "csv", table="posts")


@pytest.mark.parametrize("attack", ATTACKS)
def test_colour_adds_only_colours(attack):
    report = build_report(hostile.evidence([attack]), hostile.relationships([attack]))
    coloured = render(report, "text", color=True)
    codes = {part.split("m")[0] for part in coloured.split("\x1b[")[1:]}
    assert all(code.replace(";", "").isdigit() for code in codes)
    assert unseen(coloured, "\n\x1b") == set()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_is_a_formula_and_every_row_has_all_columns(attack):
    report = build_report(hostile.evidence([attack]), hostile.relationships([attack]))
    for table, (columns, _) in TABLES.items():
        rows = list(csv.reader(io.StringIO(render(report, "csv", table=table))))
        assert {len(row) for row in rows} == {len(columns.split())}
        assert not [cell for row in rows[1:] for cell in row if cell[:1] in "=+@-" and cell and not is_number(cell)]


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_markdown_calls_nobody_and_links_nowhere(attack):
    from markdown_it import MarkdownIt

    report = build_report(hostile.evidence([attack]), hostile.relationships([attack]))
    rendered = render(report, "markdown")
    assert "@everyone" not in rendered
    assert "<@" not in rendered.replace("\\<", "")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(rendered)
    assert "<a " not in html
    assert "<script" not in html
