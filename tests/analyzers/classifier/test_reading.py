"""Links and code are set apart and every offset stays true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.classifier.reading import CODE, LINK, READ_LIMIT, read


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://www.acme.io/a?b=1, please", ["acme.io"]),
        ("acme.io and shop.acme.co.uk/sale", ["acme.io", "shop.acme.co.uk"]),
        ("(https://acme.io/x)", ["acme.io"]),
        ("[docs](http://docs.acme.dev/start) here", ["docs.acme.dev"]),
        ("I use node.js and write to me@acme.io", []),
        ("end of sentence.New sentence", []),
        ("`https://acme.io` is code", []),
    ],
)
def test_links_are_found(text: str, hosts: list[str]) -> None:
    assert [link.host for link in read(text).links] == hosts


def test_code_is_masked_to_the_end_of_an_open_fence() -> None:
    reading = read("look: ```print('subscribe to my channel')")
    assert "subscribe" not in reading.masked
    assert CODE in reading.masked


@given(st.text(max_size=300))
def test_offsets_stay_true(text: str) -> None:
    reading = read(text)
    assert len(reading.masked) == len(text)
    for link in reading.links:
        assert reading.masked[link.start] == LINK
        assert "." in text[link.start : link.end]


def test_a_wall_of_text_is_cut() -> None:
    assert len(read("a" * (READ_LIMIT * 10)).masked) == READ_LIMIT
