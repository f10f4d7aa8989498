"""Run the measures, show them in a table and keep them in benchmarks/results.json.

usage: python -m benchmarks [MODULE ...] [--repeats 5] [--full] [--json FILE]

Without names all modules of this folder are run. What is measured replaces its row in the file; the other rows stay.
docs/performance.md is written from the file (``cog -r docs/performance.md``).
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from dataclasses import asdict

import benchmarks
from benchmarks.measure import LEAST_RUNS, ROOT, AbsentError, Measure
from benchmarks.results import RESULTS, merge, read, show, write

_NO_MEASURES = {"__main__", "measure", "results"}


def main():
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as labels (default: all)")
    parser.add_argument("--repeats", type=int, default=LEAST_RUNS)
    parser.add_argument("--full", action="store_true", help="the long forms, such as ten million stored messages")
    parser.add_argument("--json", default=str(RESULTS), help="file with the results (default: %(default)s)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone:
        print(json.dumps([asdict(each) for each in alone(arguments.modules[0], arguments.repeats, arguments.full)]))
        return
    known = names()
    if unknown := set(arguments.modules) - set(known):
        parser.error(f"no measure {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    rows = read(arguments.json)
    for name in arguments.modules or known:
        rows = merge(rows, in_child(name, arguments))
        write(arguments.json, rows)
    show(rows)


def names() -> list[str]:
    return sorted({each.name for each in pkgutil.iter_modules(benchmarks.__path__)} - _NO_MEASURES)


def alone(name: str, repeats: int, full: bool) -> list[Measure]:
    """The measures of one module, in this process."""
    measure = getattr(importlib.import_module(f"benchmarks.{name}"), "measure", None)
    if measure is None:
        return []
    options = {"full": full} if "full" in inspect.signature(measure).parameters else {}
    try:
        found = measure(max(repeats, LEAST_RUNS), **options)
    except AbsentError as error:
        return [Measure(name, "", None, 0, 0, skipped=str(error))]
    return found if isinstance(found, list) else [found]


def in_child(name, arguments):
    """The measures of one module as plain data, from a process of its own; its failure is its row."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks", "--alone", name, "--repeats", str(arguments.repeats)]
    done = subprocess.run(
        [*command, *(["--full"] if arguments.full else [])],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        print(done.stderr, file=sys.stderr)
        return [asdict(Measure(name, "", None, 0, 0, skipped=f"failed: {lines[-1]}"))]
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
