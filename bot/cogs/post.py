"""Places in Discord by our ids, and what we said there: found again by what stands in it."""

from __future__ import annotations

from datetime import datetime

import aiohttp
import discord
from discord.ext import commands
from msgspec.structs import replace

from bot.cogs.show import message as arguments
from bot.cogs.sight import Threads, by_member, by_readers
from bot.render.embeds import Parcel
from bot.views import Sees
from storage.errors import PassingError, RefusedError

Writable = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
_DM = "dm:discord:"
#: What may happen between us and Discord that another try may mend.
TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


async def place(bot: commands.Bot, key: str) -> Writable:
    """The guild channel ``discord:ID``. Raises PassingError, RefusedError."""
    native = key.rpartition(":")[2]
    if not native.isdecimal():
        raise RefusedError(f"{key!r} is no channel.", "Choose one with /setup.")
    found = bot.get_channel(int(native))
    try:
        found = found or await bot.fetch_channel(int(native))
    except (discord.NotFound, discord.Forbidden, discord.InvalidData) as error:
        raise RefusedError("The channel is gone, or I may not see it.", "Choose another one.") from error
    except TROUBLE as error:
        raise PassingError(f"Discord did not answer ({type(error).__name__}).") from error
    if not isinstance(found, Writable):
        raise RefusedError("The channel cannot be written to.", "Choose a text channel.")
    return found


async def find_own(bot: commands.Bot, channel: discord.abc.Messageable, marker: str, since: datetime) -> str | None:
    """The id of our message that says ``marker`` in a footer or in its text, as far as we may look.

    Raises PassingError.
    """
    try:
        async for each in channel.history(limit=1000, after=since, oldest_first=False):
            if bot.user and each.author.id == bot.user.id and any(marker in text for text in _texts(each)):
                return str(each.id)
    except discord.Forbidden:
        return None  # then the nonce alone keeps a second copy away
    except discord.NotFound as error:
        raise RefusedError("The channel is gone.", "Choose another one.") from error
    except TROUBLE as error:
        raise PassingError(f"Discord did not answer ({type(error).__name__}).") from error
    return None


def number_of(message: discord.Message) -> int:
    """The id of a message that was just sent."""
    return message.id


def _texts(message: discord.Message) -> list[str]:
    return [message.content, *(f"{each.footer.text} " for each in message.embeds if each.footer.text)]


class DiscordCourier:
    """Brings digests to channels and people (see :class:`bot.services.deliver.Courier`)."""

    def __init__(self, bot: commands.Bot, threads: Threads) -> None:
        self._bot, self._threads = bot, threads

    async def readers(self, target: str) -> Sees:
        """Which channels everybody who reads the target could see."""
        if target.startswith(_DM):
            return await self._person_sees(int(target.removeprefix(_DM)))
        return by_readers(await place(self._bot, target), self._threads)

    async def find(self, target: str, marker: str, since: datetime) -> str | None:
        """The message of ours that carries ``marker``."""
        return await find_own(self._bot, await self._target(target), marker, since)

    async def send(self, target: str, parcel: Parcel, nonce: str) -> str:
        """Send a message and return its id."""
        channel = await self._target(target)
        try:
            return str((await channel.send(**arguments(_allowed(channel, parcel)), nonce=nonce)).id)
        except (discord.NotFound, discord.Forbidden) as error:
            raise RefusedError(
                f"Discord says: {error.text or 'not allowed'}.", "Check my permissions there."
            ) from error
        except discord.HTTPException as error:
            if 400 <= error.status < 500 and error.status != 429:
                raise RefusedError(f"Discord refused the message: {error.text[:200]}.") from error
            raise PassingError(f"Discord answered {error.status}.") from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise PassingError(f"Discord did not answer ({type(error).__name__}).") from error

    async def _target(self, target: str) -> discord.abc.Messageable:
        if not target.startswith(_DM):
            return await place(self._bot, target)
        try:
            return await (await self._bot.fetch_user(int(target.removeprefix(_DM)))).create_dm()
        except (discord.NotFound, discord.Forbidden) as error:
            raise RefusedError("The person cannot be written to.", "Choose a channel.") from error
        except TROUBLE as error:
            raise PassingError(f"Discord did not answer ({type(error).__name__}).") from error

    async def _person_sees(self, user: int) -> Sees:
        views = []
        for guild in self._bot.guilds:
            try:
                views.append(by_member(guild, guild.get_member(user) or await guild.fetch_member(user), self._threads))
            except discord.HTTPException:
                continue  # not a member there: sees nothing of it
        return lambda channel: not channel.startswith("discord:") or any(sees(channel) for sees in views)


def _allowed(channel: discord.abc.Messageable, parcel: Parcel) -> Parcel:
    """The parcel without files where none may be attached."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return parcel
    if channel.permissions_for(channel.guild.me).attach_files:
        return parcel
    return replace(parcel, files=(), cards=tuple(replace(card, image="") for card in parcel.cards))
