"""A progress bar on standard error where a person watches; silence where nobody does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from storage.blocks import Block


class Watch:
    """Hears of bytes and messages, and shows how far and how fast the import is."""

    def __init__(self, progress: Progress | None, task: TaskID | None) -> None:
        """Without a ``progress`` it keeps silent."""
        self._progress, self._task = progress, task
        self._begun = time.monotonic()
        self._messages = self._done = self._current = 0

    def bytes(self, consumed: int) -> None:
        """``consumed`` bytes of the current source were read."""
        self._current = max(self._current, consumed)
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=self._done + self._current)

    def batch(self, source: object, batch: Block) -> None:
        """A batch was stored."""
        self._messages += len(batch.rows)
        if batch.done:
            self._done, self._current = self._done + self._current, 0
        if self._progress is not None and self._task is not None:
            rate = self._messages / max(time.monotonic() - self._begun, 1e-3)
            self._progress.update(self._task, rate=f"{self._messages:,} messages, {rate:,.0f}/s")


@contextmanager
def watching(total: int) -> Iterator[Watch]:
    """Show progress over ``total`` bytes while the block runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Watch(None, None)
        return
    columns = (
        TextColumn("Reading"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Watch(progress, progress.add_task("import", total=total or None, rate=""))
