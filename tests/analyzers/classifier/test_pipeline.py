"""The spaCy pipeline judges as the classifier does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from spacy.tokens import Doc

from analyzers.classifier import load
from analyzers.classifier.pipeline import KEY, build
from analyzers.classifier.protocol import Item

TEXTS = ["subscribe to my channel", "thanks!", "", "we launched https://a.example.com 🎉 today"]


def test_pipeline_and_fast_path_agree() -> None:
    labels = list(load().label([Item(text=text) for text in TEXTS]))
    docs = list(build().pipe(TEXTS))
    assert [doc.cats["take"] for doc in docs] == pytest.approx([label.p_take for label in labels], abs=1e-6)
    assert [(doc._.givetake.label, doc._.givetake.spans) for doc in docs] == [
        (each.label, each.spans) for each in labels
    ]


def test_signs_become_spans() -> None:
    doc = build(signs=True)("please subscribe to my channel")
    assert {(span.text, span.label_) for span in doc.spans[KEY]} >= {("my channel", "own.my_thing")}


def test_the_pipeline_survives_the_disk(tmp_path: object) -> None:
    import spacy

    nlp = build()
    nlp.to_disk(str(tmp_path))
    again = spacy.load(str(tmp_path))
    assert again("join my server").cats == nlp("join my server").cats


def test_a_saved_pipeline_loads_in_a_fresh_process(tmp_path: Path) -> None:
    build(signs=True).to_disk(tmp_path)
    code = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
doc = nlp("please subscribe to my channel")
print(nlp.pipe_names, round(doc.cats["take"], 6), doc._.givetake.label, len(doc.spans["givetake"]) > 0)
"""
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout
    p_take = load().probabilities(["please subscribe to my channel"])[0]
    assert told.strip() == f"['givetake_signs', 'givetake_judge'] {round(p_take, 6)} take True"


def test_a_judged_document_survives_its_bytes() -> None:
    nlp = build()
    again = Doc(nlp.vocab).from_bytes(nlp("join my server").to_bytes())
    assert again._.givetake == nlp("join my server")._.givetake
    assert nlp.make_doc("hello")._.givetake is None
