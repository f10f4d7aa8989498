"""Write the measured figures as Markdown (called by cog in docs/performance.md)."""

from __future__ import annotations

from benchmarks.results import RESULTS, aim, outcome, read


def table() -> str:
    """Every measure in one table."""
    head = ["| measure | baseline | aim | measured |", "| --- | --- | --- | --- |"]
    rows = [f"| {row['name']} | {row['baseline']} | {aim(row)} | {outcome(row)} |" for row in read(RESULTS)]
    return "\n".join([*head, *rows]) + "\n"


def details() -> str:
    """How each figure was measured, and what it is made of."""
    return "\n".join(_detail(row) for row in read(RESULTS) if row["ratio"] is not None)


def _detail(row) -> str:
    figures = "\n".join(f"- {name}: {value}" for name, value in row["detail"].items())
    told = f"{row['how']} Median of {row['runs']} interleaved turns; {row['date']}, {row['machine']}."
    return f"### {row['name']}\n\n{told.strip()}\n\n{figures}\n"
