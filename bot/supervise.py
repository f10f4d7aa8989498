"""Keep the bot running: connect, restart what crashed, stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import random
import signal
import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import discord

from bot.beside import reddit_beside, upkeep_beside
from bot.client import Client, ShardedClient, intents_for, make_client, use_addresses, with_gateway
from bot.cogs import EXTENSIONS
from bot.config_discord import token_of
from bot.desk import Desk, Plan
from bot.metrics import Meters, exposed
from bot.services.backfill import Filled, Progress
from storage.errors import ConfigError, GivetakeError, StoreError

_log = logging.getLogger("givetake.supervise")
_BAD_TOKEN, _NEEDS_SHARDS, _BAD_INTENTS, _NO_INTENT = 4004, (4010, 4011), 4013, 4014
_PORTAL = "Discord's developer portal, your application, page Bot"
_CLOSING = 10.0
_WITHOUT = {
    "message_content": "I cannot read what people write: the Message Content intent is off, so nothing can be judged.",
    "members": "I cannot see who has which role: the Server Members intent is off.",
}

AnyClient = Client | ShardedClient
Make = Callable[[Desk, discord.Intents], AnyClient]
_NETWORK = (
    OSError,
    aiohttp.ClientError,
    TimeoutError,
    discord.GatewayNotFound,
    discord.DiscordServerError,
    discord.ConnectionClosed,
)


class Supervisor:
    """Runs one client after the other until told to stop."""

    def __init__(self, desk: Desk, *, make: Make | None = None, first: float = 1.0, longest: float = 60.0) -> None:
        """``first`` seconds pass before the first restart, doubled up to ``longest``, each shortened at random."""
        self.desk = desk
        self.client: AnyClient | None = None
        self.restarts = 0
        self._make = make or (lambda desk, intents: make_client(desk, extensions=EXTENSIONS, intents=intents))
        self._first, self._longest = first, longest
        self._stop = asyncio.Event()
        self._refused: set[str] = set()

    @property
    def latency(self) -> float:
        """Seconds between a heartbeat of the gateway and its answer; NaN without a connection."""
        ready = self.client is not None and self.client.is_ready() and not self.client.is_closed()
        return self.client.latency if self.client and ready else math.nan

    def stop(self) -> None:
        """End as soon as everything is recorded."""
        self._stop.set()

    def stop_on_signals(self) -> None:
        """Let SIGTERM and SIGINT stop us."""
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(number, self.stop)

    async def run(self) -> None:
        """Keep a client running until :meth:`stop`. Raises ConfigError when Discord will not have us."""
        failures = 0
        while not self._stop.is_set():
            begun = time.monotonic()
            error = await self._once()
            if self._stop.is_set():
                return
            self.desk.journal.unsettle()
            if error is not None and self._without_intents(error):
                continue
            failures = 1 if time.monotonic() - begun > 2 * self._longest else failures + 1
            await self._pause(failures, error)

    async def _once(self) -> BaseException | None:
        """One client from login to its end; what ended it. Raises ConfigError."""
        self.client = client = self._make(self.desk, self._intents())
        running = asyncio.create_task(
            client.start(token_of(self.desk.section), reconnect=self.desk.section.shards != 1)
        )
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await _close(client, running)
        error = None if running.cancelled() else running.exception()
        if error is not None:
            _raise_if_hopeless(error)
        return error

    def _without_intents(self, error: BaseException) -> bool:
        """Whether a privileged intent was refused: say so, and go on without it."""
        code = error.code if isinstance(error, discord.ConnectionClosed) else None
        if code != _NO_INTENT and not isinstance(error, discord.PrivilegedIntentsRequired):
            return False
        flags = self.client.application_flags if self.client else discord.ApplicationFlags()
        granted = {
            "message_content": flags.gateway_message_content or flags.gateway_message_content_limited,
            "members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        }
        asked = {name for name in granted if getattr(self._intents(), name)}
        refused = {name for name in asked if not granted[name]} or asked  # the flags may not tell which one it was
        self._refused |= refused
        for name in sorted(refused):
            self.desk.notices(f"intent:{name}", f"{_WITHOUT[name]} Switch it on in {_PORTAL}, then restart me.")
        return bool(refused)

    def _intents(self) -> discord.Intents:
        """What we ask for, without what Discord refused."""
        intents = intents_for(self.desk)
        for name in self._refused:
            setattr(intents, name, False)
        return intents

    async def _pause(self, failures: int, error: BaseException | None) -> None:
        """Wait before the next try: longer each time, never quite the same."""
        self.restarts += 1
        pause = min(self._longest, self._first * 2 ** (failures - 1)) * random.uniform(0.5, 1.0)  # noqa: S311  spreads restarts
        what = "connection lost" if error is None or isinstance(error, _NETWORK) else "the connection crashed"
        known = error is None or isinstance(error, _NETWORK)
        trace = None if known or error is None else (type(error), error, error.__traceback__)
        _log.error(what, extra={"problem": type(error).__name__, "restart_in": round(pause, 2)}, exc_info=trace)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), pause)


async def _close(client: AnyClient, running: asyncio.Task[None]) -> None:
    """Close the client, whatever state it is in."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(client.close(), _CLOSING)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await running


def _raise_if_hopeless(error: BaseException) -> None:
    """Raise ConfigError for what trying again cannot mend."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == _BAD_TOKEN:
        raise ConfigError("Discord does not know this token.", f"Copy a new one from {_PORTAL}.") from error
    if code in _NEEDS_SHARDS:
        raise ConfigError(
            "The bot is in too many guilds for one connection.", 'Set discord.shards = "auto".'
        ) from error
    if code == _BAD_INTENTS:
        raise ConfigError("Discord refuses the intents we ask for.", "Upgrade givetake.") from error
    if isinstance(error, GivetakeError):
        raise error


async def serve(desk: Desk, supervisor: Supervisor | None = None) -> None:
    """Run a desk's bot until a signal or ``supervisor.stop``. Raises ConfigError and StoreError."""
    desk.section = await with_gateway(desk.section)
    use_addresses(desk.section)
    keeper = supervisor or Supervisor(desk)
    keeper.stop_on_signals()
    meters = Meters(desk, lambda: keeper.restarts, lambda: keeper.latency)
    desk.listeners.append(meters.heard)
    try:
        await desk.open()
        async with exposed(meters, desk.section.metrics_port), _beside(desk):
            await keeper.run()
    finally:
        await desk.close()


@contextlib.asynccontextmanager
async def _beside(desk: Desk) -> AsyncIterator[None]:
    """Read Reddit, where it is configured, and do the daily upkeep while the block runs."""
    tasks = [asyncio.create_task(work(desk), name=work.__name__) for work in (reddit_beside, upkeep_beside)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fill(desk: Desk, *, only: frozenset[int] = frozenset(), progress: Progress | None = None) -> Filled:
    """Read the whole history of channels, recording what happens meanwhile; tells what was read.

    A signal stops it where it is. Raises ConfigError and StoreError.
    """
    supervisor, problems = Supervisor(desk), list[StoreError]()

    def failed(error: StoreError) -> None:
        problems.append(error)
        supervisor.stop()

    desk.plan = Plan(whole=True, only=only, progress=progress, done=lambda filled: supervisor.stop(), failed=failed)
    await serve(desk, supervisor)
    if problems:
        raise problems[0]
    return desk.plan.filled
