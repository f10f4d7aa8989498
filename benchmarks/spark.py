"""What a further message costs on Spark, against what it costs in one process.

The Reddit dumps of the shared data (else made-up ones) are audited once, and three times as many (copies under other
ids, in other communities, by the same people), with ``givetake audit``, embedded and ``--engine spark``, by turns.
Counted is the processor time of all processes: driver, Java and Python workers. Starting Java and compiling are a
fixed price, so the ratio is that of the slopes. Both must print the same report.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import zstandard

from benchmarks.imports import made_up
from benchmarks.measure import ROOT, SHARED, AbsentError, Measure, cost
from bot.connectors.files import ImportOptions, open_sources
from bot.engines.spark.starting import java_version
from bot.services.collect import collect
from storage.store import Store

_SUBREAPER = 36
_COPIES = 3
_NAMES = ("id", "name", "link_id", "parent_id")
_MASTER = "local[2,4]"
_SPARK = ("--engine", "spark", "--master", _MASTER)


def measure(repeats: int) -> list[Measure]:
    if not find_spec("pyspark") or java_version() < 17:
        raise AbsentError("pyspark or Java 17 is not installed")
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)  # workers whose parent ends first are counted here, too
    with tempfile.TemporaryDirectory() as folder:
        one = sorted((SHARED / "data" / "reddit").glob("*.zst")) or [made_up(Path(folder, "made-up.ndjson"), 50_000)]
        more = [copy(path, Path(folder, f"{n}-{path.name}.zst"), n) for n in range(1, _COPIES) for path in one]
        accounts, count = _busiest(one)
        asked = {"1": (one, ()), "3": ([*one, *more], ())}
        asked |= {f"spark {name}": (paths, _SPARK) for name, (paths, _) in asked.items()}
        turns = [
            {name: audit(paths, accounts, extra) for name, (paths, extra) in asked.items()} for _ in range(repeats)
        ]
    return [_slopes(turns, count, repeats)]


def _slopes(turns, count, repeats):
    def further(turn, prefix=""):
        return (turn[f"{prefix}3"][0] - turn[f"{prefix}1"][0]) / ((_COPIES - 1) * count) * 1e6

    same = all(turn[name][1] == turn[f"spark {name}"][1] for turn in turns for name in ("1", "3"))
    detail = {"messages": count, "the same reports": same}
    for name in turns[0]:
        detail[f"{name} x, CPU s"] = round(statistics.median(turn[name][0] for turn in turns), 1)
    detail["a further message embedded, CPU microseconds"] = round(statistics.median(map(further, turns)), 1)
    spark = [further(turn, "spark ") for turn in turns]
    detail["a further message on Spark, CPU microseconds"] = round(statistics.median(spark), 1)
    fixed = [turn["spark 1"][0] - slope * count / 1e6 for turn, slope in zip(turns, spark, strict=True)]
    detail["before the first message on Spark, CPU s"] = round(statistics.median(fixed), 1)
    ratio = round(statistics.median(b / further(turn) for turn, b in zip(turns, spark, strict=True)), 2)
    how = f"Processor time of all processes, --master {_MASTER}: the slope between one and three times the dumps."
    return Measure("audit on Spark, a further message", "the same embedded", ratio, 2, repeats, detail, how)


def audit(paths, accounts, extra):
    """Processor seconds of an audit with everything it starts, and a digest of its report."""
    named = [word for account in accounts for word in ("--account", account)]
    command = [sys.executable, "-m", "bot", "audit", *map(str, paths), *named, "--brand", "B", "--format", "json"]
    found = []

    def run():
        found.append(subprocess.run([*command, *extra], capture_output=True, check=True, cwd=ROOT).stdout)
        try:
            while True:
                os.wait()
        except ChildProcessError:
            return

    spent = cost(run)
    return spent.cpu, hashlib.sha256(found[0]).hexdigest()


def copy(source, target, number):
    """The dump again, under other ids."""
    with source.open("rb") as raw, target.open("wb") as out:
        packed = source.suffix == ".zst"
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw) if packed else raw
        with zstandard.ZstdCompressor().stream_writer(out) as writer:
            for line in io.BufferedReader(stream):
                writer.write(json.dumps(_renamed(json.loads(line), number)).encode() + b"\n")
    return target


def _renamed(post, number):
    for name in _NAMES:
        if isinstance(post.get(name), str):
            kind, mark, native = post[name].rpartition("_")
            post[name] = f"{kind}{mark}z{number}{native}"
    post["subreddit"] = f"{post.get('subreddit', 'town')}{number}"
    return post


def _busiest(paths):
    with Store() as store:
        collect(store, open_sources([str(path) for path in paths], options=ImportOptions()))
        return [account.id for account, *_ in store.busiest("", 5) if not account.bot][:2], store.totals().messages


if __name__ == "__main__":
    for each in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5):
        print(each)
