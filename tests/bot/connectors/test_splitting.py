import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connectors.exports import splitting
from bot.connectors.exports.gathering import Bad
from bot.connectors.exports.splitting import Elements, elements, lines
from bot.connectors.exports.streams import CutError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def pieces(raw, sizes):
    """Cut bytes at any places."""
    at = 0
    for size in sizes:
        yield raw[at : at + size]
        at += size
    yield raw[at:]


@given(
    values=st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=4), max_size=6),
    sizes=st.lists(st.integers(1, 40), max_size=30),
    indent=st.sampled_from([None, 0, 2]),
)
def test_elements_are_found_however_the_array_is_laid_out_and_cut(values, sizes, indent):
    raw = json.dumps(values, indent=indent, ensure_ascii=False).encode()
    assert [json.loads(element) for element in elements(pieces(raw, sizes))] == values


@given(
    st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line)), st.lists(st.integers(1, 9), max_size=20)
)
def test_lines_are_found_however_the_stream_is_cut(found, sizes):
    raw = b"\n".join(found)
    expected = raw.removesuffix(b"\n").split(b"\n") if raw else []
    got = list(lines(pieces(raw, sizes)))
    assert got == (raw.split(b"\n")[:-1] if raw.endswith(b"\n") else expected)


def test_a_malformed_element_is_put_aside_and_the_next_one_found():
    raw = b'{"a": 1}, {"a": tru e, "filler": "xxxxxxxxxxxxxxxxxxxx"}, {"a": 3}]'
    first, bad, last = Elements(pieces(raw, [5] * 12))
    assert (first, last) == (b'{"a": 1}', b'{"a": 3}')
    assert isinstance(bad, Bad)


def test_the_place_to_go_on_can_be_told():
    raw = b'{"id": 1, "x": [\x00, {"id": 9}, {"id": 8}], "y": "------------------"}, {"id": 2, "t": 0}]'
    found = list(Elements(iter([raw]), resume=re.compile(rb'(?<=\}), (?=\{"id": \d, "t")')))
    assert found[1:] == [b'{"id": 2, "t": 0}']


@pytest.mark.parametrize("raw", [b'{"a": 1}', b'{"a": 1},', b'{"a": 1}, {"a', b"", b'{"a": 1} \x00 ' + b"x" * 50])
def test_an_array_that_is_not_closed_is_told(raw):
    seen = []
    with pytest.raises(CutError):
        seen.extend(Elements(iter([raw])))
    whole = [json.loads(element) for element in seen if not isinstance(element, Bad)]
    assert whole == [{"a": 1}] * raw.startswith(b"{")


def test_records_that_are_too_long_are_put_aside(monkeypatch):
    monkeypatch.setattr(splitting, "LONGEST", 100)
    long = b"x" * 300
    assert [type(line) for line in lines(pieces(b"a\n" + long + b"\nb", [50] * 5))] == [bytes, Bad, bytes]
    raw = b'{"a": 1}, {"a": "' + long + b'"}, {"a": 3}]'
    assert [type(element) for element in Elements(pieces(raw, [50] * 7))] == [bytes, Bad, bytes]


def test_msgspec_still_tells_where_an_element_ends():
    # The splitter reads the position out of the library's message; this fails should the wording change.
    assert splitting._TRAILING.search("JSON is malformed: trailing characters (byte 9)")
    assert list(Elements(iter([b'{"a": 1}, {}]']))) == [b'{"a": 1}', b"{}"]
