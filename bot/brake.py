"""Keeps the rate of requests far from what gets an address banned, and asks again where discord.py gives up.

Discord bans an address for a while after 10,000 answers of 401, 403 and 429 within ten minutes. Its front door
(Cloudflare) then answers 429 as a page of HTML, without the headers by which the client would know how long to wait.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import discord

_log = logging.getLogger("givetake.brake")
_REFUSED = (401, 403, 429)
_SPAN = 600.0
_DAY, _APART = 86_400.0, 120.0
#: Discord allows 50 requests a second over all, those that answer interactions not counted.
_EACH_SECOND = 45
_UNCOUNTED = ("/interactions/", "/webhooks/")
_TRIES = 4
Request = Callable[..., Coroutine[Any, Any, Any]]


class Brake:
    """Sees every answer that Discord gives, and holds requests back before more of them do harm."""

    def __init__(
        self, *, most: int = 1000, first: float = 60.0, longest: float = 900.0, freely: int = 200
    ) -> None:  # fmt: skip
        """At most ``most`` refusals in ten minutes; shut out, wait ``first`` seconds, then twice, up to ``longest``.

        After ``freely`` sessions in a day the next ones are two minutes apart.
        """
        self._most, self._first, self._longest = most, first, longest
        self._refused: deque[float] = deque()
        self._sent: deque[float] = deque(maxlen=_EACH_SECOND)
        self._sessions: deque[float] = deque()
        self._freely = freely
        self._until = 0.0
        self._bans = 0

    @property
    def refused(self) -> int:
        """How many requests were refused in the last ten minutes."""
        return len(self._refused)

    @property
    def pause(self) -> float:
        """Seconds for which no request goes out; 0 when the way is free."""
        now = time.monotonic()
        while self._refused and now - self._refused[0] > _SPAN:
            self._refused.popleft()
        crowded = self._refused[0] + _SPAN - now if len(self._refused) >= self._most else 0.0
        return max(0.0, crowded, self._until - now)

    async def before_identify(self) -> None:
        """Wait before a new session where there were very many: at 1,000 a day Discord takes the token away."""
        now = time.monotonic()
        while self._sessions and now - self._sessions[0] > _DAY:
            self._sessions.popleft()
        if len(self._sessions) >= self._freely:
            pause = self._sessions[-1] + _APART - now
            if pause > 0:
                _log.warning("very many sessions today; the next one waits", extra={"seconds": round(pause)})
                await asyncio.sleep(pause)
        self._sessions.append(time.monotonic())

    def trace(self) -> aiohttp.TraceConfig:
        """What a client's HTTP session is to be made with."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before)
        config.on_request_end.append(self._after)
        return config

    async def _before(self, session: object, context: object, asked: aiohttp.TraceRequestStartParams) -> None:
        if asked.url.scheme.startswith("ws"):
            return
        counted = not any(part in asked.url.path for part in _UNCOUNTED)
        while (pause := max(self.pause, self._crowd() if counted else 0.0)) > 0:
            await asyncio.sleep(pause)
        if counted:
            self._sent.append(time.monotonic())

    def _crowd(self) -> float:
        """Seconds until another request keeps to the limit over all."""
        return max(0.0, self._sent[0] + 1.0 - time.monotonic()) if len(self._sent) == _EACH_SECOND else 0.0

    async def _after(self, session: object, context: object, answered: aiohttp.TraceRequestEndParams) -> None:
        answer = answered.response
        if answer.status in _REFUSED and answer.headers.get("X-RateLimit-Scope") != "shared":
            self._refused.append(time.monotonic())
        if answer.status == 429 and (answer.content_type != "application/json" or "Via" not in answer.headers):
            self._shut_out(answer)
        elif answer.status < 400:
            self._bans = 0

    def _shut_out(self, answer: aiohttp.ClientResponse) -> None:
        """The front door closed: nobody asks until it may have opened again."""
        told = _seconds(answer.headers.get("Retry-After"))
        first = self._first if answer.content_type != "application/json" else 1.0
        seconds = min(self._longest, told if told is not None else first * 2**self._bans)
        self._bans += 1
        self._until = max(self._until, time.monotonic() + seconds)
        _log.error("shut out by Discord's front door; no request until then", extra={"seconds": round(seconds, 1)})


def _passes(error: Exception) -> bool:
    """Whether waiting helps; a 429 that says not how long ends in discord.py as a KeyError."""
    if isinstance(error, discord.HTTPException):
        return error.status in (429, 503)
    return error.args == ("retry_after",)


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None


def patient(request: Request, *, wait: float = 1.0) -> Request:
    """A client's ``http.request`` that tries again where it would raise although waiting helps.

    discord.py itself waits out 429s that say how long, and 500, 502, 504. Left are 503 and 429s of the front
    door, behind which the brake has closed.
    """

    async def asked(route: Any, **kwargs: Any) -> Any:
        for attempt in range(_TRIES):
            try:
                return await request(route, **kwargs)
            except (discord.HTTPException, KeyError) as error:
                if not _passes(error) or attempt == _TRIES - 1:
                    raise
            for file in kwargs.get("files") or ():
                file.reset(seek=True)
            await asyncio.sleep(wait * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311  spreads retries
        raise AssertionError("unreachable")

    return asked
