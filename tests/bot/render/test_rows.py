"""Plain tables: where the screen is narrow, nothing that a person copies is cut."""

import pytest

from bot.render.imports import render_problems
from bot.render.people import render_members
from storage.models import Account, Problem

DAY = 20_000


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr("bot.render.rows.width_of", lambda _: 60)


def test_ids_names_and_days_of_members_are_whole_on_a_narrow_screen(narrow):
    one = Account(id="discord:1299122980382703689", name="Ned49277")
    text = render_members([(one, 1234, DAY, DAY)], "text")
    assert {"discord:1299122980382703689", "Ned49277", "1,234", "2024-10-04"} <= set(text.split())


def test_a_problem_names_its_file_and_position_on_a_narrow_screen(narrow):
    one = Problem(source="/exports/of/last/year/RC_2024-11.ndjson", position=17, reason="not valid JSON: " * 6)
    text = render_problems([one], "text")
    assert {"/exports/of/last/year/RC_2024-11.ndjson", "17"} <= set(text.split())


def test_a_name_without_end_does_not_make_lines_without_end(narrow):
    text = render_members([(Account(id="file:" + "x" * 5000, name="y" * 5000), 1, DAY, DAY)], "text")
    assert max(map(len, text.splitlines())) < 200
