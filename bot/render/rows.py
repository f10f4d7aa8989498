"""Plain tables (members, problems) in every format."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Literal

from rich.cells import cell_len
from rich.table import Table

from bot.render import clean
from bot.render.json import dump
from bot.render.terminal import WIDEST, paint, wants_color, width_of

#: What is left at least of the column that takes several lines.
_FOLDED = 16

Row = Sequence[str | int | float | None]


def render_rows(
    columns: Sequence[str], rows: Sequence[Row], form: str, *, empty: str = "nothing", folds: str | tuple[str, ...] = ""
) -> str:
    """A table as text, json (a list of objects), csv, markdown or html; ``empty`` is said where there is no row.

    In text the columns named ``folds`` (default: the last) take several lines where the width is short.
    """
    if form == "json":
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        return dump(objects)
    if form == "csv":
        return _csv(columns, rows)
    if form == "markdown":
        return _markdown(columns, rows)
    if form == "html":
        return _html(columns, rows, empty)
    wraps = (folds,) if isinstance(folds, str) and folds else folds or (columns[-1],)
    return _text(columns, rows, wraps) if rows else f"{empty}\n"


def _shown(value: str | int | float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else clean.line(str(value))


def _html(columns: Sequence[str], rows: Sequence[Row], empty: str) -> str:
    from bot.render.html_table import render_table_html  # noqa: PLC0415  loads the templates

    return render_table_html(columns, [[_shown(value) for value in row] for row in rows], empty)


def _text(columns: Sequence[str], rows: Sequence[Row], folds: Sequence[str]) -> str:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        number = all(isinstance(row[index], int | None) for row in rows)
        justify: Literal["left", "right"] = "right" if number else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=column not in folds)
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    return paint([table], max(width_of(None), _least(columns, rows, folds)), wants_color(None))


def _least(columns: Sequence[str], rows: Sequence[Row], folds: Sequence[str]) -> int:
    """The width below which a name or an id would be cut: better lines longer than the screen."""
    total = 2 * len(columns)
    for index, column in enumerate(columns):
        widest = max(cell_len(text) for text in (column, *(_shown(row[index]) for row in rows)))
        total += min(widest, _FOLDED) if column in folds else widest
    return min(total, WIDEST)


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(clean.formula(value) if isinstance(value, str) else value for value in row)
    return out.getvalue()


def _markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(clean.markdown(_shown(value)) for value in row)} |" for row in rows]
    return "\n".join(lines) + "\n"
