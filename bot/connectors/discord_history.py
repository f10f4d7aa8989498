"""Discord's channels and threads as places whose history can be read page by page, oldest first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime

import aiohttp
import discord
import msgspec

from bot.connectors.discord_live import Somewhere, discord_id, emoji_name, people, place, rights, spoke
from bot.connectors.discord_plain import message_of
from bot.connectors.happenings import Page, People, Place, Spoke, UnreadableError
from storage.models import Reaction

PAGE = 100
UNKNOWN_CHANNEL = 10003
_TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
Readable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
Parent = discord.TextChannel | discord.ForumChannel
#: Whether to ask who reacted to a message, given its author's account.
AskWho = Callable[[str | None], bool]


class DiscordReading:
    """One channel or thread, ready to be read."""

    def __init__(self, channel: Readable, ask_who: AskWho = lambda author: False) -> None:
        self._channel, self._ask_who = channel, ask_who
        self.place: Place = place(channel)
        self.id = self.place.channel.id
        self.name = f"#{channel.name}"

    @property
    def began(self) -> datetime:
        """When the channel was made."""
        return self._channel.created_at or discord.utils.snowflake_time(self._channel.id)

    @property
    def latest(self) -> int | None:
        """The number of its newest message as far as we heard; None when it has none."""
        return self._channel.last_message_id

    async def page(self, after: int) -> Page:
        """The page behind the message with this number. Raises UnreadableError."""
        self._check()
        try:
            raw = await self._channel._state.http.logs_from(self._channel.id, PAGE, after=after)
            found = sorted(raw, key=lambda each: int(each["id"]))
            messages = [made for each in found if (made := message_of(self._channel, each))]  # type: ignore[arg-type]
            told = [await self._told(message) for message in messages]
        except _TROUBLE as error:
            raise unreadable(error, self.name) from error
        last = int(found[-1]["id"]) if found else after
        return Page(tuple(told), last, len(found) < PAGE)

    async def lacks(self, message: int) -> bool:
        """Whether the channel surely does not hold this message any more. Raises UnreadableError."""
        try:
            await self._channel.fetch_message(message)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL:
                raise unreadable(error, self.name) from error
            return True
        except _TROUBLE as error:
            raise unreadable(error, self.name) from error
        return False

    def _check(self) -> None:
        """Discord answers an empty page, not an error, where history may not be read."""
        me = self._channel.guild.me
        if me is None:
            return
        may = rights(self._channel, me)
        needed = {"View Channel": may.view_channel, "Read Message History": may.read_message_history}
        missing = [name for name, has in needed.items() if not has]
        if missing:
            raise UnreadableError(
                f"I cannot read {self.name}: no permission.", f"Give my role {' and '.join(missing)} there."
            )

    async def _told(self, message: discord.Message) -> Spoke:
        told = spoke(message, self.place, live=False)
        if message.reactions and self._ask_who(told.message.author):
            return await _with_names(message, told)
        return told


async def _with_names(message: discord.Message, told: Spoke) -> Spoke:
    """The message with everybody who reacted."""
    reactions, users = [], []
    for one in message.reactions:
        who = [user async for user in one.users(limit=None)]
        users += who
        names = tuple(sorted(discord_id(user.id) for user in who))
        reactions.append(Reaction(emoji=emoji_name(one.emoji), count=max(one.count, len(names)), users=names))
    more = people(users)
    known = {account.id for account in told.people.accounts}
    added = tuple(account for account in more.accounts if account.id not in known)
    everybody = People((*told.people.accounts, *added), told.people.partial | (more.partial - known))
    full = msgspec.structs.replace(told.message, reactions=tuple(reactions))
    return msgspec.structs.replace(told, message=full, people=everybody, reactions="all")


def unreadable(error: Exception, name: str) -> UnreadableError:
    """Why a place cannot be read, in plain words."""
    if not isinstance(error, discord.HTTPException):
        return UnreadableError(
            f"Discord cannot be reached ({type(error).__name__}).", "Check the network.", passing=True
        )
    if isinstance(error, discord.NotFound):
        return UnreadableError(f"{name} is gone.", "Nothing to do; what was read of it stays.")
    if isinstance(error, discord.Forbidden):
        return UnreadableError(
            f"I cannot read {name}: no permission.", "Give my role View Channel and Read Message History there."
        )
    if isinstance(error, discord.DiscordServerError) or error.status == 429:
        return UnreadableError(f"Discord did not answer for {name} ({error.status}).", "I try again.", passing=True)
    return UnreadableError(f"Discord refused {name} ({error.status}, code {error.code}).", "See the log.")


def places_in(guild: discord.Guild) -> Iterator[Readable]:
    """Everything in a guild that holds messages and is not archived."""
    for channel in guild.channels:
        if isinstance(channel, discord.TextChannel | discord.VoiceChannel | discord.StageChannel):
            yield channel
    yield from guild.threads


def parents_in(guild: discord.Guild) -> Iterator[Parent]:
    """Everything in a guild that threads hang under."""
    for channel in guild.channels:
        if isinstance(channel, discord.TextChannel | discord.ForumChannel):
            yield channel


async def archived(parent: Parent, *, since: datetime | None) -> AsyncIterator[discord.Thread]:
    """The archived threads under a channel, those archived before ``since`` left out. Raises UnreadableError."""
    name = f"the archived threads of #{parent.name}"
    may = parent.permissions_for(parent.guild.me)
    if not (may.view_channel and may.read_message_history):
        raise UnreadableError(
            f"I cannot read {name}: no permission.", "Give my role View Channel and Read Message History there."
        )
    lists = [parent.archived_threads(limit=None)]
    if isinstance(parent, discord.TextChannel) and may.manage_threads:
        lists.append(parent.archived_threads(limit=None, private=True))
    elif isinstance(parent, discord.TextChannel) and since is None:
        lists.append(parent.archived_threads(limit=None, private=True, joined=True))
    try:
        for threads in lists:
            async for thread in threads:
                if since and thread.archive_timestamp < since:
                    break
                yield thread
    except _TROUBLE as error:
        raise unreadable(error, name) from error


def family(channel: Somewhere) -> tuple[int | None, ...]:
    """The ids by which a channel may be chosen: its own, its parent's, its category's."""
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        return channel.id, channel.parent_id, parent.category_id if parent else None
    return channel.id, channel.category_id
