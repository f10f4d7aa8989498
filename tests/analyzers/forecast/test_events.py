"""Event files and brands files: what is read, what is put aside, what is refused."""

import contextlib
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.forecast.brands import brands_of, contacts_of, read_brands
from analyzers.forecast.events import parse_time, read_events
from storage.errors import NothingToReportError, SourceError


def write(tmp_path, text, name="e.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_seconds_iso_relative_and_packed_files(tmp_path):
    plain = "time,sender,recipient\n86400,a,b\n0.5,b,a\n"
    one = read_events(write(tmp_path, plain))
    assert (one.time.tolist(), one.names, one.sender.tolist(), one.iso) == (
        [500, 86_400_000],
        ("a", "b"),
        [1, 0],
        False,
    )
    packed = read_events(write(tmp_path, gzip.compress(plain.encode()), "e.csv.gz"))
    assert packed.time.tolist() == one.time.tolist()
    iso = read_events(
        write(tmp_path, "recipient,time,extra,sender\nb,1970-01-02T01:00:00+01:00,x,a\nb,1970-01-03,,a\n")
    )
    assert iso.time.tolist() == [86_400_000, 2 * 86_400_000]
    assert iso.stamp(86_400_000) == "1970-01-02T00:00:00+00:00" and one.stamp(86_400_000) == "86400"


def test_bad_rows_are_counted_with_their_lines(tmp_path):
    text = (
        "time,sender,recipient\nsoon,a,b\n1,a\n\n2,,b\n3,a,b\nnan,a,b\n1e300,a,b\ninf,a,b\n1700000000000,a,b\n4,a,a\n"
    )
    found = read_events(write(tmp_path, text))
    assert found.time.tolist() == [3000]
    assert [problem.position for problem in found.problems] == [2, 3, 5, 7, 8, 9, 10]
    assert all(problem.reason for problem in found.problems)


@pytest.mark.parametrize(
    "text", ["", "a,b,c\n1,2,3\n", "time,sender,recipient\n", "time,sender,recipient\nx,y,z\n", "\x00\x01"]
)
def test_files_without_events_are_refused(tmp_path, text):
    with pytest.raises(SourceError):
        read_events(write(tmp_path, text))


def test_a_missing_a_torn_and_a_falsely_packed_file_are_refused(tmp_path):
    torn = gzip.compress(b"time,sender,recipient\n" + b"1,a,b\n" * 5000)[:60]
    for path in (
        tmp_path / "none.csv",
        tmp_path,
        write(tmp_path, torn),
        write(tmp_path, b"\x1f\x8bxxxxxxxxxx", "f.gz"),
    ):
        with pytest.raises(SourceError):
            read_events(path)


def test_a_field_too_long_for_csv_is_one_bad_row(tmp_path):
    found = read_events(write(tmp_path, "time,sender,recipient\n1," + "x" * 200_000 + ",b\n2,a,b\n"))
    assert found.time.tolist() == [2000] and len(found.problems) == 1


@given(st.text(max_size=20))
def test_times_are_read_or_refused(text):
    with contextlib.suppress(ValueError):
        assert abs(parse_time(text)) <= 10**13


def test_brands_of_one_and_of_several_communities(tmp_path):
    whole = {"one": {"single": [1, 2], "team": [1, 2, 3]}, "two": {"single": [], "acme": ["x"]}}
    path = write(tmp_path, json.dumps(whole), "b.json")
    assert read_brands(path, "one") == {"1": ("1",), "2": ("2",), "team": ("1", "2", "3")}
    assert read_brands(path, "two") == {"acme": ("x",)}
    with pytest.raises(SourceError, match="three"):
        read_brands(path, "three")


@pytest.mark.parametrize("found", [{}, {"a": 3}, {"a": "xyz"}, {"a": [[1]]}, {"a": []}])
def test_other_shapes_of_brands_are_refused(found):
    with pytest.raises(SourceError):
        brands_of(found)


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000, "null"])
def test_brands_files_that_are_none_are_refused(tmp_path, text):
    with pytest.raises(SourceError):
        read_brands(write(tmp_path, text))


def test_contacts_of_a_team_leave_out_talk_among_themselves(tmp_path):
    text = "time,sender,recipient\n1,a,B\n2,B,C\n3,C,a\n4,a,z\n4,a,y\n5,z,y\n6,B,z\n"
    contacts, names = contacts_of(read_events(write(tmp_path, text)), ["B", "C"])
    assert names == ("a", "z")
    assert list(zip(contacts.row, contacts.time, contacts.inbound, strict=True)) == [
        (0, 1000, 1),
        (0, 3000, 0),
        (1, 6000, 0),
    ]
    # The two rows at 4 are one message to two people.
    assert dict(zip(contacts.any_row, contacts.any_count, strict=True)) == {0: 2, 1: 1}
    with pytest.raises(NothingToReportError):
        contacts_of(read_events(write(tmp_path, text)), ["nobody"])
