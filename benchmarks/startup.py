"""How fast the program and its classifier are there: ``givetake --help``, and the model beyond spaCy itself."""

from __future__ import annotations

import json
import statistics

from benchmarks.measure import Measure, interleave, python, ratio, seconds

HELP = "import sys; sys.argv = ['givetake', '--help']; from bot.cli import main; main()"
TYPER = "import typer"
LOAD = """
import json, time
times = [time.process_time()]
import spacy
times.append(time.process_time())
from analyzers.classifier import load
load()
times.append(time.process_time())
print(json.dumps([times[1] - times[0], times[2] - times[1]]))
"""
#: What loading may cost beyond `import spacy`, in seconds.
ROOM = 0.05


def measure(repeats: int) -> list[Measure]:
    turns = max(repeats, 11)  # a start is short, and so its times scatter
    costs = interleave({"givetake --help": lambda: python(HELP), "import typer": lambda: python(TYPER)}, turns)
    loads = [json.loads(python(LOAD)) for _ in range(turns)]
    spacy, model = (statistics.median(column) for column in zip(*loads, strict=True))
    return [
        Measure(
            "givetake --help", 'python -c "import typer"', ratio(*costs.values()), 2.0, turns, seconds(costs),
            "Processor time of fresh Python processes.",
        ),
        Measure(
            "import spacy and load the classifier", "import spacy", round(1 + model / spacy, 3),
            round(1 + ROOM / spacy, 2), turns, {"import spacy, CPU s": round(spacy, 3), "load, CPU s": round(model, 4)},
            f"Processor time within fresh Python processes; the aim leaves {ROOM * 1000:.0f} ms for loading.",
        ),
    ]  # fmt: skip
