"""Charts draw what the report says, on any paper and at any width."""

import json

import pytest

from analyzers.reports import build_report
from bot.render import specs
from bot.render.looks import style_sheet
from tests.analyzers import kiln


@pytest.fixture(scope="module")
def report():
    return build_report(kiln.evidence(), kiln.relationships())


def rows(chart):
    """All data of a chart, whatever layer it is in."""
    found = []

    def walk(node):
        if isinstance(node, dict):
            values = node.get("values")
            found.extend(values if isinstance(values, list) and values and isinstance(values[0], dict) else [])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(chart.to_dict())
    return found


@pytest.mark.parametrize("width", [310, 860])
@pytest.mark.parametrize("name", ["weeks", "places", "relationship_map", "flows"])
def test_every_chart_can_be_drawn_light_and_dark(report, name, width):
    import vl_convert

    for look in (specs.LIGHT, specs.DARK):
        drawn = vl_convert.vegalite_to_svg(getattr(specs, name)(report, look, width=width).to_dict())
        assert look.ink in drawn
        assert "NaN" not in drawn


def test_weeks_hold_the_counts_of_the_report(report):
    weeks = {row["text"]: row for row in rows(specs.weeks(report)) if "gives" in row}
    assert len(weeks) == len(report.by["week"])
    assert sum(row["gives"] for row in weeks.values()) == report.balance.gives
    assert sum(row["takes"] for row in weeks.values()) == -report.balance.takes


def test_shares_below_the_minimum_are_left_open(report):
    windows = [row for row in rows(specs.weeks(report)) if "low" in row]
    assert any(row["share"] is None for row in windows)
    assert all((row["share"] is None) == ("too few" in row["text"]) for row in windows)


def test_the_map_shows_who_has_a_state_and_numbers_the_first_steps(report):
    people = {row["short"]: row for row in rows(specs.relationship_map(report)) if "short" in row}
    assert set(people) == {"Failed Fred", "Otto", "Maya", "Yuki", "Bram", "Ada", "Lu"}
    numbered = {row["step"]: name for name, row in people.items() if row["step"]}
    listed = {n: step.name for n, step in enumerate(report.steps, 1) if step.name in people}
    assert numbered == listed


def test_links_come_from_keys(report):
    chart = specs.relationship_map(report, link=lambda key: f"#{key}")
    assert {row["link"] for row in rows(chart) if "link" in row} >= {"#member.discord:maya"}
    weeks = specs.weeks(report, link=lambda key: f"#{key}")
    assert "#balance.week.2025-W14" in {row.get("link") for row in rows(weeks)}


def test_ribbons_add_up_to_the_people_they_carry(report):
    ends = {row["text"] for row in rows(specs.flows(report)) if "bottom" in row and "text" in row}
    assert sum(int(text.rsplit(": ", 1)[1]) for text in ends) == sum(
        each.state is not None for each in report.relationships
    )
    assert "Strong to Weakening: 1" in ends


def test_names_are_cleaned():
    people = [kiln.member("\u202eevil\u200b <b>", "Growing", 0.2, 3, received=2)]
    chart = json.dumps(specs.relationship_map(build_report(kiln.evidence(), people)).to_dict(), ensure_ascii=False)
    assert "evil <b>" in chart
    assert "\u202e" not in chart


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", [specs.LIGHT, specs.DARK], ids=["light", "dark"])
def test_colours_reach_the_contrast_of_text(look):
    paper = luminance(look.paper)
    for color in (look.ink, look.muted, look.give, look.take, *look.states):
        high, low = sorted((luminance(color), paper), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, color


def seen(color, kind):
    """A colour as a dichromat sees it, in linear light (Viénot, Brettel, Mollon 1999)."""
    r, g, b = (((int(color[i : i + 2], 16) / 255 + 0.055) / 1.055) ** 2.4 for i in (1, 3, 5))
    mixed = 0.11238 * r + 0.88762 * g if kind == "protan" else 0.29275 * r + 0.70725 * g
    return (mixed, b)


@pytest.mark.parametrize("kind", ["protan", "deutan"])
@pytest.mark.parametrize("look", [specs.LIGHT, specs.DARK], ids=["light", "dark"])
def test_give_and_take_differ_for_the_colour_blind(look, kind):
    give, take = seen(look.give, kind), seen(look.take, kind)
    assert abs(give[1] - take[1]) > 0.1


def test_the_style_sheet_names_every_colour():
    assert style_sheet(specs.LIGHT).count("--") == 10
    assert "--weakening:#a35c00;" in style_sheet(specs.LIGHT)
