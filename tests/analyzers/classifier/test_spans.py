"""Evidence spans: grown to their clause, joined to their link, the best first."""

from __future__ import annotations

from analyzers.classifier import load
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import read
from analyzers.classifier.signs import SIGNS, find_signs
from analyzers.classifier.spans import clauses, span_of


def grown(text: str, name: str) -> str:
    reading = read(text)
    hit = next(hit for hit in find_signs(reading) if SIGNS[hit.sign].name == name)
    span = span_of(reading, hit)
    return text[span.start : span.end]


def test_a_span_grows_to_the_end_of_its_clause() -> None:
    assert grown("Yesterday I built a small kiln, it works", "own.made") == "I built a small kiln"


def test_a_link_right_behind_belongs_to_it() -> None:
    assert grown("I built a kiln: https://a.example.com/x now", "own.made") == "I built a kiln: https://a.example.com/x"


def test_a_span_never_ends_inside_a_word() -> None:
    text = "I built " + "verylongword " * 20
    assert grown(text, "own.made").endswith("verylongword")


def test_clauses_of_marks_alone_are_none() -> None:
    assert clauses(read("Hello there. !!! ;")) == [(0, 11)]


def test_the_pitch_is_the_ask_where_nothing_is_asked() -> None:
    text = "Kestrel, an uptime monitor that runs on a toaster. https://kestrel.example.dev"
    label = next(load().label([Item(text=text)]))
    asks = [text[span.start : span.end] for span in label.spans if span.role == "ask"]
    assert any("monitor" in ask for ask in asks)
