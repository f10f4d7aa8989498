"""The optional real data: everything in it is read, nothing is put aside."""

import tracemalloc

import pytest

from bot.connectors.files import ImportOptions, open_sources


def messages(path):
    for source in open_sources([str(path)], options=ImportOptions()):
        for batch in source.batches():
            assert not batch.problems
            yield from batch.messages


def test_discord_exports_are_read_whole(shared_data):
    seen = list(messages(shared_data / "discord"))
    assert len(seen) == len({message.id for message in seen}) == 18_515
    assert len({message.author for message in seen}) == 775
    assert sum(message.reply_to is not None for message in seen) == 5_461
    assert sum(message.system for message in seen) == 26


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("GradSchool_comments.zst", 63_321),
        ("GradSchool_submissions.zst", 3_515),
        ("AskAcademia_submissions.zst", 2_616),
    ],
)
def test_reddit_dumps_are_read_whole(shared_data, name, count):
    kind = "t1_" if "comments" in name else "t3_"
    seen = {message.id for message in messages(shared_data / "reddit" / name)}
    assert len(seen) == count
    assert all(key.startswith(f"reddit:{kind}") for key in seen)


def test_memory_does_not_grow_with_the_file(shared_data):
    tracemalloc.start()
    try:
        [source] = open_sources([str(shared_data / "reddit" / "GradSchool_submissions.zst")], options=ImportOptions())
        for _ in source.batches(size=200):
            pass
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()
