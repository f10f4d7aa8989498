"""The whole bot in a test: real client, real store, loopback Discord."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.client import make_client, use_addresses
from bot.cogs.listen import Listen
from bot.config import BrandSection, Config
from bot.config_discord import DiscordSection, from_environment
from bot.desk import Desk, Plan
from bot.supervise import Supervisor
from storage.store import Store
from tests.factories import KeywordClassifier
from tests.fakes.discord.server import LoopbackDiscord


def live(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test on a loop of its own, for a minute at most."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        async def story() -> None:
            async with asyncio.timeout(60):
                await test(*args, **kwargs)

        asyncio.run(story())

    return run


class TestDesk(Desk):
    """A desk whose classifier a test can foresee."""

    __test__ = False

    def _open(self) -> Store:
        store = super()._open()
        self.app._classifier = KeywordClassifier()
        return store


async def _at_once(shard: int | None, *, initial: bool = False) -> None:
    """Identify again without the five seconds that Discord wants between."""


class Running:
    """A bot that runs: ``desk``, ``supervisor``, its ``client`` and the ``listen`` cog."""

    def __init__(self, server: LoopbackDiscord, desk: Desk, supervisor: Supervisor) -> None:
        self.server, self.desk, self.supervisor = server, desk, supervisor
        self.task: asyncio.Task[None] | None = None

    @property
    def client(self) -> Any:
        return self.supervisor.client

    @property
    def listen(self) -> Listen:
        found = self.client.get_cog("Listen")
        assert isinstance(found, Listen)
        return found

    async def caught_up(self, seconds: float = 20) -> None:
        """Wait until the bot is connected and has read what it missed."""
        await self.server.until(lambda: self._failed() or self._up(), seconds)
        await self.desk.journal.flush()

    def _up(self) -> bool:
        cog = self.client.get_cog("Listen") if self.client else None
        return isinstance(cog, Listen) and cog.caught_up.is_set() and self.server.connected

    def _failed(self) -> bool:
        if self.task and self.task.done():
            self.task.result()
            raise AssertionError("the bot ended")
        return False

    async def stored(self) -> list[Any]:
        """All messages in the store, by time, with everything recorded that was heard."""
        await asyncio.sleep(0.05)
        await self.desk.journal.flush()
        return await self.desk.worker.run(lambda store: [m for part in store.all_messages() for m in part])

    async def ask(self, job: Any, *args: Any) -> Any:
        """Run a job on the store's thread."""
        return await self.desk.worker.run(job, *args)


def settings(
    server: LoopbackDiscord, *, brand: dict[str, Any] | None = None, **section: Any
) -> tuple[Config, DiscordSection]:
    """A configuration that points at the loopback server."""
    config = Config(brand=BrandSection(**({"name": "Acme", **brand} if brand else {})))
    return config, from_environment(DiscordSection(**section), server.settings())


@contextlib.asynccontextmanager
async def running(
    server: LoopbackDiscord, path: Path, *, brand: dict[str, Any] | None = None, plan: Plan | None = None,
    extensions: tuple[str, ...] = ("bot.cogs.listen",), options: dict[str, Any] | None = None, **section: Any,
) -> AsyncIterator[Running]:  # fmt: skip
    """Run the bot on the database at ``path`` until the block ends; ``section`` fills the discord section.

    ``options`` go to discord.py.
    """
    config, discord_section = settings(server, brand=brand, **section)
    use_addresses(discord_section)
    desk = TestDesk(config, discord_section, database=str(path), seconds=0.02)
    desk.plan = plan or desk.plan

    def make(desk: Desk, intents: Any) -> Any:
        client = make_client(desk, intents=intents, extensions=extensions, guild_ready_timeout=0.1, **(options or {}))
        client.before_identify_hook = _at_once  # type: ignore[method-assign]
        return client

    supervisor = Supervisor(desk, make=make, first=0.05, longest=0.2)
    await desk.open()
    bot = Running(server, desk, supervisor)
    bot.task = asyncio.create_task(supervisor.run())
    try:
        yield bot
    finally:
        supervisor.stop()
        with contextlib.suppress(asyncio.CancelledError):
            await bot.task
        await desk.close()
