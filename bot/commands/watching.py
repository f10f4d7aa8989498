"""A backfill's progress on standard error, where a person watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.render.clean import line
from bot.services.backfill import Filled


class Bar:
    """Shows which place is being read, how far, and how many messages there were."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def at(self, name: str, share: float, filled: Filled) -> None:
        """``share`` of the place ``name`` is read."""
        self._progress.update(
            self._task, completed=share, description=line(name), count=f"{filled.messages:,} messages"
        )


@contextmanager
def watched() -> Iterator[Bar | None]:
    """A bar while the block runs; None where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress, progress.add_task("Connecting", total=1.0, count=""))
