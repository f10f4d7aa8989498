"""What a message costs on Spark and in one process, as a ratio within one run.

usage: python benchmarks/spark.py [--rounds 5] [--master 'local[2,4]'] [--json FILE]

Audits the Reddit dumps of the shared data folder (``GIVETAKE_SHARED``), else made-up ones, once and three times as many
(copies under other ids, in other communities, by the same people), with ``givetake audit``, embedded and
``--engine spark``, one after the other in each round. Counted is the processor time of all processes: driver, Java and
Python workers. Starting Java and compiling is a fixed price, so what counts is the slope: what each further message costs.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zstandard

sys.path.insert(0, str(Path(__file__).parent))
from imports import SHARED, made_up

SUBREAPER = 36
COPIES = (1, 3)
NAMES = ("id", "name", "link_id", "parent_id")


def copy(source, target, number):
    """The dump again under other ids."""
    with source.open("rb") as raw, target.open("wb") as out:
        packed = source.suffix == ".zst"
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw) if packed else raw
        with zstandard.ZstdCompressor().stream_writer(out) as writer:
            for line in io.BufferedReader(stream):
                writer.write(json.dumps(renamed(json.loads(line), number)).encode() + b"\n")


def renamed(post, number):
    for name in NAMES:
        if isinstance(post.get(name), str):
            kind, _, native = post[name].rpartition("_")
            post[name] = f"{kind}{'_' if kind else ''}z{number}{native}"
    post["subreddit"] = f"{post.get('subreddit', 'town')}{number}"
    return post


def measured(arguments):
    """Processor seconds of a command and everything it started, wall seconds, and what it wrote."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, complaint = process.communicate()
    if process.returncode:
        raise SystemExit(complaint.decode())
    wall = time.perf_counter() - start
    while True:  # orphans of the command are ours now, and their processor time with them
        try:
            os.wait()
        except ChildProcessError:
            return wall, out


def spent(arguments):
    before = os.times()
    wall, out = measured(arguments)
    after = os.times()
    cpu = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return {"cpu": cpu, "wall": wall, "digest": hashlib.sha256(out).hexdigest()[:16]}


def busiest(paths):
    from bot.connectors.files import ImportOptions, open_sources
    from bot.services.collect import collect
    from storage.store import Store

    with Store() as store:
        collect(store, open_sources([str(path) for path in paths], options=ImportOptions()))
        return [account.id for account, *_ in store.busiest("", 5) if not account.bot][:2], store.totals().messages


def audit(paths, accounts, *extra):
    named = [word for account in accounts for word in ("--account", account)]
    command = [sys.executable, "-m", "bot", "audit", *map(str, paths), *named, "--brand", "B", "--format", "json"]
    return spent([*command, *extra])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--master", default="local[2,4]")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        real = sorted((SHARED / "data" / "reddit").glob("*.zst")) or [made_up(folder)]
        copies = [Path(folder, f"{n}-{path.stem}.zst") for n in range(1, COPIES[-1]) for path in real]
        for n in range(1, COPIES[-1]):
            for path in real:
                copy(path, Path(folder, f"{n}-{path.stem}.zst"), n)
        accounts, count = busiest(real)
        spark = ("--engine", "spark", "--master", arguments.master)
        rounds = []
        for _ in range(arguments.rounds):
            one, many = real, [*real, *copies]
            rounds.append(
                {
                    "embedded 1": audit(one, accounts),
                    "spark 1": audit(one, accounts, *spark),
                    "embedded 3": audit(many, accounts),
                    "spark 3": audit(many, accounts, *spark),
                }
            )
            print(json.dumps(rounds[-1]), file=sys.stderr)
    result = summed(rounds, count)
    print(json.dumps(result, indent=2))
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(result, indent=2))


def summed(rounds, count):
    def median(name, what="cpu"):
        return statistics.median(each[name][what] for each in rounds)

    def slopes(engine):
        return [(each[f"{engine} 3"]["cpu"] - each[f"{engine} 1"]["cpu"]) / (2 * count) * 1e6 for each in rounds]

    pairs = list(zip(slopes("embedded"), slopes("spark"), strict=True))
    return {
        "messages": count,
        "same digests": all(
            each[f"embedded {n}"]["digest"] == each[f"spark {n}"]["digest"] for each in rounds for n in COPIES
        ),
        "embedded, CPU seconds for 1 and 3": [round(median(f"embedded {n}"), 1) for n in COPIES],
        "spark, CPU seconds for 1 and 3": [round(median(f"spark {n}"), 1) for n in COPIES],
        "embedded, CPU microseconds a further message": round(statistics.median(a for a, _ in pairs), 1),
        "spark, CPU microseconds a further message": round(statistics.median(b for _, b in pairs), 1),
        "spark over embedded, CPU of a further message": round(statistics.median(b / a for a, b in pairs), 2),
        "spark, CPU seconds before the first message": round(
            statistics.median(
                each["spark 1"]["cpu"] - b * count / 1e6 for each, (_, b) in zip(rounds, pairs, strict=True)
            ),
            1,
        ),
    }


if __name__ == "__main__":
    main()
