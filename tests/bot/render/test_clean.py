"""Cleaning, target by target: what must go, and what must stay."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.clean import formula, json_text, line, link, markdown, visible, web
from tests.bot.render.hostile import TEXT, unseen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;a new title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1bcreset", "reset"),
        ("\x1b[\x1b[31m31mtwice", "31mtwice"),
        ("\x1b]unended", "unended"),
        ("abc\u202edef", "abcdef"),
        ("in\u200bvisi\u2060ble\ufeff", "invisible"),
        ("a\x00b\x07c\x7fd\x85e", "abcd e"),
        ("one\n two\t\tthree\u2028four ", "one two three four"),
        ("\ud83d lone", "\ufffd lone"),
        ("\u3164\u2800", ""),
        ("e\u0301", "é"),
        ("Z\u0301\u0302\u0303\u0304\u0305", "Ź\u0302\u0303"),
        ("\u0301start", "start"),
        ("Grüße, мир, 日本, हिन्दी, 👍🏽", "Grüße, мир, 日本, हिन्दी, 👍🏽"),
    ],
)
def test_a_line_shows_what_is_there_and_nothing_else(text, shown):
    assert line(text) == shown


@given(TEXT)
def test_a_clean_line_is_clean_and_stays_as_it_is(text):
    once = line(text)
    assert unseen(once, "") == set()
    assert line(once) == once


def test_line_ends_survive_where_they_are_wanted():
    assert visible("a\r\nb\x1b[31m\u2029c") == "a \nb\nc"


def test_giants_are_cut_before_they_cost_time():
    started = time.perf_counter()
    assert len(line("\u0301\u0316" * 2_000_000 + "x" * 10_000_000)) <= 10_000
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**b** _i_ ~s~ `c`", r"\*\*b\*\* \_i\_ \~s\~ \`c\`"),
        ("[x](https://e.example)", r"\[x\](https:\//e.example)"),
        ("<b> & |", r"\<b\> \& \|"),
        ("# h", r"\# h"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("2025-W14 a-b", "2025-W14 a-b"),
        ("@here <@1>", "@\u200bhere \\<@\u200b1\\>"),
        ("a\n\n# b", r"a \# b"),
        ("www.e.example", r"www\.e.example"),
    ],
)
def test_markdown_is_shown_literally(text, escaped):
    assert markdown(text) == escaped


@given(TEXT)
def test_markdown_renders_as_the_line_it_came_from(text):
    from markdown_it import MarkdownIt

    (token, *_) = MarkdownIt("commonmark").parseInline(markdown(text))
    shown = "".join(child.content for child in token.children or [])
    assert {child.type for child in token.children or []} <= {"text", "text_special"}
    assert shown.replace("\u200b", "") == line(text)


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "data:text/html,x", "https://", "//e.example", "https://user@e.example/",
        "https://e.example/\u202ex", "https://e.example/ x", "https://e.example/<b>", "https://[bad/", "file:///etc",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_are_links(url):
    assert web(url) == ""
    assert link("text", url) == "text"


def test_an_address_cannot_leave_its_link():
    assert link("t", "https://e.example/a)b(c?d=1&e=@x") == "[t](https://e.example/a%29b%28c?d=1&e=%40x)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\u200b=", "＝", "＠"])
def test_a_dangerous_start_is_quoted(start):
    assert formula(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["plain", "a=b", "'quoted", "1+1", ""])
def test_harmless_cells_are_left_alone(text):
    assert formula(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_keeps_its_meaning(text):
    encoded = json_text(json.dumps({"a": text}, ensure_ascii=False, indent=2))
    assert json.loads(encoded) == {"a": text}
    assert unseen(encoded) == set()
