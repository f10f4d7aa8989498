"""Plain lines for admins: each told once, in the log and in their channel, and not again after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from storage.store import Store

_log = logging.getLogger("givetake.notice")
_TOLD = "told:"


class Notices:
    """Tells each thing once, until it was right in between.

    ``deliver`` brings a line to the admins' channel: True when it arrived, None when there is no such channel;
    while it says False, lines wait. ``remember`` keeps what arrived (None: what is settled) beyond the program's end.
    """

    def __init__(self) -> None:
        self.deliver: Callable[[str], Awaitable[bool | None]] | None = None
        self.remember: Callable[[str, str | None], Awaitable[None]] | None = None
        self._told: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._sending = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, key: str, text: str) -> None:
        """Tell ``text`` unless ``key`` was told before."""
        if key in self._told:
            return
        self._told[key] = self._waiting[key] = text
        _log.warning(text, extra={"notice": key})
        self.send()

    def again(self, key: str) -> None:
        """The matter is settled: should it come up again, tell it again."""
        if self._told.pop(key, None) is not None and self._waiting.pop(key, None) is None and self.remember:
            self._later(self.remember(key, None))

    def knows(self, key: str) -> bool:
        """Whether ``key`` was told and is not settled."""
        return key in self._told

    def recall(self, told: Mapping[str, str]) -> None:
        """Take up what was told before the program started."""
        self._told = {**told, **self._told}

    @property
    def told(self) -> list[str]:
        """Everything that was told and is not settled, oldest first."""
        return list(self._told.values())

    def send(self) -> None:
        """Try to deliver what waits."""
        if self.deliver is not None and self._waiting:
            self._later(self._send())

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self) -> None:
        async with self._sending:
            for key, text in list(self._waiting.items()):
                arrived = await self.deliver(text) if self.deliver else False
                if arrived is False:
                    return
                still_so = self._waiting.pop(key, None) is not None
                if arrived and still_so and self.remember:
                    await self.remember(key, text)

    async def settled(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


def recalled(store: Store) -> dict[str, str]:
    """What was told before, by key."""
    found = store.settings().items()
    return {key.removeprefix(_TOLD): msgspec.json.decode(text) for key, text in found if key.startswith(_TOLD)}


def remember(store: Store, key: str, text: str | None) -> None:
    """Keep that ``text`` was told, or with None that the matter is settled."""
    with store.transaction():
        store.put_setting(_TOLD + key, None if text is None else msgspec.json.encode(text).decode())
