"""When to colour, and how wide to write."""

from types import SimpleNamespace

import pytest

from bot.render.terminal import glue, wants_color, width_of
from bot.render.words import days, iso, many, near_date, short_days, stretch
from storage.models import Period
from tests.analyzers.kiln import AS_OF


class Terminal:
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr("bot.render.terminal.sys", SimpleNamespace(stdout=Terminal()))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "97")


def test_a_terminal_gets_colour_and_its_own_width(terminal):
    assert wants_color(None)
    assert width_of(None) == 97


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused_by_the_environment_but_asked_for_all_the_same(terminal, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert not wants_color(None)
    assert wants_color(True)


def test_a_pipe_gets_plain_80_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert not wants_color(None)
    assert width_of(None) == 80


@pytest.mark.parametrize(("asked", "width"), [(10, 60), (100, 100), (500, 120)])
def test_widths_stay_within_reason(asked, width):
    assert width_of(asked) == width


def test_figures_and_units_are_glued_and_words_are_not():
    assert glue("11 % of 4 Jul on 2 days").count(" ") == 5


@pytest.mark.parametrize(
    ("count", "long", "short"), [(0.2, "5 hours", "5 h"), (0.04, "1 hour", "1 h"), (13.4, "13 days", "13 d")]
)
def test_lengths_of_time_in_words(count, long, short):
    assert (days(count), short_days(count)) == (long, short)


def test_dates_in_words():
    assert stretch(Period(start=AS_OF.replace(day=1, hour=0), end=AS_OF.replace(hour=0))) == "1 Jun 2025 to 29 Jun 2025"
    assert (near_date(AS_OF, AS_OF), near_date(AS_OF.replace(year=2026), AS_OF)) == ("30 Jun", "30 Jun 2026")
    assert (iso(AS_OF), iso(AS_OF.replace(microsecond=5000))) == ("2025-06-30T08:00:00Z", "2025-06-30T08:00:00.005Z")
    assert (many(1, "reply", "replies"), many(1200, "reply", "replies")) == ("1 reply", "1,200 replies")
