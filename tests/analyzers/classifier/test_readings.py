"""Labels that stand apart from their texts: found by digest, in plain and packed files, each text once."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest

from analyzers.classifier.training.readings import READINGS, Reading, digest, read_labels
from storage.errors import SourceError

TEXT = "see my page, follow it: https://pages.example"
MESSAGES = [{"text": "hello", "source": "s#1"}, {"text": TEXT, "source": "s#2"}, {"text": TEXT, "source": "s#3"}]


@pytest.fixture
def readings(tmp_path: Path) -> Path:
    path = tmp_path / "readings.jsonl"
    one = Reading(digest(TEXT), "room", "take", "promo", ambiguous=True, own=(4, 11), ask=(13, 22))
    path.write_bytes(msgspec.json.encode(one) + b"\n")
    return path


def lines(messages: list[dict[str, str]]) -> bytes:
    return b"\n".join(map(msgspec.json.encode, messages))


def test_the_label_comes_to_its_text_once(tmp_path: Path, readings: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(lines(MESSAGES))
    (row,) = read_labels(path, readings)
    assert (row.text, row.label, row.kind, row.ambiguous, row.group) == (TEXT, "take", "promo", True, "room")
    assert (row.own, row.ask, row.source) == ("my page", "follow it", "s#2")


def test_a_packed_file_gives_the_same(tmp_path: Path, readings: Path) -> None:
    plain, packed = tmp_path / "messages.jsonl", tmp_path / "messages.jsonl.gz"
    plain.write_bytes(lines(MESSAGES))
    packed.write_bytes(gzip.compress(lines(MESSAGES)))
    assert read_labels(packed, readings) == read_labels(plain, readings)


@pytest.mark.parametrize("content", [b'{"text": 3}', b"nonsense", b'{"source": "s"}'])
def test_a_line_that_is_no_message_is_named(tmp_path: Path, readings: Path, content: bytes) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(lines(MESSAGES) + b"\n" + content)
    with pytest.raises(SourceError, match=r"messages\.jsonl, line 4"):
        read_labels(path, readings)


def test_a_missing_and_a_broken_file_are_named(tmp_path: Path, readings: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.gz"):
        read_labels(tmp_path / "none.gz", readings)
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(lines(MESSAGES))[:40])
    with pytest.raises(SourceError, match=r"broken\.gz"):
        read_labels(broken, readings)


def test_the_shipped_labels_are_sound() -> None:
    found = [msgspec.json.decode(line, type=Reading) for line in READINGS.read_text("utf-8").splitlines()]
    assert len({one.key for one in found}) == len(found) > 2_000
    assert all(one.own is None and one.ask is None for one in found if one.label == "give")
    assert {one.label for one in found} == {"give", "take"}
