"""The pushes of signs and words add up to the logit, and batches do not change it."""

from __future__ import annotations

import numpy as np
import pytest

from analyzers.classifier.explain import word_pushes
from analyzers.classifier.features import see
from analyzers.classifier.model import load_model
from analyzers.classifier.network import gram_sums, logits, pushes
from analyzers.classifier.training.fit import times

TEXTS = ["subscribe to my channel", "thanks, that fixed it", "", "we launched https://a.example.com today!"]


def test_batches_do_not_change_a_logit() -> None:
    network = load_model().network
    whole = logits(network, see(TEXTS * 20))
    alone = [logits(network, see([text]))[0] for text in TEXTS]
    assert whole.tolist() == pytest.approx(alone * 20, abs=1e-12)


def test_pushes_add_up() -> None:
    network = load_model().network
    seen = see(TEXTS)
    active = seen.dense @ network.hidden + network.hidden_bias
    constant = np.where(active > 0, network.hidden_bias * network.out, 0.0).sum(1) + network.bias
    total = pushes(network, seen.dense).sum(1) + constant + gram_sums(network.grams, seen.grams)
    assert total.tolist() == pytest.approx(logits(network, seen).tolist(), abs=1e-4)


def test_word_pushes_add_up_and_point_into_the_text() -> None:
    network = load_model().network
    seen = see(["follow me and join our club"])
    (found,) = word_pushes(network, seen.readings)
    assert sum(push for _, _, push in found) == pytest.approx(gram_sums(network.grams, seen.grams)[0], abs=1e-4)
    assert [seen.readings[0].text[start:end] for start, end, _ in found][:2] == ["follow", "me"]


def test_word_pushes_skip_links_and_code() -> None:
    text = "hi `code` https://a.example.com/x subscribe"
    before, found = word_pushes(load_model().network, see(["?", text]).readings)
    assert [span[:2] for span in before] == [(0, 1)]
    assert text[found[-1][0] : found[-1][1]] == "subscribe"


def test_blocks_give_the_product() -> None:
    rows = np.arange(300, dtype=np.float32).reshape(100, 3)
    table = np.eye(3, dtype=np.float32) * 2
    assert times(rows, table).tolist() == (rows * 2).tolist()
