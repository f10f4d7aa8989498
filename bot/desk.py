"""Everything the Discord face of givetake works with, made once for the life of the program."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import msgspec

from bot.app import App, build_app
from bot.brake import Brake
from bot.config import Config
from bot.config_discord import DiscordSection
from bot.services.backfill import Backfiller, Filled, Progress
from bot.services.derive import Deriver
from bot.services.listen import Journal, Recorder
from bot.services.notices import Notices, recalled, remember
from storage.conversation import Changes
from storage.errors import StoreError
from storage.store import Store
from storage.worker import StoreWorker

_log = logging.getLogger("givetake.desk")


class Plan(msgspec.Struct):
    """What to read when a session begins: channels or categories by id (all when empty), ``whole`` or from now on.

    ``filled`` counts what was read, ``done`` is told of it when that is everything, ``failed`` when the store
    gave up (without it, the bot waits and tries again).
    """

    whole: bool = False
    only: frozenset[int] = frozenset()
    progress: Progress | None = None
    filled: Filled = msgspec.field(default_factory=Filled)
    done: Callable[[Filled], object] | None = None
    failed: Callable[[StoreError], object] | None = None


class Desk:
    """The store on its thread, the listener, the backfiller and the notices; connections to Discord come and go.

    ``app`` belongs to the store's thread: use it inside jobs given to ``worker.run`` alone.
    """

    app: App

    def __init__(
        self, config: Config, section: DiscordSection, *, database: str | None = None, seconds: float = 1.0
    ) -> None:
        """``database`` beats the configuration's; live messages are recorded at most ``seconds`` after they came."""
        self.config, self.section, self._database = config, section, database
        self.worker = StoreWorker(self._open)
        self.notices = Notices()
        self.notices.remember = self._remember
        #: Sees what Discord refuses, whichever client asked.
        self.brake = Brake()
        #: When the last long look back began, by the monotonic clock.
        self.looked: float | None = None
        #: When each guild was last told our commands.
        self.synced: dict[int, float] = {}
        self.recorder = Recorder(self._deriver)
        self.journal = Journal(self.worker, self.recorder, seconds=seconds)
        self.journal.changed = self._heard
        self.backfiller = Backfiller(self.worker, self.recorder, self.journal, self.notices, heard=self._heard)
        #: Told what each commit changed, live or from history; a cog that adds itself removes itself at its end.
        self.listeners: list[Callable[[Changes], object]] = []
        #: Told what was read whenever everything is; the same holds.
        self.finished: list[Callable[[Filled], object]] = []
        #: Seconds until derived rows follow accounts that changed sides.
        self.calm = 60.0
        self._refreshing: asyncio.Task[None] | None = None
        self.own: frozenset[str] = frozenset()
        self.plan = Plan(whole=section.backfill)

    def _open(self) -> Store:
        self.app = build_app(self.config, database=self._database)
        return self.app.store

    def _deriver(self, store: Store) -> Deriver | None:
        brand = self.config.brand
        return self.app.deriver() if brand.accounts or brand.roles else None

    async def open(self) -> None:
        """Open the store and bring derived rows up to date. Raises StoreError."""
        self.config = await self.worker.run(lambda store: self.app.config)  # with what was set up by command
        self.notices.recall(await self.worker.run(recalled))
        await self.worker.run(self.recorder.ensure)
        await self.refresh()
        self.journal.start()

    async def _remember(self, key: str, text: str | None) -> None:
        await self.worker.run(remember, key, text)

    async def refresh(self) -> None:
        """Look again who speaks for the brand."""
        self.own = await self.worker.run(self.recorder.own)

    def _heard(self, changes: Changes) -> None:
        for listener in list(self.listeners):
            listener(changes)
        if changes.accounts and (self._refreshing is None or self._refreshing.done()):
            self._refreshing = asyncio.create_task(self._refresh_later(), name="refresh")

    async def _refresh_later(self) -> None:
        await asyncio.sleep(self.calm)
        try:
            await self.worker.run(self.recorder.ensure)
            await self.refresh()
        except StoreError as error:
            _log.error("derived rows are behind", extra={"problem": str(error)})

    async def close(self) -> None:
        """Record what waits and close the store. Raises StoreError."""
        if self._refreshing:
            self._refreshing.cancel()
        try:
            await self.notices.settled()
            await self.journal.stop()
        finally:
            await self.worker.close()
