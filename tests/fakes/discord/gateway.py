"""The gateway: HELLO, IDENTIFY, READY, RESUME, heartbeats, events by intent, and everything that goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.fakes.discord import payloads
from tests.fakes.discord.permissions import permissions
from tests.fakes.discord.world import Channel, Guild, Message

if TYPE_CHECKING:
    from tests.fakes.discord.server import LoopbackDiscord

Json = dict[str, Any]
GUILDS, MEMBERS, PRESENCES, GUILD_MESSAGES, GUILD_REACTIONS = 1, 2, 1 << 8, 1 << 9, 1 << 10
DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 12, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS_REQUEST, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
_names = itertools.count(1)


@dataclass(eq=False)
class Session:
    """One identified client; it outlives its sockets until forgotten."""

    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: f"session-{next(_names)}")
    sequence: int = 0
    sent: list[Json] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None
    outbox: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    def dispatch(self, event: str, data: Json) -> None:
        """Send an event, now or at the next RESUME."""
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(frame)
        self.outbox.put_nowait(frame)

    def holds(self, guild: Guild | None) -> bool:
        """Whether the guild's events belong to this shard (direct messages belong to shard 0)."""
        return self.shard[0] == ((guild.id >> 22) % self.shard[1] if guild else 0)


class Squeezed(web.WebSocketResponse):
    """A socket that sends JSON in one compressed stream, as the client asked for."""

    def __init__(self, way: str | None) -> None:
        super().__init__(compress=False, autoping=True)
        self._squeeze = _squeezers[way]() if way else None

    async def send_str(self, data: str, compress: int | None = None) -> None:
        """Send a frame of text, squeezed if need be; frames of one socket go one after the other."""
        if self._squeeze is None:
            await super().send_str(data, compress)
        else:
            await self.send_bytes(self._squeeze(data.encode()))


def _zlib() -> Callable[[bytes], bytes]:
    squeezer = zlib.compressobj()
    return lambda data: squeezer.compress(data) + squeezer.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Callable[[bytes], bytes]:
    import zstandard

    squeezer = zstandard.ZstdCompressor().compressobj()
    return lambda data: squeezer.compress(data) + squeezer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


_squeezers: dict[str, Callable[[], Callable[[bytes], bytes]]] = {"zlib-stream": _zlib, "zstd-stream": _zstd}


class Gateway:
    """Serves sockets and sends events."""

    def __init__(self, server: LoopbackDiscord) -> None:
        self.server = server
        self.sessions: dict[str, Session] = {}
        self.heartbeat_ms = 41_250
        self.allowed = PRIVILEGED
        #: Close codes that the next IDENTIFYs get instead of READY.
        self.refuse: list[int] = []
        #: Whether to compress as the client asks for; where to tell it to resume (None: here).
        self.compressed, self.resume_url = True, None
        #: A zombie connection: heartbeats stay unanswered.
        self.deaf = False
        #: Whether the next RESUMEs get an invalid session.
        self.forgetful = False
        #: So many events that a client has seen already are sent once more at a RESUME.
        self.repeat = 0
        self.identified: list[float] = []
        self.resumed: list[float] = []
        self.heartbeats = 0
        self._sockets: set[web.WebSocketResponse] = set()
        self._sent_off: set[web.WebSocketResponse] = set()

    # -- faults --------------------------------------------------------------------------------

    async def drop(self, code: int = 1006) -> None:
        """Break every socket: 1006 without a word, else with that close code. Sessions stay resumable."""
        for socket in list(self._sockets):
            if code == 1006:
                _abort(socket)
            else:
                self._sent_off.add(socket)
                await socket.close(code=code)

    async def reconnect(self) -> None:
        """Ask every client to reconnect (op 7)."""
        await self._tell({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid (op 9)."""
        if not resumable:
            self.sessions.clear()
        await self._tell({"op": INVALID, "d": resumable, "s": None, "t": None})

    async def _tell(self, frame: Json) -> None:
        for socket in list(self._sockets):
            with contextlib.suppress(ConnectionError):
                await socket.send_str(json.dumps(frame))

    # -- events --------------------------------------------------------------------------------

    def emit(self, event: str, data: Json | Callable[[Session], Json], *, intent: int, guild: Guild | None) -> None:
        """Send an event to the sessions that asked for its kind and hold its guild."""
        for session in self.sessions.values():
            if session.intents & intent and session.holds(guild):
                session.dispatch(event, data(session) if callable(data) else data)

    def emit_message(self, event: str, message: Message) -> None:
        """Send a message to those who may see its channel, its text only to those who may read it."""
        channel = message.channel
        intent = GUILD_MESSAGES if channel.guild else DIRECT_MESSAGES
        if self.sees(channel):
            self.emit(event, lambda session: self._message(message, session), intent=intent, guild=channel.guild)

    def sees(self, channel: Channel) -> bool:
        """Whether the bot sees the channel."""
        return bool(permissions(self.server.bot, channel))

    def _message(self, message: Message, session: Session) -> Json:
        bot, guild = self.server.bot, message.channel.guild
        readable = (
            bool(session.intents & MESSAGE_CONTENT) or not guild or message.author is bot or bot in message.mentions
        )
        found = payloads.message(message, bot, content=readable)
        if guild:
            found["guild_id"] = str(guild.id)
            member = guild.members.get(message.author.id)
            if member and not message.webhook:
                found["member"] = payloads.member(member, with_user=False)
            for who in found["mentions"]:
                named = guild.members.get(int(who["id"]))
                if named:
                    who["member"] = payloads.member(named, with_user=False)
        return found

    # -- sockets -------------------------------------------------------------------------------

    async def serve(self, raw: web.Request) -> web.WebSocketResponse:
        if raw.query.get("v") != "10" or raw.query.get("encoding") != "json":
            self.server.complaints.append(f"the gateway was asked for {raw.query_string!r}")
        socket = Squeezed(raw.query.get("compress") if self.compressed else None)
        await socket.prepare(raw)
        self._sockets.add(socket)
        writer: asyncio.Task[None] | None = None
        session: Session | None = None
        await socket.send_str(
            json.dumps({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}, "s": None, "t": None})
        )
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                op, data = (said := json.loads(frame.data))["op"], said.get("d")
                if op in (IDENTIFY, RESUME):
                    session = await (self._identify if op == IDENTIFY else self._resume)(socket, data)
                    if session:
                        writer = asyncio.create_task(self._write(session, socket))
                else:
                    await self._hear(op, data, session, socket)
        finally:
            self._sockets.discard(socket)
            if writer:
                writer.cancel()
            if session and session.socket is socket:
                session.socket = None
                if socket.close_code in (1000, 1001) and socket not in self._sent_off:  # the client said goodbye
                    self.sessions.pop(session.id, None)
        return socket

    async def _hear(self, op: int, data: Any, session: Session | None, socket: web.WebSocketResponse) -> None:
        if op == HEARTBEAT:
            self.heartbeats += 1
            if not self.deaf:
                await socket.send_str(json.dumps({"op": ACK, "d": None, "s": None, "t": None}))
        elif op == MEMBERS_REQUEST and session:
            self._chunk(session, data)

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        self.identified.append(time.monotonic())
        code = self.refuse.pop(0) if self.refuse else self._refusal(data)
        if code:
            await socket.close(code=code)
            return None
        shard = data.get("shard") or [0, 1]
        session = Session(data["intents"], (shard[0], shard[1]), socket=socket)
        self.sessions[session.id] = session
        self._ready(session)
        return session

    def _refusal(self, data: Json) -> int:
        if data.get("token") != self.server.token:
            return 4004
        return 4014 if data["intents"] & PRIVILEGED & ~self.allowed else 0

    def _ready(self, session: Session) -> None:
        server = self.server
        guilds = [guild for guild in server.guilds.values() if session.holds(guild)]
        session.dispatch("READY", {
            "v": 10, "user": payloads.me(server.bot), "session_id": session.id,
            "resume_gateway_url": self.resume_url or server.gateway_url,
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds], "shard": list(session.shard),
            "application": {"id": str(server.bot.id), "flags": server.flags}, "private_channels": [],
        })  # fmt: skip
        for guild in guilds:
            if session.intents & GUILDS and not guild.away:
                session.dispatch(
                    "GUILD_CREATE", payloads.guild(guild, server.bot, members=bool(session.intents & MEMBERS))
                )

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if data.get("token") != self.server.token:
            await socket.close(code=4004)
            return None
        if session is None or self.forgetful:
            self.sessions.pop(data["session_id"], None)
            await socket.send_str(json.dumps({"op": INVALID, "d": False, "s": None, "t": None}))
            return None
        self.resumed.append(time.monotonic())
        session.socket, session.outbox = socket, asyncio.Queue()
        for frame in session.sent:
            if frame["s"] > (data["seq"] or 0) - self.repeat and frame["t"] not in ("READY", "RESUMED"):
                session.outbox.put_nowait(frame)
        session.dispatch("RESUMED", {"_trace": []})
        return session

    async def _write(self, session: Session, socket: web.WebSocketResponse) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                await socket.send_str(json.dumps(await session.outbox.get()))

    def _chunk(self, session: Session, data: Json) -> None:
        """Answer a request for members: by id, or all of them."""
        guild = self.server.guilds[int(data["guild_id"])]
        wanted = data.get("user_ids")
        people = [m for m in guild.members.values() if wanted is None or m.user.id in {int(key) for key in wanted}]
        missing = [key for key in wanted or [] if int(key) not in guild.members]
        parts = [people[i : i + 1000] for i in range(0, len(people), 1000)] or [[]]
        for index, part in enumerate(parts):
            session.dispatch("GUILD_MEMBERS_CHUNK", {
                "guild_id": str(guild.id), "members": [payloads.member(m) for m in part], "chunk_index": index,
                "chunk_count": len(parts), "not_found": missing, "nonce": data.get("nonce"),
            })  # fmt: skip


def _abort(socket: web.WebSocketResponse) -> None:
    request = socket._req
    if request and request.transport:
        request.transport.abort()
