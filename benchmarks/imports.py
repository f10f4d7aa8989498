"""What an import costs: against the least that could be done, when it is repeated, and in memory.

The least is zstandard, msgspec Structs and raw ``executemany`` in transactions of the same size, on the same connection
settings, into the same tables and indexes: ``message``, ``account``, ``author``, ``author_day`` and ``community_day``.
"""

from __future__ import annotations

import io
import itertools
import json
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import msgspec
import zstandard

from benchmarks.measure import SHARED, Measure, interleave, python, ratio, seconds
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import BATCH, collect
from storage.rows import MESSAGE_COLUMNS
from storage.store import Store

_MESSAGE = f"INSERT INTO message ({', '.join(MESSAGE_COLUMNS)}) VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})"
_ACCOUNT = "INSERT INTO account VALUES (?, ?, '', 0, NULL) ON CONFLICT DO NOTHING"
_DAY = "INSERT INTO author_day VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET messages = messages + excluded.messages"
_AUTHOR = "INSERT INTO author VALUES (?, ?) ON CONFLICT DO NOTHING"
_PLACE = (
    "INSERT INTO community_day VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET messages = messages + excluded.messages"
)
_CHILD = """
import sys
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from storage.store import Store
with Store(sys.argv[1]) as store:
    collect(store, open_sources(sys.argv[2:], options=ImportOptions()))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


class Comment(msgspec.Struct):
    id: str
    link_id: str
    parent_id: str
    subreddit: str
    author: str
    body: str
    created_utc: int
    permalink: str


def lines(paths):
    for path in paths:
        with Path(path).open("rb") as raw:
            packed = Path(path).suffix == ".zst"
            stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw) if packed else raw
            yield from io.BufferedReader(stream)


def least(database, paths, *, messages_alone=False):
    decode = msgspec.json.Decoder(Comment).decode
    rows = (
        (f"reddit:t1_{c.id}", c.subreddit, c.subreddit, f"reddit:{c.author}", c.created_utc * 1000, c.body,
         f"reddit:{c.parent_id}", f"reddit:{c.link_id}", None, None, 0, None, "", c.permalink, b"12345678")
        for c in map(decode, lines(paths))
    )  # fmt: skip
    with Store(database) as store, store.bulk():
        while chunk := list(itertools.islice(rows, BATCH)):
            with store.transaction():
                store.conn.executemany(_MESSAGE, chunk)
                if not messages_alone:
                    days = Counter((row[3], row[1], row[4] // 86_400_000) for row in chunk)
                    places = Counter((row[1], row[4] // 86_400_000) for row in chunk)
                    names = {row[3] for row in chunk}
                    store.conn.executemany(_ACCOUNT, ((name, name) for name in names))
                    store.conn.executemany(_AUTHOR, ((name, 0) for name in names))
                    store.conn.executemany(_DAY, ((*key, count) for key, count in days.items()))
                    store.conn.executemany(_PLACE, ((*key, count) for key, count in places.items()))


def ours(database, paths):
    with Store(database) as store:
        collect(store, open_sources([str(path) for path in paths], options=ImportOptions()))


def forget_that_it_was_read(database):
    with Store(database) as store:
        store.conn.execute("UPDATE source SET digest = NULL")


def made_up(path, count):
    rng = random.Random(1)
    words = [f"word{n}" for n in range(5000)]
    with path.open("w") as out:
        for n in range(count):
            body = " ".join(rng.choices(words, k=rng.randint(3, 120)))
            author, parent = f"user{rng.randrange(9000)}", f"t1_c{n // 2}"
            comment = Comment(f"c{n}", "t3_x", parent, "town", author, body, 1_700_000_000 + n, f"/r/town/{n}")
            out.write(json.dumps(msgspec.to_builtins(comment)) + "\n")
    return path


def head_of(source, path, count):
    with source.open("rb") as whole:
        path.write_bytes(b"".join(itertools.islice(whole, count)))
    return path


def dumps(folder):
    """The two real comment dumps of the shared data, else 50,000 made-up comments."""
    real = sorted((SHARED / "data" / "reddit").glob("*_comments.zst"))
    return real or [made_up(Path(folder, "made-up.ndjson"), 50_000)]


def measure(repeats: int, full: bool = False) -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        return [*_speed(Path(folder), repeats), _memory(Path(folder), full)]


def _speed(folder, repeats):
    paths, known = dumps(folder), folder / "known.db"
    count = sum(1 for _ in lines(paths))
    ours(known, paths)
    forget_that_it_was_read(known)

    def clean():
        for name in ("a.db", "b.db", "c.db"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(known, folder / "c.db")

    costs = interleave(
        {
            "least": lambda: least(folder / "a.db", paths),
            "import": lambda: ours(folder / "b.db", paths),
            "import again": lambda: ours(folder / "c.db", paths),
            "least, messages alone": lambda: least(folder / "a.db", paths, messages_alone=True),
        },
        repeats,
        before=clean,
    )
    detail = {"records": count} | seconds(costs)
    detail["import over messages alone"] = ratio(costs["import"], costs["least, messages alone"])
    how = "Processor time, median of the pairs, on two real comment dumps."
    return [
        Measure(
            "import without labels", "zstd, msgspec Structs and raw executemany into the same tables",
            ratio(costs["import"], costs["least"]), 1.5, repeats, detail, how,
        ),
        Measure(
            "import of the same file again", "the first import",
            ratio(costs["import again"], costs["import"]), 0.5, repeats, {}, how,
        ),
    ]  # fmt: skip


def _memory(folder, full):
    many, few = (1_000_000, 200_000) if full else (150_000, 30_000)
    whole = made_up(folder / "many.ndjson", many)
    part = head_of(whole, folder / "few.ndjson", few)
    peaks = {}
    for name, path in (("few", part), ("many", whole)):
        peaks[name] = int(python(_CHILD, str(folder / f"{name}.db"), str(path)))
        (folder / f"{name}.db").unlink()
    return Measure(
        f"peak memory, {many:,} messages", f"{few:,} messages", round(peaks["many"] / peaks["few"], 3), 1.1, 1,
        {f"{name}, MB": round(peak / 1024, 1) for name, peak in peaks.items()}, "Peak resident size of a fresh process.",
    )  # fmt: skip


if __name__ == "__main__":
    for each in measure(5):
        print(each)
