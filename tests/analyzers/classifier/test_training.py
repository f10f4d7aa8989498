"""Training is deterministic, refuses nonsense, and the shipped model is what it makes."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from analyzers.classifier.model import SHIPPED, from_bytes, load_model, to_bytes
from analyzers.classifier.training.rows import OWN_FILES, Row, read_rows
from analyzers.classifier.training.train import SHARE, fold_of, shares, train, train_rows
from storage.errors import ModelError, SourceError

SHARED = Path(os.environ.get("GIVETAKE_SHARED", Path(__file__).resolve().parents[4] / "shared"))
LABELS = SHARED / "data" / "labels"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_rows(OWN_FILES)[::6]


def test_the_same_rows_give_the_same_bytes(rows: list[Row]) -> None:
    assert to_bytes(train_rows(rows)) == to_bytes(train_rows(rows))


def test_a_model_survives_its_file(rows: list[Row]) -> None:
    content = to_bytes(train_rows(rows[:60]))
    assert to_bytes(from_bytes(content)) == content


def test_one_sided_rows_are_refused() -> None:
    with pytest.raises(SourceError, match="nothing to learn"):
        train_rows([Row("a", "give"), Row("b", "give")])


@pytest.mark.parametrize("line", ["{}", "nonsense", '{"text": "a", "label": "maybe"}', '{"text": 3, "label": "give"}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a", "label": "give"}\n' + line)
    with pytest.raises(SourceError, match=r"bad\.jsonl, line 2"):
        read_rows([path])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.jsonl"):
        train([tmp_path / "none.jsonl"])


def test_no_model_and_a_foreign_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Cannot read"):
        load_model(tmp_path / "none.bin")
    with pytest.raises(ModelError, match="no classifier model"):
        from_bytes(b"\x00nonsense")
    other = msgspec.msgpack.decode(SHIPPED.read_bytes())
    other["columns"] = ["something else"]
    with pytest.raises(ModelError, match="another version"):
        from_bytes(msgspec.msgpack.encode(other))


def test_folds_keep_rooms_together() -> None:
    assert fold_of(Row("a", "give", group="room", source="x")) == fold_of(Row("b", "take", group="room", source="y"))


def test_gives_and_takes_are_brought_to_one_share() -> None:
    rows = [Row("a", "take", origin="train"), *[Row("b", "give", origin="train")] * 3]
    rows += [Row("c", "take", origin="worlds", ambiguous=True), Row("d", "give", origin="worlds")]
    rows += [Row("e", "take", origin="pairs")]
    judged = np.array([True] * 6 + [False])
    weight = shares(rows, judged)
    for part in (slice(0, 4), slice(4, 6)):
        takes = [w for row, w in zip(rows[part], weight[part], strict=True) if row.label == "take"]
        assert sum(takes) / weight[part].sum() == pytest.approx(SHARE)
    assert weight[4] == 0.5
    assert weight[6] == 1.0


def test_pairs_are_sound() -> None:
    pairs = read_rows(OWN_FILES)
    assert len({row.text for row in pairs}) == len(pairs)
    assert all((row.own or "") in row.text and (row.ask or "") in row.text for row in pairs)
    assert 0.3 < sum(row.label == "take" for row in pairs) / len(pairs) < 0.7


@pytest.mark.skipif(not LABELS.exists(), reason="the shared data folder is not here (set GIVETAKE_SHARED)")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="sums are rounded in another order on this processor")
def test_training_remakes_the_shipped_model(tmp_path: Path) -> None:
    files = [str(LABELS / name) for name in ("train.jsonl", "makers.jsonl", "youtube.jsonl")]
    files += ["--unlabelled", str(LABELS / "unlabelled.jsonl.gz")]
    command = [sys.executable, "-m", "bot", "train", *files, "--out", str(tmp_path / "model.bin")]
    plain = {name: value for name, value in os.environ.items() if "BLAS" not in name}
    subprocess.run(command, check=True, env=plain, capture_output=True)
    assert (tmp_path / "model.bin").read_bytes() == SHIPPED.read_bytes()
