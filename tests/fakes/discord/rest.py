"""The REST side: one door that records, authorises, limits and breaks requests, then calls a handler."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord import openapi
from tests.fakes.discord.errors import Refused, unauthorized
from tests.fakes.discord.faults import Fault

if TYPE_CHECKING:
    from tests.fakes.discord.server import LoopbackDiscord

Json = Any
PREFIX = "/api/v10"
_MAJOR = ("channel_id", "guild_id", "webhook_id", "interaction_id")


@dataclass
class Request:
    """One request as it was seen, and what it was answered."""

    method: str
    path: str
    template: str
    args: dict[str, str]
    query: dict[str, str]
    body: Json
    files: dict[str, bytes]
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    answer: Json = None
    authorized: bool = False

    @property
    def route(self) -> str:
        return f"{self.method} {self.template}"

    def id(self, name: str) -> int:
        return int(self.args[name])


Handler = Callable[["LoopbackDiscord", Request], Awaitable[Json] | Json]
ROUTES: list[tuple[str, str, Handler, bool]] = []


def route(method: str, template: str, *, token: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler; with ``token`` only the bot itself may ask. It returns JSON, or None for 204."""

    def register(handler: Handler) -> Handler:
        ROUTES.append((method, template, handler, token))
        return handler

    return register


def build(server: LoopbackDiscord) -> web.Application:
    """The aiohttp application of all routes."""
    app = web.Application(client_max_size=64 << 20)
    for method, template, handler, token in ROUTES:
        app.router.add_route(method, server.prefix + template, _door(server, template, handler, token))
    app.router.add_route("*", server.prefix + "/{rest:.*}", _door(server, "/{rest}", _no_route, False))
    return app


def _no_route(server: LoopbackDiscord, request: Request) -> Json:
    server.complaints.append(f"no such route here: {request.method} {request.path}")
    raise Refused(404, 0, "404: Not Found")


def _door(
    server: LoopbackDiscord, template: str, handler: Handler, token: bool
) -> Callable[..., Awaitable[web.StreamResponse]]:
    async def serve(raw: web.Request) -> web.StreamResponse:
        request = await _read(raw, template)
        server.requests.append(request)
        request.authorized = raw.headers.get("Authorization") == f"Bot {server.token}"
        fault = server.faults.next(request.route)
        if fault and fault.call and not fault.after:
            fault.call()
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and fault.drop:
            return _hang_up(raw)
        answer = await _answer(server, request, handler, token, fault)
        if fault and fault.call and fault.after:
            fault.call()
        return _hang_up(raw) if fault and fault.lose else answer

    return serve


async def _answer(
    server: LoopbackDiscord, request: Request, handler: Handler, token: bool, fault: Fault | None
) -> web.Response:
    now = time.monotonic()
    room, headers = server.limits.take(request.route, _major(request), now)
    told = {} if server.limits.silent else headers
    interaction = request.template.startswith(("/interactions", "/webhooks"))
    wait = 0.0 if interaction else server.limits.crowded(now)  # Discord does not count interactions
    if fault and fault.status == 429:
        return _too_many(server, request, fault.retry_after, told, overall=fault.overall, banned=fault.banned)
    if fault and fault.status:
        return _send(server, request, fault.status, {"message": f"{fault.status}: injected", "code": 0}, told)
    if wait or not room:
        return _too_many(server, request, wait or float(headers["X-RateLimit-Reset-After"]), told, overall=bool(wait))
    try:
        if token and not request.authorized:
            raise unauthorized()
        result = handler(server, request)
        body = await result if isinstance(result, Awaitable) else result
    except Refused as refusal:
        return _send(server, request, refusal.status, refusal.body, told)
    answer = _send(server, request, 204 if body is None else 200, body, told)
    _check(server, request)
    return answer


def _check(server: LoopbackDiscord, request: Request) -> None:
    """Hold what was accepted, and what was answered, against the description."""
    if not server.validate or request.template == "/{rest}":
        return
    if not openapi.is_known(request.template, request.method):
        server.complaints.append(f"Discord has no {request.route}")
    server.complaints += openapi.complaints(request.template, request.method, "request", request.body)
    server.complaints += openapi.complaints(request.template, request.method, str(request.status), request.answer)


def _send(server: LoopbackDiscord, request: Request, status: int, body: Json, headers: dict[str, str]) -> web.Response:
    request.status, request.answer = status, body
    if status in (401, 403, 429):
        server.invalid_requests += 1
    date = format_datetime(datetime.now(UTC) + server.clock_skew, usegmt=True)
    head = {**headers, "Via": "1.1 loopback", "Date": date}
    if body is None:
        return web.Response(status=status, headers=head)
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={**head, "Content-Type": "application/json"}
    )


def _too_many(
    server: LoopbackDiscord,
    request: Request,
    after: float | None,
    headers: dict[str, str],
    *,
    overall: bool = False,
    banned: bool = False,
) -> web.Response:
    server.too_many += 1
    if banned:
        request.status = 429
        server.invalid_requests += 1
        page = "<!DOCTYPE html><title>Access denied | error code: 1015</title>"
        told = {} if after is None else {"Retry-After": f"{after:.2f}"}
        return web.Response(status=429, text=page, content_type="text/html", headers=told)
    scope = "global" if overall else "user"
    head = {**headers, "X-RateLimit-Remaining": "0", "X-RateLimit-Scope": scope}
    body: Json = {"message": "You are being rate limited.", "global": overall}
    if after is not None:
        head["Retry-After"], body["retry_after"] = str(int(after) + 1), after
    return _send(server, request, 429, body, head)


def _hang_up(raw: web.Request) -> web.Response:
    """Close the connection without a word."""
    if raw.transport:
        raw.transport.abort()
    return web.Response(status=500)


def _major(request: Request) -> str:
    return "+".join(request.args[name] for name in _MAJOR if name in request.args)


async def _read(raw: web.Request, template: str) -> Request:
    body, files = await _body(raw)
    path = raw.path.partition(PREFIX)[2]
    return Request(raw.method, path, template, dict(raw.match_info), dict(raw.query), body, files)


async def _body(raw: web.Request) -> tuple[Json, dict[str, bytes]]:
    """The JSON of a request and the files of a multipart one, by name."""
    if not raw.can_read_body:
        return None, {}
    if not raw.content_type.startswith("multipart/"):
        return json.loads(await raw.read() or b"null"), {}
    body, files = None, {}
    async for part in await raw.multipart():
        data = await part.read()
        if part.name == "payload_json":
            body = json.loads(data)
        elif re.fullmatch(r"files\[\d+\]", part.name or ""):
            files[part.filename or part.name] = bytes(data)
    return body, files
