"""The file of results: read, merged by name, written, and shown as a table."""

from __future__ import annotations

import datetime
import json
import os
import platform
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"


def read(path) -> list[dict]:
    """The rows of a results file, none if there is no such file."""
    return json.loads(Path(path).read_text())["measures"] if Path(path).exists() else []


def merge(rows: list[dict], new: list[dict]) -> list[dict]:
    """The rows with those of the same name replaced; a skipped measure never replaces a figure."""
    stamp = {"date": datetime.datetime.now(datetime.UTC).date().isoformat(), "machine": machine()}
    found = {row["name"]: row for row in rows}
    for each in new:
        if each["ratio"] is not None or found.get(each["name"], {"ratio": None})["ratio"] is None:
            found[each["name"]] = {**each, **stamp}
    return [found[name] for name in sorted(found)]


def machine() -> str:
    """The processor and the Python of this run."""
    return f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}"


def write(path, rows: list[dict]) -> None:
    """Keep the rows."""
    Path(path).write_text(json.dumps({"schema": "givetake/benchmarks@1", "measures": rows}, indent=2) + "\n")


def aim(row: dict) -> str:
    """The aim in words."""
    return f"at least {row['aim']:g}x its speed" if row["least"] else f"at most {row['aim']:g}x"


def outcome(row: dict) -> str:
    """The ratio in words, or why there is none."""
    if row["ratio"] is None:
        return f"skipped: {row['skipped']}"
    met = row["ratio"] >= row["aim"] if row["least"] else row["ratio"] <= row["aim"]
    return f"{row['ratio']:.2f}x{'' if met else ' (missed)'}"


def show(rows: list[dict]) -> None:
    """Print the table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("measure", "baseline", "aim", "measured", "runs")
    for row in rows:
        table.add_row(row["name"], row["baseline"], aim(row), outcome(row), str(row["runs"]))
    Console().print(table)
