"""What a measure is, and how two things are timed fairly: by turns, several times, the median of the pairs.

A measure is a module of this package with ``measure(repeats: int) -> Measure | list[Measure]`` (and ``full: bool`` as
a second parameter if it has a long form). Where something it needs is missing it raises :class:`AbsentError`, or returns a
Measure with ``skipped`` set. The module runs in a process of its own.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

#: Fewer turns than this tell little.
LEAST_RUNS = 5
#: The data that some measures read.
SHARED = Path(os.environ.get("GIVETAKE_SHARED") or Path(__file__).parents[2] / "shared")
ROOT = Path(__file__).parents[1]


class AbsentError(Exception):
    """A library, a server or the shared data that a measure needs is not there; the message says which."""


@dataclass(frozen=True)
class Measure:
    """``ratio`` is what ours costs over what ``baseline`` costs, or (where ``least``) how often faster ours is.

    ``aim`` bounds the ratio from above, or from below where ``least``. ``runs`` is how many interleaved turns the
    median was taken of; ``detail`` holds named figures (seconds, counts), ``how`` a sentence on the way of measuring.
    """

    name: str
    baseline: str
    ratio: float | None
    aim: float
    runs: int
    detail: dict[str, Any] = field(default_factory=dict)
    how: str = ""
    least: bool = False
    skipped: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None where nothing was measured."""
        if self.ratio is None:
            return None
        return self.ratio >= self.aim if self.least else self.ratio <= self.aim


class Cost(NamedTuple):
    """Seconds of processor time (of this process and of the children it waited for) and of the clock."""

    cpu: float
    wall: float


def cost(action: Callable[[], object]) -> Cost:
    """What one call costs."""
    gc.collect()
    cpu, wall = processor_seconds(), time.perf_counter()
    action()
    return Cost(processor_seconds() - cpu, time.perf_counter() - wall)


def processor_seconds() -> float:
    """Processor time of this process and its finished children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def interleave(
    actions: Mapping[str, Callable[[], object]],
    runs: int,
    *,
    warm: bool = True,
    before: Callable[[], object] = lambda: 0,
) -> dict[str, list[Cost]]:
    """Call the actions by turns, ``runs`` times each (and once unmeasured first); ``before`` runs before each call."""
    found: dict[str, list[Cost]] = {name: [] for name in actions}
    for turn in range(-1 if warm else 0, runs):
        for name, action in actions.items():
            before()
            spent = cost(action)
            if turn >= 0:
                found[name].append(spent)
    return found


def ratio(ours: list[Cost], theirs: list[Cost], by: Literal["cpu", "wall"] = "cpu") -> float:
    """The median over the turns of ours over theirs."""
    pairs = zip(ours, theirs, strict=True)
    return round(statistics.median(getattr(one, by) / getattr(other, by) for one, other in pairs), 3)


def median(costs: list[Cost], by: Literal["cpu", "wall"] = "cpu") -> float:
    """The median in seconds."""
    return round(statistics.median(getattr(each, by) for each in costs), 4)


def seconds(costs: Mapping[str, list[Cost]]) -> dict[str, float]:
    """The medians of all actions, for a Measure's detail: processor and wall seconds."""
    found = {}
    for name, each in costs.items():
        found[f"{name}, CPU s"], found[f"{name}, wall s"] = median(each), median(each, "wall")
    return found


def python(code: str, *arguments: str, executable: str = sys.executable, env: Mapping[str, str] | None = None) -> str:
    """Run code in a fresh Python and return what it printed.

    Raises:
        RuntimeError: The code failed; the message is the end of its standard error.
    """
    done = subprocess.run(
        [executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-600:] or f"Python ended with {done.returncode}")
    return done.stdout
