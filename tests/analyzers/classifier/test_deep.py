"""The second stage, where its libraries are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.classifier import load
from analyzers.classifier.deep import LAST_PIECES, PIECES, Blend, DeepStage, encoder_text, kept
from analyzers.classifier.protocol import Item
from storage.errors import ModelError

pytest.importorskip("onnxruntime", reason="the second stage is not installed")
pytest.importorskip("tokenizers", reason="the second stage is not installed")


@pytest.fixture(scope="module")
def stage() -> DeepStage:
    return DeepStage()


def test_links_are_short_and_code_is_a_mark() -> None:
    assert encoder_text("a https://www.acme.io/" + "x" * 90) == "a  acme.io/" + "x" * 36 + "… "
    assert encoder_text("see ```code``` ok") == "see  [code]  ok"


def test_it_tells_a_plug_from_thanks(stage: DeepStage) -> None:
    assert stage.logit("I built an app, try it: https://jar.example.com") > stage.logit("thanks, that fixed it")


def test_only_the_band_is_read_again(stage: DeepStage) -> None:
    stage.blend = Blend(fast=0.0, deep=0.0, shift=7.0, low=0.2, high=0.8)
    assert stage.second(["a", "b", "c"], [-3.0, 0.0, 3.0], [0.05, 0.5, 0.95]) == [-3.0, 7.0, 3.0]


def test_the_second_stage_says_so() -> None:
    classifier = load(deep=True)
    labels = list(classifier.label([Item(text="DM me if you want it"), Item(text="lol ok")]))
    assert classifier.model.endswith("+deep@2")
    assert any("second stage" in reason.text for label in labels for reason in label.reasons)


def test_of_a_long_message_the_beginning_and_the_end_are_read(stage: DeepStage) -> None:
    assert kept(list(range(PIECES))) == list(range(PIECES))
    assert kept(list(range(1000))) == [*range(PIECES - LAST_PIECES), *range(1000 - LAST_PIECES, 1000)]
    story = "We walked along the river and talked about the weather. " * 60
    assert encoder_text(story + "Join my server!").endswith("Join my server!")
    assert stage.logit(story + "Follow my page and buy my book, link in my profile!") > stage.logit(story) + 1


def test_hostile_text(stage: DeepStage) -> None:
    assert all(abs(stage.logit(text)) < 50 for text in ("", "\x00", "a" * 100_000, "😀" * 5000, "\ud800"))


def test_missing_files_are_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="second stage"):
        DeepStage(tmp_path)
