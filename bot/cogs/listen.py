"""Listening: every event that matters becomes a happening, and after an outage the gap is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import discord
from discord.ext import commands

from bot.client import PRIVILEGED, Face
from bot.cogs.catching_up import CatchingUp
from bot.cogs.recounting import Recounting
from bot.cogs.whereabouts import Whereabouts
from bot.connectors import discord_history as history
from bot.connectors import discord_live as live
from bot.connectors.discord_live import discord_id
from bot.connectors.discord_plain import guard
from bot.connectors.happenings import Place

#: Seconds until a guild is told our commands again for which Discord did not answer.
_SYNC_PAUSE = 5.0


class Listen(commands.Cog):
    """Hears what happens in the guilds we listen to."""

    def __init__(self, client: commands.Bot) -> None:
        assert isinstance(client, Face)
        self.client, self.desk = client, client.desk
        self.whereabouts = Whereabouts(client, self.desk)
        self._catching_up = CatchingUp(client, self.desk, self.wants)
        self._recounting = Recounting(client, self.desk, self._where)
        self._syncing: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Begin to catch up whenever asked."""
        guard(self.client, self._missed)
        self._catching_up.start()

    def _missed(self, event: str, data: Any) -> None:
        """Something was told that nobody could read: ask for what is there now."""
        channel = data.get("channel_id") if isinstance(data, dict) else None
        if event.startswith("MESSAGE") and channel:
            self.desk.journal.unsettle([f"discord:{channel}"])
        self.catch_up()

    async def cog_unload(self) -> None:
        """Stop catching up; what was read stays."""
        self._catching_up.stop()
        self._recounting.stop()
        if self._syncing:
            self._syncing.cancel()

    @property
    def caught_up(self) -> asyncio.Event:
        """Set while nothing is left to be read."""
        return self._catching_up.done

    def catch_up(self, *, archives: bool = False) -> None:
        """Ask for everything that was missed to be read, soon and once; archived threads too, if ``archives``."""
        self._catching_up.ask(archives=archives)

    # -- what we listen to ---------------------------------------------------------------------

    def wants(self, channel: object) -> bool:
        """Whether a channel is one of those we listen to."""
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return False
        return self.desk.section.wants(channel.guild.id, *history.family(channel))

    def _where(self, channel: object) -> Place | None:
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread) or not self.wants(channel):
            return None
        return live.place(channel)

    def _wanted(self, guild_id: int | None, channel_id: int) -> bool:
        """Whether an event's channel is one of ours; one that is not cached any more (an old thread) may be."""
        if guild_id is None:
            return False
        guild = self.client.get_guild(guild_id)
        channel = guild.get_channel_or_thread(channel_id) if guild else None
        return (
            self.wants(channel)
            if channel
            else self.desk.section.wants(guild_id, channel_id) or not self.desk.section.channels
        )

    # -- events --------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Somebody spoke."""
        if message.guild and (where := self._where(message.channel)):
            self._note(message, where)

    def _note(self, message: discord.Message, where: Place, **how: Any) -> None:
        """Take a message; one that lacks what every message has is read again."""
        try:
            told = live.spoke(message, where, **how)
        except (AttributeError, KeyError):
            self._missed("MESSAGE", {"channel_id": message.channel.id})
        else:
            self.desk.journal.note(told)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """A message was edited, or Discord added a preview to it."""
        if event.guild_id and (where := self._where(event.message.channel)):
            told = "counts" if "reactions" in event.data else "unknown"
            self._note(event.message, where, live=False, reactions=told)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        if event.guild_id:
            self.desk.journal.note(live.removed([event.message_id]))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages were deleted at once."""
        if event.guild_id:
            self.desk.journal.note(live.removed(event.message_ids))

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody reacted."""
        self._reacted(event)

    def _reacted(self, event: discord.RawReactionActionEvent) -> None:
        if self._wanted(event.guild_id, event.channel_id):
            self.desk.journal.note(live.reacted(event))
            self._recounting.heard(event.channel_id, event.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody took a reaction back."""
        self._reacted(event)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        """A moderator removed all reactions."""
        if event.guild_id:
            self.desk.journal.note(live.cleared(event))

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        """A moderator removed one emoji."""
        if event.guild_id:
            self.desk.journal.note(live.cleared(event))

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Somebody's roles or name changed."""
        if before.roles != after.roles or before.display_name != after.display_name:
            self.desk.journal.note(live.met(after))
        if after == after.guild.me and before.roles != after.roles:
            self._let_in([*after.guild.channels, *after.guild.threads])

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, and the texts in it with it; who met whom stays."""
        await self.desk.journal.flush()  # what was heard there before comes first
        if await self.whereabouts.left(channel.id) and self.wants(channel):
            text = f"#{channel.name} was deleted; I clear the texts and keep the counts."
            self.desk.notices(f"gone:{channel.id}", text)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread or forum post is gone."""
        await self.desk.journal.flush()
        await self.whereabouts.left(event.thread_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were sent away; what we know stays until somebody asks to forget it."""
        self.desk.notices(f"left:{guild.id}", f"I am no longer in {guild.name} and hear no more of it.")
        self.desk.synced.pop(guild.id, None)

    # -- outages -------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """From now on something may be missed."""
        self.desk.journal.unsettle()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: tell commands, read what was missed."""
        self.desk.notices.deliver = self.client.tell_admins
        self.desk.notices.send()
        for name in PRIVILEGED:
            if getattr(self.client.intents, name):
                self.desk.notices.again(f"intent:{name}")
        self.catch_up(archives=True)
        if self._syncing:
            self._syncing.cancel()
        self._syncing = asyncio.create_task(self._sync(list(self.client.guilds)), name="sync")

    async def _sync(self, guilds: list[discord.Guild]) -> None:
        """Tell guilds our commands; those for which Discord did not answer again and again."""
        pause = _SYNC_PAUSE
        while guilds := [each for each in guilds if not await self.client.sync_commands(each, anew=False)]:
            await asyncio.sleep(pause)
            pause = min(2 * pause, 60 * _SYNC_PAUSE)

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """The session goes on; make sure that nothing fell between."""
        self.catch_up()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A new guild, or one that takes us back."""
        self.desk.notices.again(f"left:{guild.id}")
        self.catch_up(archives=True)
        await self.client.sync_commands(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A guild is back after an outage of its own."""
        if self.client.is_ready():
            self.catch_up(archives=True)

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread or forum post was opened."""
        self.catch_up()

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread woke up, or we were added to it."""
        self.catch_up()

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """A new channel."""
        self.catch_up()

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel's permissions may let us in now, or shut us out."""
        if before.overwrites != after.overwrites:
            self._let_in([after, *getattr(after, "threads", ())])

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """One of our roles may do more or less."""
        if before.permissions != after.permissions and after in after.guild.me.roles:
            self._let_in([*after.guild.channels, *after.guild.threads])

    def _let_in(self, channels: Iterable[discord.abc.GuildChannel | discord.Thread]) -> None:
        """Who may read what has changed: we may have been deaf in between, so ask for what was said."""
        self.desk.journal.unsettle([discord_id(channel.id) for channel in channels])
        self.catch_up()


async def setup(client: commands.Bot) -> None:
    """Load the cog."""
    await client.add_cog(Listen(client))
