"""The terminal report: what a community manager must see, and in which order."""

import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from analyzers.explain import explain
from analyzers.reports import build_report
from analyzers.rules import RULES
from bot.render.report import render, render_explanation
from tests.analyzers import kiln
from tests.analyzers.test_reports import shuffled


@pytest.fixture(scope="module")
def report():
    return build_report(kiln.evidence(), kiln.relationships())


@pytest.fixture(scope="module")
def text(report):
    return render(report, "text", width=80, color=False)


def section(text, title):
    return re.search(rf"^{title} ─.*?(?=^\S[^\n]* ─|\Z)", text, re.MULTILINE | re.DOTALL).group()


def test_the_verdict_stands_before_everything_and_says_give_or_take(text):
    opening = " ".join(text.split("\n")[2:4])
    assert opening.startswith("Kiln & Clay gives more than it takes, and its share of takes, 17 of 158 = 11 %")
    assert opening.endswith("is too close to call against the tolerated 10 %.")


def test_the_first_person_to_turn_to_is_named_with_reason_and_words(text):
    first = section(text, "Whom to turn to first").split("\n")[1:3]
    assert first[0] == "  1  Answer Maya (Weakening): waits 2 days in #firing-help, fails about 4 Jul"
    assert first[1].startswith("     “Does the new cone 6 clay shrink")


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_asked(report, width):
    lines = render(report, "text", width=width, color=False).split("\n")
    assert max(map(cell_len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_figures_stay_with_their_units(report):
    for width in range(60, 121, 5):
        for line in render(report, "text", width=width, color=False).split("\n"):
            assert not line.lstrip().startswith("%"), line


def test_places_show_share_interval_and_tolerated_limit(text):
    where = section(text, "Where")
    rows = {line.split("  ")[1] or line.strip().split("  ")[0]: line for line in where.split("\n") if "●" in line}
    reddit = rows["r/homepottery"]
    assert "25 %" in reddit
    assert reddit.index("╎") < reddit.index("─")
    assert "above the tolerated 5 %" in where


def test_few_messages_are_not_judged():
    few = build_report(kiln.evidence(posts=kiln.posts()[:6]), [])
    text = render(few, "text", color=False)
    assert "Too few to judge" in text
    assert "too few to compare" in text
    assert "6 %" not in section(text, "Where")


def test_hollow_gives_name_their_rule(report):
    hollow = section(render(report, "text", width=100, color=False), "Hollow gives")
    assert "copy, 84 % alike" in hollow
    assert "and 7 earlier" in hollow


def test_relationships_come_with_state_chance_and_trip_wire(text):
    row = next(line for line in text.split("\n") if line.startswith("  Maya            Weakening   31 %"))
    assert row.split()[-3:] == ["58", "%", "9/5/22"]
    assert "13 d (4 d) 4 Jul" in row


def test_reasons_appear_where_there_is_room(report):
    assert "quiet: last contact" in render(report, "text", width=110, color=False)


def test_the_same_evidence_gives_the_same_text(report, text):
    again = build_report(shuffled(kiln.evidence()), kiln.relationships()[::-1])
    assert render(again, "text", width=80, color=False) == text


def test_every_word_at_the_right_of_a_heading_can_be_explained(report, text):
    for key in re.findall(r"── ([a-z]\S+)$", text, re.MULTILINE):
        head, axis, last = f"{key}..".split(".")[:3]
        example = next(row.key for row in report.by[axis]) if last.isupper() else key
        assert explain(report, example).rule.startswith(RULES[head])


def test_an_explanation_lists_every_message_with_its_note(report):
    shown = render_explanation(explain(report, "hollow"), "text", width=80, color=False)
    assert shown.count("pleasantry before the take discord:m140") == 4
    assert "12 messages, times in UTC" in shown
    assert max(map(cell_len, shown.split("\n"))) <= 80


def test_a_long_explanation_is_cut_to_the_last_messages_and_says_so(report):
    explanation = explain(report, "balance")
    long = replace(explanation, messages=explanation.messages[:100] * 6)
    shown = render_explanation(long, "text", color=False)
    assert "600 messages, times in UTC; the last 500 follow, JSON and CSV have all" in shown
    assert len(re.findall(r"^  \d+ \w+ 2025 \d\d:\d\d ", shown, re.MULTILINE)) == 500
    assert len(render_explanation(long, "csv").splitlines()) == 601


def test_nobody_to_turn_to_is_said():
    assert "Nobody waits for an answer" in render(build_report(kiln.evidence(questions=()), []), "text", color=False)


@pytest.mark.parametrize("width", [60, 80])
def test_many_busy_weeks_leave_room_for_the_word_on_the_busiest(report, width):
    week = report.by["week"][0]
    busy = [replace(week, id=f"{year}-W{number:02}", gives=12345) for year in (2023, 2024) for number in range(1, 53)]
    text = render(replace(report, by={**report.by, "week": busy}), "text", width=width, color=False)
    assert "most 12345 in" in text
    assert all(line.startswith(" ") for line in text.split("Week by week")[1].splitlines()[1:4])
