"""What two worker processes cost and gain: processor time in all, and the time of whoever is busiest.

On a machine that does other things the clock tells little; the longest share of processor time (of the process that
writes, or of one worker) is the time that would pass on idle cores.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from benchmarks.imports import dumps, lines
from benchmarks.measure import Measure, python

_HEAD = """
import json, resource, sys, time
from bot.services.crew import crew_of
def used(who):
    each = resource.getrusage(who)
    return each.ru_utime + each.ru_stime
jobs, begun = int(sys.argv[1]), time.perf_counter()
"""
_IMPORT = """
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from storage.store import Store
with Store(sys.argv[2]) as store, crew_of(jobs) as crew:
    collect(store, open_sources(sys.argv[3:], options=ImportOptions()), crew=crew)
"""
_LABEL = """
from functools import partial
from analyzers.classifier import load
from bot.services.judge import judge_lines
from bot.services.sharing import CLASSIFIER
with crew_of(jobs, {CLASSIFIER: load}) as crew, open(sys.argv[3], "rb") as lines, open(sys.argv[2], "wb") as out:
    out.writelines(judge_lines(lines, load, "x", crew))
"""
_TAIL = """
own, others = used(resource.RUSAGE_SELF), used(resource.RUSAGE_CHILDREN)
print(json.dumps([own, others, time.perf_counter() - begun]))
"""


def measure(repeats: int) -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder, "texts.jsonl")
        paths = dumps(folder)
        with texts.open("w") as out:
            for line, _ in zip(lines(paths), range(20_000), strict=False):
                out.write(json.dumps({"text": json.loads(line)["body"]}) + "\n")
        return [
            _pair("import --jobs 2", _IMPORT, folder, [str(path) for path in paths], repeats),
            _pair("label --jobs 2", _LABEL, folder, [str(texts)], repeats),
        ]


def _pair(name, code, folder, paths, repeats):
    """The processor time of two jobs over that of one, by turns."""
    alone, both = [], []
    for turn in range(repeats):
        for jobs, runs in ((1, alone), (2, both)):
            found = python(_HEAD + code + _TAIL, str(jobs), str(Path(folder, f"{name}-{turn}-{jobs}")), *paths)
            runs.append(json.loads(found))
    pairs = list(zip(alone, both, strict=True))
    detail = {
        "busiest process over one job": _median(
            max(own, workers / 2) / sum(one[:2]) for one, (own, workers, _) in pairs
        ),
        "wall over one job": _median(two[2] / one[2] for one, two in pairs),
        "one job, CPU s": _median(sum(one[:2]) for one in alone),
        "two jobs, CPU s of the writer": _median(own for own, _, _ in both),
        "two jobs, CPU s of the workers": _median(workers for _, workers, _ in both),
    }
    return Measure(
        f"{name}, processor time", "one job", _median(sum(two[:2]) / sum(one[:2]) for one, two in pairs), 2.0, repeats, detail,
        "Processor time of all processes, starting included.",
    )  # fmt: skip


def _median(values):
    return round(statistics.median(values), 3)


if __name__ == "__main__":
    for each in measure(5):
        print(each)
