"""How fast the program and its classifier are there: ``givetake --help``, and the model beyond spaCy itself."""

from __future__ import annotations

from benchmarks.measure import Measure, interleave, python, ratio, seconds

HELP = "import sys; sys.argv = ['givetake', '--help']; from bot.cli import main; main()"
TYPER = "import typer"
SPACY = "import spacy; spacy.blank('en')"
LOAD = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('givetake_judge')"


def measure(repeats: int) -> list[Measure]:
    turns = max(repeats, 11)  # a start is short, and so its times scatter
    costs = interleave({"givetake --help": lambda: python(HELP), "import typer": lambda: python(TYPER)}, turns)
    loads = interleave({"model": lambda: python(LOAD), "spaCy": lambda: python(SPACY)}, turns)
    beyond = ratio(loads["model"], loads["spaCy"])
    return [
        Measure(
            "givetake --help", 'python -c "import typer"', ratio(*costs.values()), 2.0, turns, seconds(costs),
            "Processor time of fresh Python processes.",
        ),
        Measure(
            "load the classifier into spaCy", "import spacy and blank('en')", beyond, 1.1, turns,
            seconds(loads), "Processor time of fresh Python processes.",
        ),
    ]  # fmt: skip
