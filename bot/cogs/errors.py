"""What goes wrong ends in one plain line that only the person sees; the log has the rest."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.show import whisper
from bot.render.clean import line, markdown
from storage.errors import GivetakeError

P = ParamSpec("P")
Self = TypeVar("Self")
_log = logging.getLogger("givetake.commands")


def plain(error: BaseException) -> str:
    """One line for the person; what nobody foresaw goes to the log under the number that they are told."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, GivetakeError):
        return markdown(str(cause))
    if isinstance(cause, app_commands.CheckFailure):
        return line(str(cause)) or "You may not do that here."
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "This command has just changed. Please try again in a minute."
    if isinstance(cause, discord.Forbidden):
        return "I am not allowed to do that here. Please check my permissions in this channel."
    number = secrets.token_hex(3)
    _log.error("a command failed", extra={"number": number}, exc_info=cause)
    return f"Something went wrong on our side. The log has it as {number}."


async def tell(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person, if Discord still lets us."""
    text = plain(error)
    try:
        await whisper(interaction, text)
    except discord.HTTPException:
        _log.warning("an error could not be told", extra={"interaction": interaction.id})


def answered(
    callback: Callable[Concatenate[Self, discord.Interaction[Any], P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Self, discord.Interaction[Any], P], Coroutine[Any, Any, None]]:
    """For buttons and dialogs, which have no handler of their own: an error is told as in commands."""

    @functools.wraps(callback)
    async def guarded(self: Self, interaction: discord.Interaction[Any], *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await callback(self, interaction, *args, **kwargs)
        except Exception as error:
            await tell(interaction, error)

    return guarded  # type: ignore[return-value]


class Errors(commands.Cog):
    """Handles what commands raise."""

    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot
        self._before = bot.tree.on_error

    async def cog_load(self) -> None:
        """Take over the command tree's errors."""
        self.bot.tree.on_error = self._on_error  # type: ignore[method-assign]

    async def cog_unload(self) -> None:
        """Give them back."""
        self.bot.tree.on_error = self._before  # type: ignore[method-assign]

    @staticmethod
    async def _on_error(interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        await tell(interaction, error)
