"""Commands about databases as a whole: db copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.copying import Progress

app = typer.Typer(help="Move a database from SQLite to PostgreSQL, and back.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Move a database from SQLite to PostgreSQL, and back."""


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="File, or postgresql:// address.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="File, or postgresql:// address; empty.")],
    replace: Annotated[bool, typer.Option("--replace", help="Remove what the target holds.")] = False,
) -> None:
    """Copy every table into an empty database and compare; stopped half-way, the target stays as it was."""
    from bot.services.copy import copy as service

    with _shown() as progress:
        done = service(source, target, replace=replace, progress=progress)
    tables = sum(1 for rows in done.moved.rows.values() if rows)
    typer.echo(
        f"{done.moved.total:,} rows of {tables} tables went from {done.source} to {done.target};"
        f" both read the same (digest {done.moved.digest})."
    )
    if done.moved.left:
        typer.echo(f"Left out, for they are not givetake's: {', '.join(done.moved.left)}", err=True)
    if done.advice:
        typer.echo(f"Before you go on: {done.advice}", err=True)


@contextmanager
def _shown() -> Iterator[Progress | None]:
    """How far the copy is, where a person watches."""
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        task, rows = bars.add_task("", rows=""), 0

        def moved(table: str, more: int) -> None:
            nonlocal rows
            rows += more
            bars.update(task, description=table, rows=f"{rows:,} rows")

        yield moved
