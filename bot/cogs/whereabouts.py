"""What became of the places we know: threads that may be private, channels and threads that were deleted."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import aiohttp
import discord
from discord.ext import commands

from bot.connectors.discord_history import UNKNOWN_CHANNEL
from bot.connectors.discord_live import discord_id
from bot.desk import Desk
from bot.services.listen import HISTORY, SINCE
from storage.conversation import Cursor
from storage.store import Store

_log = logging.getLogger("givetake.listen")
#: Places whose deletion we followed already.
_GONE = "discord:gone:"
#: So many places are asked for one by one in a session; the rest in the next ones.
_MOST = 200
_TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


class Whereabouts:
    """Asks once for what neither the gateway nor a list of threads tells; the store remembers the answers."""

    def __init__(self, client: commands.Bot, desk: Desk) -> None:
        self._client, self._desk = client, desk

    async def note(self, threads: Iterable[discord.Thread]) -> None:
        """Remember whether threads are private."""
        private = {discord_id(thread.id): thread.is_private() for thread in threads}
        if private:
            await self._desk.worker.run(_mark, private)

    async def look(self, guild: discord.Guild) -> None:
        """Resolve what the guild does not show: threads of unknown kind, channels that are not there any more."""
        await self.note(guild.threads)
        unknown = await self._desk.worker.run(_unknown, discord_id(guild.id))
        for place in [each for each in unknown if guild.get_channel_or_thread(_native(each)) is None][:_MOST]:
            try:
                found = await self._client.fetch_channel(_native(place))
            except discord.NotFound as error:
                if error.code == UNKNOWN_CHANNEL:
                    await self.gone(place)
            except discord.Forbidden:
                continue  # not ours to see: it stays closed
            except (discord.InvalidData, *_TROUBLE) as error:
                _log.warning("a place could not be asked for", extra={"problem": type(error).__name__})
                return
            else:
                await self.note([found] if isinstance(found, discord.Thread) else [])

    async def left(self, channel: int) -> bool:
        """A channel or thread left our sight; whether it is gone (and its texts with it) or only hidden from us."""
        try:
            await self._client.fetch_channel(channel)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL:
                await self.gone(discord_id(channel))
                return True
        except (discord.InvalidData, *_TROUBLE) as error:
            _log.warning("a place could not be asked for", extra={"problem": type(error).__name__})
        return False

    async def gone(self, place: str) -> None:
        """A channel or thread was deleted: its texts go, and with them those of its threads; who met whom stays."""
        cleared = await self._desk.worker.run(_clear, place)
        _log.info("a place was deleted", extra={"channel": place, "texts": cleared})


def _native(place: str) -> int:
    native = place.rpartition(":")[2]
    return int(native) if native.isdecimal() else 0


def _mark(store: Store, private: dict[str, bool]) -> None:
    with store.transaction():
        store.mark_threads(private)


def _unknown(store: Store, community: str) -> list[str]:
    """Threads that may be private, and channels that we followed and whose deletion we did not follow yet."""
    followed = store.cursors(HISTORY).keys() | store.cursors(SINCE).keys()
    done = store.cursors(_GONE).keys()
    channels = [each for each in store.channels_of(community) if each in followed]
    return [each for each in (*channels, *store.doubtful_threads(community)) if each not in done]


def _clear(store: Store, place: str) -> int:
    with store.transaction():
        store.set_cursor(_GONE + place, Cursor(0, True, None))
        known = store.cursor(HISTORY + place) or store.cursor(SINCE + place)
        return store.clear_texts_in([place]) if known else 0
