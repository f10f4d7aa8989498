import io
import os
import random
import sys
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.connectors.files import ImportOptions, find_sources, open_sources
from storage.errors import SourceError

FILES = ["discord_channel.json", "discord_thread.json", "reddit_mixed.ndjson", "talk.csv", "list.mbox", "corpus"]
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def single(path, **options):
    [source] = open_sources([str(path)], options=ImportOptions(**options))
    return source


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("discord_channel.json", "DiscordChatExporter JSON"),
        ("reddit_mixed.ndjson", "Reddit dump"),
        ("talk.csv", "CSV"),
        ("list.mbox", "mbox mail"),
        ("corpus", "ConvoKit corpus"),
    ],
)
def test_formats_are_told_from_content(tmp_path, exports, name, expected):
    assert single(exports / name).format == expected
    if name != "corpus":
        (tmp_path / "x.bin").write_bytes((exports / name).read_bytes())
        assert single(tmp_path / "x.bin").format == expected


def test_a_source_knows_its_key_path_and_size(exports):
    source = single(exports / "talk.csv")
    assert source.id == source.path == str(exports / "talk.csv")
    assert source.size == (exports / "talk.csv").stat().st_size


def test_a_folder_is_searched_sorted_and_tells_what_it_skipped(tmp_path, exports):
    (tmp_path / "b" / "media").mkdir(parents=True)
    (tmp_path / "a.csv").write_bytes((exports / "talk.csv").read_bytes())
    (tmp_path / "b" / "chat.json").write_bytes((exports / "discord_thread.json").read_bytes())
    (tmp_path / "b" / "media" / "kite.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (tmp_path / "README.md").write_text("# Exports\n\nof our server, by channel\n")
    (tmp_path / "empty.json").write_bytes(b"")
    found = find_sources([str(tmp_path)], options=ImportOptions())
    assert [source.id for source in found.sources] == [str(tmp_path / "a.csv"), str(tmp_path / "b" / "chat.json")]
    assert sorted(Path(name).name for name in found.skipped) == ["README.md", "empty.json", "kite.png"]


def test_a_zip_archive_is_a_folder(tmp_path, exports):
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(exports / "talk.csv", "deep/talk.csv")
        archive.write(exports / "list.mbox", "list.mbox")
        archive.writestr("notes.txt", "nothing")
    sources = open_sources([str(tmp_path)], options=ImportOptions())
    assert [source.id for source in sources] == [
        f"{tmp_path / 'all.zip'}!/{name}" for name in ("deep/talk.csv", "list.mbox")
    ]
    assert {source.path for source in sources} == {str(tmp_path / "all.zip")}
    assert [len(batch.messages) for source in sources for batch in source.batches()] == [3, 2]


def test_a_damaged_zip_member_keeps_what_came_before(tmp_path):
    rows = "time,author,text\n" + "".join(f"{n},ann,{random.Random(n).random()}\n" for n in range(40_000))
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", rows)
    raw = bytearray((tmp_path / "x.zip").read_bytes())
    raw[-3000:-2000] = bytes(1000)
    (tmp_path / "x.zip").write_bytes(raw)
    batches = list(single(tmp_path / "x.zip").batches())
    assert sum(len(batch.messages) for batch in batches) > 10_000
    assert batches[-1].problems[-1].reason.startswith("the file cannot be read further")


def test_the_same_file_twice_is_one_source(exports):
    paths = [str(exports / "talk.csv"), str(exports / "talk.csv"), str(exports)]
    ids = [source.id for source in open_sources(paths, options=ImportOptions())]
    assert len(ids) == len(set(ids)) == len(FILES)


def test_standard_input_is_read_once(monkeypatch, exports):
    stream = io.BytesIO((exports / "reddit_mixed.ndjson").read_bytes())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    source = single("-")
    assert (source.id, source.path, source.size) == ("-", "-", 0)
    [batch], [same] = source.batches(), single(exports / "reddit_mixed.ndjson").batches()
    assert batch.messages == same.messages
    with pytest.raises(SourceError, match="only once"):
        list(source.batches())


def test_a_named_pipe_is_a_stream(tmp_path, exports):
    os.mkfifo(tmp_path / "pipe")
    raw = (exports / "talk.csv").read_bytes()
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(raw,))
    writer.start()
    [batch] = single(tmp_path / "pipe").batches()
    writer.join()
    assert len(batch.messages) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n\n", b"\x89PNG\r\n\x1a\n" + bytes(100), b"<!DOCTYPE html><html><body>hi</body></html>",
        b'{"a": 1}\n{"b": 2}\n', b"[]", b"[1, 2", b'"text"', b"null", bytes(5000), b"hello, world\nall, fine\n",
        b"From here on it is prose.\nYes: really.\n", b"\x1f\x8b" + bytes(20), b"\x28\xb5\x2f\xfd" + bytes(20),
        b"PK\x03\x04" + bytes(40), b"\xff\xfe", b"{" * 100_000, b"[" * 100_000, b"time,author\n1,2\n",
        b'{"guild": {}, "channel": {}, "messages": []}',
    ],
)  # fmt: skip
def test_a_wholly_wrong_file_is_one_clear_error(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(SourceError, match=r"DiscordChatExporter JSON, Reddit dumps.*ConvoKit.*mbox.*CSV"):
        single(tmp_path / "x")


def test_what_is_not_there_or_holds_nothing_is_an_error(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    for name, said in (
        ("gone", "no such file"),
        ("empty", "no file in it"),
        ("photos", "none of the 1 files"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(SourceError, match=said):
            open_sources([str(tmp_path / name)], options=ImportOptions())


def test_a_file_that_is_gone_when_it_is_read_is_an_error(tmp_path):
    (tmp_path / "x.csv").write_text("time,author,text\n1,ann,hi\n")
    source = single(tmp_path / "x.csv")
    (tmp_path / "x.csv").unlink()
    with pytest.raises(SourceError, match="cannot be opened"):
        list(source.batches())


def test_a_damaged_archive_is_no_export(tmp_path, exports):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(exports / "talk.csv", "talk.csv")
    raw = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "x.zip").write_bytes(raw[:-40])
    with pytest.raises(SourceError):
        single(tmp_path / "x.zip")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(tmp_path):
    (tmp_path / "x.csv").write_text("time,author,text\n")
    (tmp_path / "x.csv").chmod(0)
    with pytest.raises(SourceError, match="no permission"):
        single(tmp_path / "x.csv")


def test_bytes_consumed_grow_to_the_size(exports):
    for source in open_sources([str(exports)], options=ImportOptions()):
        told = []
        list(source.batches(on_bytes=told.append))
        assert told == sorted(told)
        assert told[-1] == source.size


@QUIET
@given(name=st.sampled_from(FILES), size=st.integers(1, 9), data=st.data())
def test_resuming_after_any_batch_yields_exactly_the_rest(exports, name, size, data):
    source = single(exports / name)
    whole = list(source.batches(size=size))
    assert [batch.done for batch in whole] == [False] * (len(whole) - 1) + [True]
    assert all(batch.position % size == 0 for batch in whole[:-1])
    at = data.draw(st.integers(0, len(whole) - 1))
    assert list(source.batches(size=size, skip=whole[at].position)) == whole[at + 1 :]


@QUIET
@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=6), name=st.sampled_from(FILES))
def test_any_sizes_give_the_same_messages(exports, name, sizes):
    source = single(exports / name)
    whole = [message for batch in source.batches() for message in batch.messages]
    for size in sizes:
        assert [message for batch in source.batches(size=size) for message in batch.messages] == whole


def test_a_grown_file_goes_on_and_a_shrunk_one_is_told(tmp_path):
    path = tmp_path / "x.csv"
    rows = ["time,author,text\n", *(f"{n},ann,{n}\n" for n in range(1, 8))]
    path.write_text("".join(rows[:6]))
    assert [batch.position for batch in single(path).batches(size=4)] == [4, 5]
    path.write_text("".join(rows))
    assert [(batch.position, [m.text for m in batch.messages]) for batch in single(path).batches(size=4, skip=5)] == [
        (7, ["6", "7"])
    ]
    path.write_text("".join(rows[:3]))
    [batch] = single(path).batches(size=4, skip=7)
    assert (batch.position, batch.done, batch.problems[0].reason[:20]) == (7, True, "the file has shrunk:")


def _all_nouns(path):
    """Read a path whole; every text must be storable."""
    for source in open_sources([str(path)], options=ImportOptions(community="c", self_account="me")):
        position = 0
        for batch in source.batches(size=3):
            assert position <= batch.position
            position = batch.position
            for message in batch.messages:
                f"{message.id}{message.author}{message.text}".encode()
                assert message.time.utcoffset().total_seconds() == 0


@QUIET
@given(
    content=st.binary(max_size=400),
    start=st.sampled_from(
        [b"", b"time,author,text\n", b"[{", b"From a\nX: y\n\n", b"\x1f\x8b\x08", b"\xff\xfe", b"PK\x03\x04"]
    ),
)
def test_garbage_never_raises_anything_but_a_source_error(tmp_path, content, start):
    (tmp_path / "x").write_bytes(start + content)
    try:
        _all_nouns(tmp_path / "x")
    except SourceError as error:
        assert error.remedy


@settings(QUIET, max_examples=250)
@given(name=st.sampled_from(FILES[:-1]), seed=st.integers(0, 2**32))
def test_damaged_exports_never_raise_anything_but_a_source_error(tmp_path, exports, name, seed):
    chance = random.Random(seed)
    raw = bytearray((exports / name).read_bytes())
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(raw)), chance.randint(0, 30)
        patch = chance.choice(
            [
                b"",
                b"\0",
                b"\xff\xfe",
                b'"',
                b"\\",
                b"{",
                b"]",
                b"\n",
                b"\n\n",
                b"null",
                b"[]",
                b"9" * 400,
                chance.randbytes(9),
            ]
        )
        raw[at : at + length] = patch
        raw = raw or bytearray(b"x")
    (tmp_path / "x").write_bytes(raw)
    try:
        _all_nouns(tmp_path / "x")
    except SourceError as error:
        assert error.remedy
