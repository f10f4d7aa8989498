"""A Discord on this machine: REST and gateway on one loopback port, for the real client to connect to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.fakes.discord import routes_app, routes_channels, routes_interactions, routes_messages  # noqa: F401  they register
from tests.fakes.discord.faults import Faults
from tests.fakes.discord.gateway import MEMBERS, MESSAGE_CONTENT, PRESENCES, Gateway
from tests.fakes.discord.limits import Limits
from tests.fakes.discord.people import People
from tests.fakes.discord.replies import Answer
from tests.fakes.discord.rest import PREFIX, Request, build
from tests.fakes.discord.world import Message, User

Json = dict[str, Any]
_LIMITED_FLAGS = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}


class LoopbackDiscord(People):
    """Everything a test may arrange, do and look at.

    ``async with LoopbackDiscord() as server`` serves; point a client at it with :meth:`settings`.
    Leaving the block raises AssertionError with everything that broke Discord's own description
    (switch ``validate`` off, or clear ``complaints``, where a test means to break it).
    """

    def __init__(self, *, token: str = "loopback-token", validate: bool = True, prefix: str = PREFIX) -> None:
        self.prefix = prefix
        self.owner = User("owner")
        self.bot = User("givetake", bot=True)
        self.gateway = Gateway(self)
        super().__init__()
        self.token = token
        self.validate = validate
        self.limits = Limits()
        self.faults = Faults()
        self.commands: dict[int, list[Json]] = {}
        self.interactions: dict[str, Answer] = {}
        #: Ephemeral messages by id: nobody but their audience sees them.
        self.whispers: dict[int, Message] = {}
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.too_many = 0
        self.invalid_requests = 0
        self.clock_skew = timedelta()
        #: Seconds until Discord gives up on a first answer, and until a token dies.
        self.first_answer_within = 3.0
        self.token_life = 900.0
        self.port = 0
        self._runner: web.AppRunner | None = None

    # -- serving -------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> None:
        """Listen on a loopback port (any free one by default)."""
        app = build(self)
        app.router.add_get("/", self.gateway.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Go away, as in an outage; :meth:`start` comes back on the same port with all state."""
        await self.gateway.drop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> LoopbackDiscord:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if kind is None and self.complaints:
            raise AssertionError("\n".join(self.complaints[:10]))

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def settings(self) -> dict[str, str]:
        """The environment that points givetake here."""
        return {
            "GIVETAKE_DISCORD_API": self.api_url,
            "GIVETAKE_DISCORD_GATEWAY": self.gateway_url,
            "GIVETAKE_DISCORD_TOKEN": self.token,
        }

    @property
    def flags(self) -> int:
        """The application's flags: which privileged intents it was given."""
        return sum(flag for intent, flag in _LIMITED_FLAGS.items() if self.gateway.allowed & intent)

    # -- looking -------------------------------------------------------------------------------

    def asked(self, route: str) -> list[Request]:
        """The requests to ``METHOD /template`` so far."""
        return [request for request in self.requests if request.route == route]

    @property
    def connected(self) -> bool:
        """Whether a client is there and was told everything that happened."""
        return any(session.socket and session.outbox.empty() for session in self.gateway.sessions.values())

    async def until(self, holds: Callable[[], Any], seconds: float = 10.0) -> Any:
        """Wait until something holds, and return it. Raises AssertionError when it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := holds():
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"not within {seconds} seconds")

    def said(self, channel: Any) -> list[Message]:
        """The messages of a channel, oldest first."""
        return [channel.messages[key] for key in channel.order]
