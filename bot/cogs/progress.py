"""How far the history is read: one message in the moderators' channel that changes, and a line for /status."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime

import discord
import msgspec
from discord.ext import commands

from analyzers.verdict import percent
from bot.cogs.post import TROUBLE, place
from bot.cogs.show import NOBODY, embeds
from bot.desk import Desk
from bot.render.clean import markdown
from bot.render.embeds import Card
from bot.render.embeds_progress import read_card, reading_card
from bot.render.words import many
from bot.services.backfill import Filled
from storage.errors import PassingError, RefusedError
from storage.store import Store

_log = logging.getLogger("givetake.backfill")
_KEY = "progress:history"
#: Nobody is told of less than this, unless they asked for the history.
_WORTH = 500


class Told(msgspec.Struct):
    """The message that tells, and what was read before this program started."""

    channel: str
    message: str
    begun: int
    messages: int = 0


class Progressing(commands.Cog):
    """Watches the backfill (see :class:`bot.services.backfill.Progress`)."""

    def __init__(self, client: commands.Bot, desk: Desk, *, every: float = 5.0) -> None:
        """The message changes ``every`` so many seconds at most."""
        self._client, self._desk, self._every = client, desk, every
        self._told: Told | None = None
        self._wanted = False
        self._at: tuple[str, float] | None = None
        self._base = self._before = 0
        self._last = 0.0
        self._task: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Take up the message from before a restart."""
        found = await self._desk.worker.run(lambda store: store.settings().get(_KEY))
        if found:
            self._told = msgspec.json.decode(found, type=Told)
            self._base = self._told.messages
        self._before = self._desk.plan.filled.new
        self._desk.finished.append(self.done)

    async def cog_unload(self) -> None:
        """Watch no more; the next start goes on with the same message."""
        self._desk.finished.remove(self.done)
        if self._desk.plan.progress is self:
            self._desk.plan.progress = None
        if self._task:
            self._task.cancel()

    def asked(self) -> None:
        """Somebody asked for the history: tell from the first page on."""
        self._wanted = True

    @property
    def line(self) -> str:
        """How far the history is read, in a line; empty when nothing is being read."""
        if self._at is None or not self._is_worth():
            return ""
        name, share = self._at
        count = many(self._count, "message")
        return f"I am reading the history: {percent(share)}, {count} so far, now {markdown(name)}."

    @property
    def _count(self) -> int:
        return self._base + self._desk.plan.filled.new - self._before

    def _is_worth(self) -> bool:
        return self._wanted or self._told is not None or self._count >= _WORTH

    def at(self, name: str, share: float, filled: Filled) -> None:
        """A page was read."""
        read = max(0, filled.places - filled.first - 1)
        self._at = name, min(0.99, (read + share) / max(1, filled.expected, read + 1))
        due = time.monotonic() - self._last >= self._every
        if self._is_worth() and due and (self._task is None or self._task.done()):
            self._last = time.monotonic()
            self._task = asyncio.create_task(self._tell(self._card()), name="progress")

    def done(self, filled: Filled) -> None:
        """Everything was read."""
        if filled.again:
            return
        if self._is_worth():
            self._task = asyncio.create_task(self._finish(self._task, self._last_card(filled)), name="progress")
        self._at, self._wanted = None, False
        self._base, self._before = 0, filled.new

    def _card(self) -> Card:
        name, share = self._at or ("", 0.0)
        return reading_card(name, share, self._count, datetime.now(UTC))

    def _last_card(self, filled: Filled) -> Card:
        seconds = time.time() - self._told.begun if self._told else 0.0
        return read_card(self._count, seconds, filled.unread.values())

    async def _finish(self, before: asyncio.Task[None] | None, card: Card) -> None:
        if before:
            await asyncio.gather(before, return_exceptions=True)
        await self._tell(card)
        self._told = None
        await self._desk.worker.run(_keep, None)

    async def _tell(self, card: Card) -> None:
        """Change the message, or send it where there is none; that it cannot be told stops nothing."""
        try:
            if self._told is None or not await self._edit(self._told, card):
                await self._send(card)
        except (PassingError, RefusedError, *TROUBLE) as error:
            _log.warning("progress not told", extra={"problem": type(error).__name__})
        if self._told:
            self._told.messages = self._count
            await self._desk.worker.run(_keep, self._told)

    async def _edit(self, told: Told, card: Card) -> bool:
        try:
            channel = await place(self._client, told.channel)
            await channel.get_partial_message(int(told.message)).edit(embeds=embeds([card]), allowed_mentions=NOBODY)
        except (RefusedError, discord.NotFound, discord.Forbidden):
            return False
        return True

    async def _send(self, card: Card) -> None:
        key = self._desk.config.review.channel or self._desk.section.admin_channel
        if not key:
            return
        channel = await place(self._client, key)
        sent = await channel.send(embeds=embeds([card]), allowed_mentions=NOBODY, silent=True)
        begun = self._told.begun if self._told else int(time.time())
        self._told = Told(f"discord:{channel.id}", str(sent.id), begun, self._count)


def _keep(store: Store, told: Told | None) -> None:
    with store.transaction():
        store.put_setting(_KEY, msgspec.json.encode(told).decode() if told else None)
