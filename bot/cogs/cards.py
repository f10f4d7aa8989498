"""Cards of reviews in the moderators' channel: sent once, kept up to date, sent again where they were lost."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord
from discord.ext import commands

from bot.cogs.post import TROUBLE, find_own, number_of, place
from bot.cogs.show import NOBODY, embeds
from bot.cogs.sight import by_readers
from bot.office import Office
from bot.render.embeds import Card
from bot.render.embeds_review import marker
from bot.services.tools import Tools
from bot.views import Sees
from storage.errors import PassingError, RefusedError
from storage.models import from_millis
from storage.reviews import Review

Draw = Callable[[int, Sees], Awaitable[tuple[Review, Card, discord.ui.View | None]]]
Told = Callable[[str, str], None]
_log = logging.getLogger("givetake.review")
#: Our clock and Discord's may differ by so much.
_SLACK = timedelta(hours=1)
#: So many cards in one go: a flood of flags must not become a flood of messages.
_MOST = 10
_UNKNOWN_MESSAGE = 10008


class Cards:
    """Keeps the cards true to their reviews."""

    def __init__(self, bot: commands.Bot, office: Office, draw: Draw) -> None:
        """``draw`` makes a card and its buttons."""
        self._bot, self._office, self._draw = bot, office, draw
        #: Told of a channel that cannot be used: a key and a line.
        self.notice: Told = lambda key, text: _log.warning(text)
        #: Told the key of what was told before and is right again.
        self.settled: Callable[[str], object] = lambda key: None

    async def update(self) -> None:
        """Send, change or send again the cards that do not show the latest version."""
        stale = await self._office.ask(_stale)
        home = self._office.config.review.channel
        if not stale or (not home and not any(review.card_message for review in stale)):
            return
        for review in stale[:_MOST]:
            try:
                await self._update(review, home)
            except PassingError as error:
                _log.warning("a card could not be sent yet", extra={"review": review.id, "problem": str(error)})
                return
            except RefusedError as error:
                await self._lost(home)
                self.notice(f"review channel {home}", f"The review channel cannot be used. {error} See /setup.")
                return
        self.settled(f"review channel {home}")

    async def _lost(self, home: str) -> None:
        """Where the channel itself is gone, the cards are: what waits is shown again in the next one."""
        native = home.rpartition(":")[2]
        if native.isdecimal() and self._bot.get_channel(int(native)) is None:
            await self._office.ask(_lose, home)

    async def _update(self, review: Review, home: str) -> None:
        if review.card_message and review.card_channel and await self._edit(review):
            return
        if home and review.state == "open":
            await self._send(review, home)
        else:
            await self._office.ask(_note, review.id, shown=review.version, sending=None)

    async def _edit(self, review: Review) -> bool:
        """Change the card that is there; false when it is lost."""
        try:
            channel = await place(self._bot, review.card_channel or "")
            latest, card, view = await self._draw(review.id, by_readers(channel, self._office.threads))
            message = channel.get_partial_message(int(review.card_message or 0))
            await message.edit(embeds=embeds([card]), view=view, allowed_mentions=NOBODY)
        except (RefusedError, discord.NotFound, discord.Forbidden):
            await self._office.ask(_note, review.id, card_channel=None, card_message=None, shown=0, sending=None)
            return False
        except TROUBLE as error:
            raise PassingError(f"Discord did not take the change ({type(error).__name__}).") from error
        await self._office.ask(_note, review.id, shown=latest.version, sending=None)
        return True

    async def _send(self, review: Review, home: str) -> None:
        """Send a first card, unless one went out before the program ended."""
        channel = await place(self._bot, home)
        if review.sending is not None:
            since = from_millis(review.sending) - _SLACK
            if found := await find_own(self._bot, channel, marker(review.id) + " ", since):
                await self._office.ask(_note, review.id, card_channel=home, card_message=found, shown=0, sending=None)
                return
        latest, card, view = await self._draw(review.id, by_readers(channel, self._office.threads))
        await self._office.ask(_begin, review.id)
        # With the version: the nonce of a message that was deleted is not taken again for a while.
        nonce = f"review-{review.id}-{latest.version}-{latest.flagged % 10**8}"[:25]
        more: dict[str, Any] = {"view": view} if view else {}
        try:
            sent = await channel.send(embeds=embeds([card]), nonce=nonce, allowed_mentions=NOBODY, **more)
        except (discord.NotFound, discord.Forbidden) as error:
            if error.code == _UNKNOWN_MESSAGE:
                raise PassingError("Discord remembers a card that was deleted.") from error
            raise RefusedError(f"Discord says: {error.text or 'not allowed'}.") from error
        except TROUBLE as error:
            raise PassingError(f"Discord did not answer ({type(error).__name__}).") from error
        key = str(number_of(sent))
        await self._office.ask(
            _note, review.id, card_channel=home, card_message=key, shown=latest.version, sending=None
        )


def _stale(tools: Tools) -> list[Review]:
    return tools.store.unshown()


def _begin(tools: Tools, number: int) -> None:
    tools.store.begin_card(number, tools.millis)


def _lose(tools: Tools, channel: str) -> None:
    tools.store.lose_cards(channel)


def _note(tools: Tools, number: int, /, **fields: Any) -> None:
    tools.store.set_card(number, **fields)
