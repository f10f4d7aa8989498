"""Cards keep to Discord's limits, and show the words of others literally, whatever they are."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.embeds import ALL, FIELDS, TEXT, VALUE, Card, Field, cut, fitted, lines, quote, units, units_of, words
from storage.models import Span
from tests.bot.render.hostile import ATTACKS

LONG = {
    "four thousand letters": "lorem ipsum " * 340,
    "emoji only": "🎉" * 2000,
    "right to left": "שלום עולם " * 400,
    "zalgo": ("Z" + "\u0351\u0327\u0316" * 20) * 60,
    "all markup": "*_`~|<>[]" * 450,
    "one line of lines": "a\n" * 2000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts_fit_and_say_that_they_are_cut(text):
    for limit in (60, 500, 1024):
        shown = quote(text, (Span(start=0, end=9, role="ask", signal="x"),), limit)
        assert 0 < units(shown) <= limit
        assert units(words(text, limit)) <= limit
    assert quote(text, limit=200).endswith("…")


@pytest.mark.parametrize(
    "text",
    [
        "@everyone look",
        "<@123> <@&4> <#5>",
        "[click](https://evil.example)",
        "https://evil.example",
        "||x|| **y** `z`",
        "> quoted",
        "# big",
        "```\nx\n```",
    ],
)
def test_nothing_pings_links_or_marks_up(text):
    shown = quote(text)
    assert "@everyone" not in shown
    assert not re.search(r"(?<!\\)<[@#:]", shown)
    assert not re.search(r"(?<!\\)[\[`#|~]", shown)
    assert "https://" not in shown


def test_evidence_is_marked_around_the_words():
    text = "My shop is open, buy now!"
    spans = (Span(start=0, end=8, role="own", signal="o"), Span(start=17, end=25, role="ask", signal="a"))
    assert quote(text, spans) == "> __My shop__ is open, **buy now!**"


def test_a_span_over_two_lines_is_marked_on_each():
    assert quote("buy\nnow", (Span(start=0, end=7, role="ask", signal="a"),)) == "> **buy**\n> **now**"


def test_no_text_is_said():
    assert quote("") == "> *(no text)*"


def test_lists_end_with_what_is_left():
    rows = [f"row {n}" for n in range(500)]
    shown = lines(rows)
    assert units(shown) <= VALUE
    assert re.search(r"and \d+ more$", shown)
    assert lines(["x" * 3000]).endswith("…")


TEXTS = st.one_of(st.text(max_size=300), st.sampled_from(list(LONG.values())), st.sampled_from(ATTACKS))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda title, text, parts, footer: Card(
                title=title, text=text, fields=tuple(Field(p, p) for p in parts), footer=footer
            ),
            TEXTS,
            TEXTS,
            st.lists(TEXTS, max_size=30),
            TEXTS,
        ),
        max_size=12,
    )
)
def test_any_cards_are_made_to_fit(cards):
    found = fitted(cards)
    assert sum(map(units_of, found)) <= ALL
    for card in found:
        assert units(card.text) <= TEXT
        assert len(card.fields) <= FIELDS
        assert all(0 < units(f.value) <= VALUE for f in card.fields)


@given(st.text(max_size=400), st.integers(2, 50))
def test_cut_keeps_the_beginning(text, limit):
    shown = cut(text, limit)
    assert units(shown) <= limit
    assert shown == text or text.startswith(shown[:-1].rstrip("\ufffd"))
