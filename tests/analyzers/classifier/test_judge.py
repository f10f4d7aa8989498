"""The classifier as callers see it: two keys, context, reasons, batches, odd input."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.classifier import load
from analyzers.classifier.judge import FastClassifier, verdict
from analyzers.classifier.protocol import Classifier, Item
from analyzers.classifier.settings import Settings, Thresholds
from storage.models import GIVE_KINDS, TAKE_KINDS, Label, Span

CLASSIFIER = load()

TAKES = [
    "Please subscribe to my channel, I post every week",
    "vote for us! https://awards.example.com/vote",
    "We're hiring a designer, apply here: https://jobs.example.com",
    "Use my code SAM10 for 10% off at https://shop.example.com",
    "I built a budgeting app, try it out: https://jar.example.com",
    "join my discord server https://discord.gg/abc",
]
GIVES = [
    "How do I unsubscribe from the newsletter?",
    "You should use a list there, because sets have no order",
    "thanks, that fixed it!",
    "they raised the price again so I cancelled",
    "The docs are here: https://docs.python.org/3/library/re.html",
    "```subscribe to my channel```",
    "lol",
    "",
]


def judge(text: str, **known: object) -> Label:
    return next(CLASSIFIER.label([Item(text=text, **known)]))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", TAKES)
def test_plain_takes(text: str) -> None:
    label = judge(text)
    assert label.label == "take"
    assert label.kind in TAKE_KINDS
    assert {"own", "ask"} <= {span.role for span in label.spans}
    assert label.reasons


@pytest.mark.parametrize("text", GIVES)
def test_plain_gives(text: str) -> None:
    label = judge(text)
    assert label.label == "give"
    assert label.kind in GIVE_KINDS


def test_satisfies_the_protocol() -> None:
    classifier: Classifier = CLASSIFIER
    assert classifier.model.startswith("givetake-fast")
    assert list(classifier.label([])) == []


def test_two_keys() -> None:
    own, ask = Span(start=0, end=1, role="own", signal="x"), Span(start=0, end=1, role="ask", signal="y")
    band = Thresholds(take=0.5, give=0.2)
    assert verdict(0.9, [own, ask], band) == "take"
    assert verdict(0.9, [own], band) == "unsure"
    assert verdict(0.9, [ask], band) == "unsure"
    assert verdict(0.3, [own, ask], band) == "unsure"
    assert verdict(0.2, [own, ask], band) == "give"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=5))
def test_any_text_is_judged_the_same_in_any_company(texts: list[str]) -> None:
    together = list(CLASSIFIER.label([Item(text=text) for text in texts]))
    for text, label in zip(texts, together, strict=True):
        alone = judge(text)
        assert label.p_take == pytest.approx(alone.p_take, abs=1e-6)
        assert 0.0 < label.p_take < 1.0
        assert all(0 <= span.start < span.end <= len(text) for span in label.spans)


def test_a_label_does_not_depend_on_the_batch() -> None:
    texts = [f"{one} {other}".strip() for one in TAKES + GIVES for other in TAKES + GIVES]
    whole = CLASSIFIER.judge([Item(text=text) for text in texts])
    parts = [label for text in texts for label in CLASSIFIER.judge([Item(text=text)])]
    assert [label.p_take for label in whole] == pytest.approx([label.p_take for label in parts], abs=1e-12)
    assert [(label.kind, label.spans, label.reasons) for label in whole] == [
        (label.kind, label.spans, label.reasons) for label in parts
    ]


def test_context_pushes_with_a_reason_of_its_own() -> None:
    text = "some notes: https://github.com/orrin/wm"
    plain, own = judge(text), judge(text, author="Orrin")
    assert own.p_take > plain.p_take
    assert "the link carries the author's name" in [reason.text for reason in own.reasons]
    assert own.spans[0].signal == "own.context" or any(span.signal == "own.context" for span in own.spans)


def test_an_asked_for_link_is_less_of_a_take() -> None:
    text = "My repo is at https://github.com/orrin/wm, have a look"
    assert judge(text, reply_to_text="do you have a link to your repo?").p_take < judge(text).p_take


def test_settings_move_the_band() -> None:
    strict = CLASSIFIER.with_settings(Settings(thresholds=Thresholds(take=0.9999, give=0.0001)))
    assert {label.label for label in strict.label([Item(text=text) for text in TAKES[:2]])} == {"unsure"}


@pytest.mark.timeout(20)
def test_hostile_walls_are_quick() -> None:
    walls = [
        "a" * 100_000,
        "my " * 50_000,
        "(" * 50_000,
        "`" * 9_999,
        "i " * 5000,
        "check it " * 3000,
        "http://" * 9999,
    ]
    assert all(label.p_take < 1 for label in CLASSIFIER.label([Item(text=wall) for wall in walls]))


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, analyzers.classifier; print([m for m in ('spacy', 'numpy', 'onnxruntime') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_labels_carry_the_name_of_the_model() -> None:
    assert isinstance(CLASSIFIER, FastClassifier)
    assert judge("hello").model == CLASSIFIER.model
