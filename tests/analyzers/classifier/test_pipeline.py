"""The spaCy pipeline judges as the classifier does."""

from __future__ import annotations

import pytest

from analyzers.classifier import load
from analyzers.classifier.pipeline import LABEL_KEY, SPANS_KEY, build
from analyzers.classifier.protocol import Item

TEXTS = ["subscribe to my channel", "thanks!", "", "we launched https://a.example.com 🎉 today"]


def test_pipeline_and_fast_path_agree() -> None:
    labels = list(load().label([Item(text=text) for text in TEXTS]))
    docs = list(build().pipe(TEXTS))
    assert [doc.cats["take"] for doc in docs] == pytest.approx([label.p_take for label in labels], abs=1e-6)
    assert [doc.user_data[LABEL_KEY].spans for doc in docs] == [label.spans for label in labels]


def test_signs_become_spans() -> None:
    doc = build(signs=True)("please subscribe to my channel")
    assert {(span.text, span.label_) for span in doc.spans[SPANS_KEY]} >= {("my channel", "own.my_thing")}


def test_the_pipeline_survives_the_disk(tmp_path: object) -> None:
    import spacy

    nlp = build()
    nlp.to_disk(str(tmp_path))
    again = spacy.load(str(tmp_path))
    assert again("join my server").cats == nlp("join my server").cats
