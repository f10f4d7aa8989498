"""Counts of reactions that a page of history and an event may both have told are read once more, when it is quiet."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

import discord
from discord.ext import commands

from bot.cogs.post import TROUBLE
from bot.connectors import discord_live as live
from bot.connectors.happenings import Place
from bot.desk import Desk

_log = logging.getLogger("givetake.listen")
#: A channel is doubtful for so many seconds after its history was read; a message is quiet after so many.
_AFTER, _QUIET = 5.0, 1.0
_MOST = 500
#: A channel whose history cannot be read is not waited for any longer.
_LONGEST = 600.0


class Recounting:
    """Reads doubtful messages again."""

    def __init__(self, client: commands.Bot, desk: Desk, where: Callable[[object], Place | None]) -> None:
        """``where`` names the place of a channel that we listen to."""
        self._client, self._desk, self._where = client, desk, where
        self._doubtful: dict[tuple[int, int], float] = {}
        self._task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """Leave it at that."""
        if self._task:
            self._task.cancel()

    def heard(self, channel: int, message: int) -> None:
        """A reaction came or went."""
        key = channel, message
        near = self._desk.journal.settled_for(live.discord_id(channel)) < _AFTER
        if (near or key in self._doubtful) and len(self._doubtful) < _MOST:
            self._doubtful[key] = time.monotonic()
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._recount(), name="recount")

    async def _recount(self) -> None:
        while self._doubtful:
            await asyncio.sleep(_QUIET / 2)
            for key, since in list(self._doubtful.items()):
                done = await self._is_done(key, time.monotonic() - since)
                if done and self._doubtful.get(key) == since:  # nothing came in between
                    del self._doubtful[key]

    async def _is_done(self, key: tuple[int, int], quiet: float) -> bool:
        """Read a message that is quiet for so many seconds; whether that, or waiting, is over."""
        if self._desk.journal.settled_for(live.discord_id(key[0])) == 0.0:
            return quiet > _LONGEST
        return quiet > _QUIET and await self._read(*key)

    async def _read(self, channel: int, message: int) -> bool:
        """Take what Discord says now; true also where it says nothing any more."""
        place = self._client.get_channel(channel)
        where = self._where(place)
        if where is None or not isinstance(place, discord.abc.Messageable):
            return True
        try:
            found = await place.fetch_message(message)
        except (discord.NotFound, discord.Forbidden):
            return True
        except TROUBLE as error:
            _log.warning("reactions not read again yet", extra={"problem": type(error).__name__})
            return False
        self._desk.journal.note(live.spoke(found, where, live=False))
        return True
