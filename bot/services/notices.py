"""Plain lines for admins: each told once, in the log and in their channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger("givetake.notice")


class Notices:
    """Tells each thing once in the life of the program.

    ``deliver`` brings a line to the admins' channel and says whether it arrived; while nobody can be told, lines wait.
    """

    def __init__(self) -> None:
        self.deliver: Callable[[str], Awaitable[bool]] | None = None
        self._told: dict[str, str] = {}
        self._waiting: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, key: str, text: str) -> None:
        """Tell ``text`` unless ``key`` was told before."""
        if key in self._told:
            return
        self._told[key] = text
        _log.warning(text, extra={"notice": key})
        self._waiting.append(text)
        self.send()

    def again(self, key: str) -> None:
        """The matter is settled: should it come up again, tell it again."""
        self._told.pop(key, None)

    @property
    def told(self) -> list[str]:
        """Everything that was told and is not settled, oldest first."""
        return list(self._told.values())

    def send(self) -> None:
        """Try to deliver what waits."""
        if self.deliver is None or not self._waiting:
            return
        task = asyncio.get_running_loop().create_task(self._send())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self) -> None:
        lines, self._waiting = self._waiting, []
        for number, line in enumerate(lines):
            if self.deliver is None or not await self.deliver(line):
                self._waiting = lines[number:] + self._waiting
                return
