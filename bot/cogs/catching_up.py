"""Catching up: after every outage, and once at the beginning, what was missed is read."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import discord
from discord.ext import commands

from bot.cogs.whereabouts import Whereabouts
from bot.connectors import discord_history as history
from bot.connectors.discord_live import Somewhere, discord_id, rights
from bot.connectors.happenings import UnreadableError
from bot.desk import Desk, Plan
from bot.services.arrivals import Arrivals
from bot.services.backfill import Back
from bot.services.listen import HISTORY
from storage.errors import StoreError

_log = logging.getLogger("givetake.listen")
#: Resumes may come in storms; the gap is not asked for more often than this (seconds).
_PAUSE, _LONGEST = 1.0, 60.0
_SLACK = timedelta(hours=1)
#: Sessions may begin in storms, too: the long look back is not repeated within so many seconds.
_LOOK_AGAIN = 600.0


class CatchingUp:
    """Reads what a client's guilds hold and we do not, one round after the other."""

    def __init__(self, client: commands.Bot, desk: Desk, wants: Callable[[Somewhere], bool]) -> None:
        """``wants`` says which channels are ours."""
        self.client, self.desk, self._wants = client, desk, wants
        self._arrivals = Arrivals(desk.worker)
        self._whereabouts = Whereabouts(client, desk)
        self._asked = asyncio.Event()
        self._archives = False
        self._task: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        #: Set while nothing is left to be read.
        self.done = asyncio.Event()

    def start(self) -> None:
        """Begin to read whenever asked."""
        self._task = asyncio.create_task(self._keep_up(), name="catch-up")

    def stop(self) -> None:
        """Stop where we are; what was read stays."""
        if self._task:
            self._task.cancel()
        if self._later:
            self._later.cancel()

    def ask(self, *, archives: bool = False) -> None:
        """Ask for everything that was missed to be read, soon and once; archived threads too, if ``archives``."""
        self._archives |= archives
        self.done.clear()
        self._asked.set()

    async def _keep_up(self) -> None:
        failures = 0
        while True:
            await self._asked.wait()
            self._asked.clear()
            archives, self._archives = self._archives, False
            self.desk.plan.filled.again = False
            try:
                await self.read(self.desk.plan, archives=archives)
                await self.desk.refresh()
            except Exception as error:  # whatever it was, the next round may find it gone
                self._not_caught_up(error)
                self.ask(archives=archives)
                failures += 1
            else:
                failures = 0
                self._caught_up(archives)
            await asyncio.sleep(min(_LONGEST, _PAUSE * 2**failures))

    def _caught_up(self, archives: bool) -> None:
        """Everything was read; what passing trouble kept from us is asked for again later."""
        self.desk.notices.send()
        if self.desk.plan.filled.again:
            asyncio.get_running_loop().call_later(_LONGEST, lambda: self.ask(archives=archives))
        if self._asked.is_set():
            return
        self.done.set()
        for listener in list(self.desk.finished):
            listener(self.desk.plan.filled)
        if self.desk.plan.done:
            self.desk.plan.done(self.desk.plan.filled)

    def _not_caught_up(self, error: Exception) -> None:
        problem = str(error) if isinstance(error, StoreError) else type(error).__name__
        trace = None if isinstance(error, StoreError | discord.DiscordException) else error
        _log.error("not caught up", extra={"problem": problem}, exc_info=trace)
        if self.desk.plan.failed and isinstance(error, StoreError):
            self.desk.plan.failed(error)

    async def read(self, plan: Plan, *, archives: bool = True) -> None:
        """Read the places of a plan to their end, archived threads last. Raises StoreError."""
        self._miss(plan)
        if not plan.only:
            plan.whole = await self._arrivals.whole(plan.whole)
        back = self._back(archives)
        there = [guild for guild in self.client.guilds if not self._is_away(guild, plan)]
        places = {guild: [each for each in history.places_in(guild) if self._is_asked(each, plan)] for guild in there}
        plan.filled.first, plan.filled.expected = plan.filled.places, sum(map(len, places.values()))
        for guild, channels in places.items():
            arrived = await self._arrivals.guild(guild.id)
            for channel in channels:
                await self._read(channel, plan, arrived, back)
            for parent in list(history.parents_in(guild)) if archives else ():
                if self._is_asked(parent, plan):
                    await self._read_archive(parent, plan, arrived, back)
            if back.thorough:
                await self._whereabouts.look(guild)
        if back.thorough:
            self.desk.looked = time.monotonic()
        if plan.whole and archives and not plan.only and not plan.filled.again:
            await self._arrivals.whole_read()

    def _is_asked(self, channel: Somewhere, plan: Plan) -> bool:
        """Whether a channel is one that this plan reads."""
        return self._wants(channel) and self._chosen(channel, plan.only) and self._told_or_seen(channel, plan)

    def _is_away(self, guild: discord.Guild, plan: Plan) -> bool:
        """Whether Discord has an outage there: it is read when it is back."""
        if not guild.unavailable:
            plan.filled.unread.pop(f"guild {guild.id}", None)
            return False
        plan.filled.unread[f"guild {guild.id}"] = f"Discord has an outage in server {guild.name or guild.id}."
        plan.filled.again = True
        return True

    async def _read(self, channel: history.Readable, plan: Plan, arrived: datetime, back: Back) -> None:
        """Read a channel or thread, unless all of it that we want is here and we hear the rest."""
        whole = plan.whole or (channel.created_at or arrived) > arrived
        source = self.desk.journal.settled(discord_id(channel.id))
        if source is None or (whole and not source.startswith(HISTORY)):
            reading = history.DiscordReading(channel, self._ask_who)
            try:
                await self.desk.backfiller.run(
                    [reading], whole=whole, progress=plan.progress, into=plan.filled, back=back
                )
            except (StoreError, asyncio.CancelledError):
                raise
            except Exception as error:  # of this place alone: the others are read all the same
                _log.exception("a place could not be read", extra={"channel": reading.id})
                plan.filled.unread[reading.name] = f"{reading.name} could not be read ({type(error).__name__})."
                plan.filled.again = True

    def _back(self, session: bool) -> Back:
        """How far to look back: far at the beginning of a session, but not at each of a storm of sessions."""
        if not session:
            return Back()
        now, section = time.monotonic(), self.desk.section
        wait = self.desk.looked + _LOOK_AGAIN - now if self.desk.looked is not None else 0.0
        if wait > 0:
            self._later = self._later or asyncio.get_running_loop().call_later(wait, self._look_later)
            return Back()
        since = datetime.now(UTC) - timedelta(days=section.look_back_days)
        return Back(max(section.look_back_messages, Back().messages), since, thorough=True)

    def _look_later(self) -> None:
        """Look back for what a storm of sessions left out."""
        self._later = None
        self.desk.journal.unsettle()
        self.ask(archives=True)

    def _miss(self, plan: Plan) -> None:
        """Say which of the places that were asked for we cannot see at all."""
        seen = {
            key
            for guild in self.client.guilds
            for channel in (*guild.channels, *guild.threads)
            for key in history.family(channel)
        }
        for number in plan.only & {key for key in seen if key}:
            self.desk.notices.again(f"unseen:{number}")
        for number in sorted(plan.only - seen):
            text = f"I see no channel {number}."
            plan.filled.unread[str(number)] = text
            self.desk.notices(f"unseen:{number}", f"{text} Check the number, and that my role may view the channel.")

    def _told_or_seen(self, channel: Somewhere, plan: Plan) -> bool:
        """Whether we see a channel, or somebody chose it: private ones that nobody chose are none of our business."""
        chosen = plan.only or self.desk.section.channels
        return bool(chosen) or rights(channel, channel.guild.me).view_channel

    @staticmethod
    def _chosen(channel: Somewhere, only: frozenset[int]) -> bool:
        return not only or bool(only & set(history.family(channel)))

    def _ask_who(self, author: str | None) -> bool:
        asked = self.desk.section.history_reactions
        return asked == "all" or (asked == "own" and author in self.desk.own)

    async def _read_archive(self, parent: history.Parent, plan: Plan, arrived: datetime, back: Back) -> None:
        """Read the archived threads under a channel: all of them, or those archived since the last time."""
        begun = datetime.now(UTC)
        since = await self._arrivals.archive(parent.id, plan.whole)
        if since or plan.whole:
            try:
                async for thread in history.archived(parent, since=since - _SLACK if since else None):
                    await self._whereabouts.note([thread])
                    await self._read(thread, plan, arrived, back)
            except UnreadableError as error:
                plan.filled.unread[f"archive of #{parent.name}"] = error.plain
                plan.filled.again |= error.passing
                if not error.passing and not self.desk.notices.knows(f"unread:{discord_id(parent.id)}"):
                    self.desk.notices(f"archive:{discord_id(parent.id)}", f"{error.plain} {error.remedy}".strip())
                return
            self.desk.notices.again(f"archive:{discord_id(parent.id)}")
        await self._arrivals.archive_read(parent.id, begun, whole=plan.whole)
