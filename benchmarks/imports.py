"""How fast and how flat an import is, as ratios within one run.

usage: python benchmarks/imports.py [DUMP.ndjson|.zst ...] [--rounds 5]

Without files it takes the two real comment dumps of the shared data folder (``GIVETAKE_SHARED``), else
50,000 made-up comments. Baseline of speed: zstandard, msgspec Struct and one raw ``executemany`` a batch
into the same ``message`` table and indexes. Baseline of memory: the first 30,000 records.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import zstandard

from storage.rows import MESSAGE_COLUMNS
from storage.store import Store

SHARED = Path(os.environ.get("GIVETAKE_SHARED") or Path(__file__).parents[2] / "shared")
CHILD = """
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


def baseline(database, paths):
    decoder = msgspec.json.Decoder(Comment)
    insert = f"INSERT INTO message ({', '.join(MESSAGE_COLUMNS)}) VALUES ({', '.join('?' * len(MESSAGE_COLUMNS))})"
    with Store(database) as store:
        rows = (
            (f"reddit:t1_{c.id}", c.subreddit, c.subreddit, f"reddit:{c.author}", c.created_utc * 1000, c.body,
             f"reddit:{c.parent_id}", f"reddit:{c.link_id}", None, None, 0, None, "", c.permalink, b"12345678")
            for c in map(decoder.decode, lines(paths))
        )  # fmt: skip
        while chunk := list(itertools.islice(rows, 2000)):
            with store.transaction():
                store.conn.executemany(insert, chunk)


def child(arguments):
    result = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return int(result.stdout)


def in_process(database, paths):
    from bot.connectors.files import ImportOptions, open_sources
    from bot.services.collect import collect

    with Store(database) as store:
        collect(store, open_sources([str(path) for path in paths], options=ImportOptions()))


def timed(action, folder, paths, again=False):
    database = str(Path(folder, f"{time.monotonic_ns()}.db"))
    if again:
        action(database, paths)
        with Store(database) as store:
            store.conn.execute("UPDATE source SET digest = NULL")  # or the file would not be read at all
    start = time.perf_counter()
    action(database, paths)
    return time.perf_counter() - start


def made_up(folder, count=50_000):
    rng, path = random.Random(1), Path(folder, "made-up.ndjson")
    words = [f"word{n}" for n in range(5000)]
    with path.open("w") as out:
        for n in range(count):
            body = " ".join(rng.choices(words, k=rng.randint(3, 120)))
            comment = Comment(
                f"c{n}",
                "t3_x",
                f"t1_c{n // 2}",
                "town",
                f"user{rng.randrange(9000)}",
                body,
                1_700_000_000 + n,
                f"/r/town/{n}",
            )
            out.write(json.dumps(msgspec.to_builtins(comment)) + "\n")
    return path


def head_of(folder, paths, count):
    path = Path(folder, f"head-{count}.ndjson")
    path.write_bytes(b"".join(itertools.islice(lines(paths), count)))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        real = sorted((SHARED / "data" / "reddit").glob("*_comments.zst"))
        paths = arguments.paths or real or [made_up(folder)]
        rounds = [
            (
                timed(baseline, folder, paths),
                timed(in_process, folder, paths),
                timed(in_process, folder, paths, again=True),
            )
            for _ in range(arguments.rounds)
        ]
        count = sum(1 for _ in lines(paths))
        base, first, again = (statistics.median(column) for column in zip(*rounds, strict=True))
        small = child([Path(folder, "small.db"), head_of(folder, paths, 30_000)])
        large = child([Path(folder, "large.db"), head_of(folder, paths, 10**9)])
    result = {
        "records": count,
        "import over parse and executemany": round(first / base, 2),
        "import again over import": round(again / first, 2),
        "peak memory over that of 30,000 records": round(large / small, 3),
        "import, messages a second": round(count / first),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
