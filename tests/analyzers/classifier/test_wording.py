"""The mix of network and encoder: only doubtful messages are read, pushes add up, held-out answers are used."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from analyzers.classifier.calibration import fit_mix, probabilities
from analyzers.classifier.encoder import encode, load_encoder
from analyzers.classifier.features import see
from analyzers.classifier.model import load_model
from analyzers.classifier.network import logits
from analyzers.classifier.training.rows import Row
from analyzers.classifier.training.wording import held_out_bytes, held_out_logits, text_key
from analyzers.classifier.wording import read_kinds, spans_read, worded

TEXTS = ["lol", "buy my book, link below", "ok thanks", "we built a planner for teams https://planner.example.com"]


def test_only_doubtful_messages_are_read() -> None:
    model = load_model()
    seen = see(TEXTS)
    raw = logits(model.network, seen)
    found = worded(model, seen, raw)
    assert model.mix is not None
    doubtful = model.mix.reads(probabilities(model.calibration(raw)))
    assert [row in found.rows for row in range(len(TEXTS))] == doubtful.tolist()
    assert 0 not in found.rows
    assert 1 in found.rows
    assert found.logits[0] == pytest.approx(model.calibration(raw)[0])


def test_the_pushes_of_network_and_encoder_add_up() -> None:
    model = load_model()
    seen = see(TEXTS)
    raw = logits(model.network, seen)
    found = worded(model, seen, raw)
    assert model.mix is not None
    for row, reason in found.reasons.items():
        assert found.logits[row] == pytest.approx(
            found.slopes[row] * raw[row] + reason.push + model.mix.shift, abs=1e-3
        )


def test_a_model_without_an_encoder_judges_by_the_network_alone() -> None:
    model = msgspec.structs.replace(load_model(), encoder=None)
    seen = see(TEXTS)
    raw = logits(model.network, seen)
    found = worded(model, seen, raw)
    assert found.logits.tolist() == pytest.approx(model.calibration(raw).tolist())
    assert read_kinds(found) is None
    assert spans_read(model.encoder, found, 1, seen.readings[1]) == []


def test_a_mix_is_found_again() -> None:
    random = np.random.default_rng(3)
    fast, wording = random.normal(0, 2, 20_000), random.normal(0, 2, 20_000)
    target = (random.random(20_000) < probabilities(0.5 * fast + 0.8 * wording - 1.0)).astype(float)
    mix = fit_mix(fast, wording, target, np.ones(20_000))
    assert (mix.fast, mix.wording, mix.shift) == pytest.approx((0.5, 0.8, -1.0), abs=0.1)


def test_learned_rows_have_their_held_out_answer_and_others_the_encoders(monkeypatch, tmp_path) -> None:
    path = tmp_path / "held.bin"
    path.write_bytes(held_out_bytes({text_key("seen, held out"): 1.5, text_key("seen"): float("nan")}))
    monkeypatch.setattr("analyzers.classifier.training.wording.HELD_OUT", path)
    rows = [Row("seen, held out", "give"), Row("seen", "give"), Row("never seen", "give")]
    seen = see([row.text for row in rows])
    encoder = load_encoder()
    found, usable = held_out_logits(encoder, rows, seen)
    assert usable.tolist() == [True, False, True]
    assert found[0] == 1.5
    assert found[2] == pytest.approx(float(encode(encoder, seen.readings[2:]).logits[0]), abs=1e-5)
