"""Health and metrics on a loopback port, for whoever watches the bot: off unless ``discord.metrics_port`` is set.

``/health`` answers 200 while the connection to Discord stands and the store answers, else 503. ``/metrics``
is Prometheus' text format (version 0.0.4). Neither says anything of people or texts.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from aiohttp import web

from bot.desk import Desk
from storage.conversation import Changes
from storage.errors import ConfigError, StoreError
from storage.store import Store

LOOPBACK = "127.0.0.1"
_PATIENCE = 5.0
_TEXT = "text/plain; version=0.0.4"


class Gauge(msgspec.Struct, frozen=True):
    """One line of metrics with its meaning."""

    name: str
    kind: str
    meaning: str
    value: float


class Meters:
    """Counts what the bot does while it runs."""

    def __init__(self, desk: Desk, restarts: Callable[[], int], latency: Callable[[], float]) -> None:
        """``restarts`` counts new connections after crashes, ``latency`` is the gateway's in seconds (NaN: none)."""
        self._desk, self._restarts, self._latency = desk, restarts, latency
        self._begun = time.time()
        self._new = self._altered = 0

    def heard(self, changes: Changes) -> None:
        """Count what a commit changed."""
        self._new += len(changes.rows)
        self._altered += len(changes.altered)

    async def healthy(self) -> bool:
        """Whether the connection stands and the store answers in time."""
        if not math.isfinite(self._latency()):
            return False
        try:
            await asyncio.wait_for(self._desk.worker.run(_waiting), _PATIENCE)
        except (StoreError, TimeoutError):
            return False
        return True

    async def gauges(self) -> list[Gauge]:
        """Everything that is told."""
        latency = self._latency()
        return [
            Gauge("givetake_up", "gauge", "1 while the connection to Discord stands.", float(math.isfinite(latency))),
            Gauge("givetake_gateway_latency_seconds", "gauge", "Time of a heartbeat and its answer.", latency),
            Gauge("givetake_start_time_seconds", "gauge", "When the bot was started, since 1970.", self._begun),
            Gauge("givetake_reconnects_total", "counter", "Connections made after one was lost.", self._restarts()),
            Gauge("givetake_messages_total", "counter", "Messages recorded since the start.", self._new),
            Gauge("givetake_changes_total", "counter", "Edits and deletions recorded since the start.", self._altered),
            Gauge("givetake_reviews_open", "gauge", "Reviews that wait for a moderator.", await self._reviews()),
        ]

    async def _reviews(self) -> float:
        return float(await self._desk.worker.run(_waiting))


def _waiting(store: Store) -> int:
    return len(store.queue(int(time.time() * 1000)))


def exposition(gauges: list[Gauge]) -> str:
    """Gauges in Prometheus' text format."""
    lines = []
    for each in gauges:
        value = "NaN" if math.isnan(each.value) else f"{each.value:.15g}"
        lines += [f"# HELP {each.name} {each.meaning}", f"# TYPE {each.name} {each.kind}", f"{each.name} {value}"]
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def exposed(meters: Meters, port: int | None) -> AsyncIterator[int | None]:
    """Serve health and metrics on the loopback address while the block runs; yields the port (0 asks for a free one).

    Raises ConfigError when the port is taken.
    """
    if port is None:
        yield None
        return
    application = web.Application()
    application.add_routes([web.get("/health", _health(meters)), web.get("/metrics", _metrics(meters))])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await _start(web.TCPSite(runner, LOOPBACK, port), port)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _start(site: web.TCPSite, port: int) -> None:
    try:
        await site.start()
    except OSError as error:
        remedy = "Set discord.metrics_port to a free one."
        raise ConfigError(f"The metrics port {port} cannot be used: {error.strerror}.", remedy) from error


Handler = Callable[[web.Request], Awaitable[web.Response]]


def _health(meters: Meters) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        good = await meters.healthy()
        return web.Response(text="ok\n" if good else "not connected\n", status=200 if good else 503)

    return answer


def _metrics(meters: Meters) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=exposition(await meters.gauges()).encode(), headers={"Content-Type": _TEXT})

    return answer
