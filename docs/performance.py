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
    turns = f"Median of {row['runs']} interleaved turns" if row["runs"] > 1 else "One turn"
    told = f"{row['how']} {turns}; {row['date']}, {row['machine']}.".strip()
    figures = "".join(f"- {name}: {_figures(value)}\n" for name, value in row["detail"].items())
    return f"### {row['name']}\n\n{told}\n" + (f"\n{figures}" if figures else "")


def _figures(value) -> str:
    return ", ".join(f"{name} {each}" for name, each in value.items()) if isinstance(value, dict) else str(value)
