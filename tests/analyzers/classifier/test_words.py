"""The light tokenizer loses no character of any text, and the judge reads the same text however a document was made."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from analyzers.classifier import load
from analyzers.classifier.pipeline import build
from analyzers.classifier.words import NAME, TEXT, Words, text_of

_NLP = build()
_WORDS = Words(_NLP.vocab)
_PARTS = st.sampled_from(
    [" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u200b", "\x00", "don't", "x-y_z", "...", "🎉👍🏽", "é", "’", "1.5"]
)
TEXTS = st.text(max_size=60) | st.lists(_PARTS, max_size=20).map("".join)
SAID = "We launched it - try\n\n  https://a.example.com/x?y=1, it's “free”!  "


@given(TEXTS)
def test_the_words_joined_are_the_text(text: str) -> None:
    doc = _WORDS(text)
    assert doc.text == text
    assert all(token.text for token in doc)
    assert text_of(doc) == text


@given(TEXTS)
def test_a_text_comes_back_from_whatever_holds_it(text: str) -> None:
    doc = _WORDS(text)
    copies = [doc.copy(), Doc(_NLP.vocab).from_bytes(doc.to_bytes()), spacy.blank("en").make_doc(text)]
    assert [text_of(each) for each in copies] == [text] * 3
    half = doc[: len(doc) // 2]
    assert text_of(half.as_doc(copy_user_data=True)) == half.text_with_ws


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don't, well-known", ["don't", ",", "well-known"]),
        ("'quoted' -x...", ["'", "quoted", "'", "-", "x", "..."]),
        ("a  b\n\nc", ["a", " ", "b", "\n\n", "c"]),
        ("", []),
    ],
)
def test_words_marks_and_blanks_stand_apart(text: str, words: list[str]) -> None:
    assert [token.text for token in _WORDS(text)] == words


def test_merged_words_leave_the_text_alone() -> None:
    doc = _WORDS(SAID)
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[:3])
    assert text_of(doc) == doc.text == SAID


def test_the_judge_says_the_same_behind_any_tokenizer() -> None:
    english, light = spacy.blank("en"), spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
    for nlp in (english, light):
        nlp.add_pipe("givetake_judge")
    by_hand = Doc(light.vocab, words=["join", "my", "server"], spaces=[True, True, False])
    (p_take,) = load().probabilities(["join my server"])
    docs = [english("join my server"), light("join my server"), light(by_hand)]
    assert [doc.cats["take"] for doc in docs] == pytest.approx([p_take] * 3, abs=1e-12)
    assert isinstance(light.tokenizer, Words)


def test_a_judged_document_keeps_its_text_once() -> None:
    doc = _NLP(SAID)
    assert TEXT not in doc.user_data
    assert doc.text == SAID
    assert TEXT in _NLP.make_doc(SAID).user_data


def test_words_of_a_memory_zone_come_again_after_it() -> None:
    nlp = build()
    with nlp.memory_zone():
        assert nlp("zonewise words").text == "zonewise words"
    assert nlp("zonewise words").text == "zonewise words"
