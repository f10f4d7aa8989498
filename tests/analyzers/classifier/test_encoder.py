"""The wording encoder: words in order, sums that no neighbour changes, own and ask, a file that fits or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.classifier.encoder import Encoder, encode, load_encoder
from analyzers.classifier.encoder.tags import read_spans
from analyzers.classifier.encoder.tokens import MOST, places, tokens
from analyzers.classifier.encoder.weights import _KEPT, SHIPPED
from analyzers.classifier.reading import read
from storage.errors import ModelError

TEXTS = [
    "please follow my page, I post every day",
    "lol",
    "How do I sort a list? I tried `sorted(x)` and it fails.",
    "new shop https://kiln.example.com/spring and https://docs.python.org",
    "",
    "!!!",
    "a " * 500,
]


def _word(number: int) -> str:
    """A word for each number, without digits."""
    return "w" + str(number).translate(str.maketrans("0123456789", "abcdefghij"))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_words_links_code_and_numbers() -> None:
    found = tokens(read("Save 2500 at https://www.kiln.example.com/spring\n`x = 1` now! ok"))
    assert found.words == [
        "save",
        "0000",
        "at",
        "\ue000",
        "\ue000example",
        "\ue000//",
        "\n",
        "\ue002",
        "now",
        "!",
        "ok",
    ]
    assert found.clauses == [0, 7, 10]


@given(st.text(max_size=300))
def test_every_word_has_its_place(text: str) -> None:
    reading = read(text)
    found, where = tokens(reading), places(reading)
    assert len(where) == (len(found.words) if where else 0)
    assert len(found.words) <= MOST
    assert all(0 <= start < end <= len(reading.text) for start, end in where)
    assert where == sorted(where)


def test_of_a_long_message_the_first_and_the_last_words_are_read() -> None:
    reading = read(" ".join(f"word{'abcdefghij'[number % 10]}" for number in range(900)) + " subscribe now")
    found, where = tokens(reading), places(reading)
    assert len(found.words) == len(where) == MOST
    assert found.words[0] == "worda"
    assert found.words[-2:] == ["subscribe", "now"]
    assert reading.text[slice(*where[-1])] == "now"


def test_neighbours_do_not_change_what_is_read(encoder: Encoder) -> None:
    readings = [read(text) for text in TEXTS]
    together = encode(encoder, readings)
    for number, reading in enumerate(readings):
        alone = encode(encoder, [reading])
        assert alone.logits[0] == pytest.approx(together.logits[number], abs=1e-5)
        assert alone.kinds[0].tolist() == pytest.approx(together.kinds[number].tolist(), abs=1e-5)


def test_plain_asks_read_as_takes_and_help_as_gives(encoder: Encoder) -> None:
    asks = encode(encoder, [read(text) for text in ("follow my page please", "join our server, link in bio")]).logits
    help_ = encode(encoder, [read(text) for text in ("use a set there, it is faster", "thanks, it works now")]).logits
    assert asks.min() > help_.max() + 2


def test_spans_stand_on_the_words(encoder: Encoder) -> None:
    reading = read("hi all, I built a small budgeting app, please try it out: https://jar.example.com")
    found = read_spans(encoder, encode(encoder, [reading]), 0, reading)
    own, ask = (next(span for _, span in found if span.role == role) for role in ("own", "ask"))
    assert "app" in reading.text[own.start : own.end] or "I built" in reading.text[own.start : own.end]
    assert "try" in reading.text[ask.start : ask.end]


def test_no_words_no_spans(encoder: Encoder) -> None:
    assert read_spans(encoder, encode(encoder, [read("")]), 0, read("")) == []


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_a_flood_of_words_keeps_the_memory(start: int) -> None:
    encoder = load_encoder()
    for batch in range(4):
        flood = [_word(4000 * batch + number) for number in range(4000)]
        encode(encoder, [read(" ".join(flood[at : at + 150])) for at in range(0, len(flood), 150)])
    text = read(f"follow my page {start}")
    assert encode(encoder, [text]).logits[0] == pytest.approx(encode(load_encoder(), [text]).logits[0], abs=1e-5)
    assert len(encoder._places) <= _KEPT


def test_a_batch_of_more_words_than_are_kept() -> None:
    rows, tables = load_encoder().places([_word(number) for number in range(_KEPT + 500)])
    assert rows.max() == tables.shape[1] - 1
    assert len(set(rows.tolist())) == _KEPT + 1


def test_no_encoder_and_a_foreign_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Cannot read"):
        load_encoder(tmp_path / "none.bin")
    (tmp_path / "odd.bin").write_bytes(b"\x00nonsense")
    with pytest.raises(ModelError, match="no encoder"):
        load_encoder(tmp_path / "odd.bin")
    (tmp_path / "old.bin").write_bytes(SHIPPED.read_bytes().replace(b"givetake/encoder@1", b"givetake/encoder@0"))
    with pytest.raises(ModelError, match="another version"):
        load_encoder(tmp_path / "old.bin")
