"""Every cog that people see, attached to a bot: by :func:`add_all` to any, by :func:`setup` to ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from discord.ext import commands

from bot.client import Face, intents_for
from bot.cogs.check import Check
from bot.cogs.digest import Digests
from bot.cogs.errors import Errors
from bot.cogs.listen import Listen
from bot.cogs.privacy import Privacy
from bot.cogs.progress import Progressing
from bot.cogs.report import Reports
from bot.cogs.review import Reviews
from bot.cogs.setup import Backfill, Setup
from bot.config import Config
from bot.desk import Desk
from bot.office import Office
from storage.errors import UsageError
from storage.store import Store

#: Seconds until we connect again with other intents, so that the answer goes out before.
_ANSWERED = 2.0


async def add_all(bot: commands.Bot, office: Office, *, backfill: Backfill | None = None, every: float = 15.0) -> None:
    """Attach every cog; the queue and the digests are looked at ``every`` so many seconds."""
    cogs: tuple[commands.Cog, ...] = (
        Errors(bot), Reports(bot, office), Check(bot, office), Reviews(bot, office, every=every),
        Digests(bot, office, every=every), Privacy(bot, office), Setup(bot, office, backfill=backfill),
    )  # fmt: skip
    for cog in cogs:
        await bot.add_cog(cog)


async def setup(client: commands.Bot) -> None:
    """Attach every cog to our client, with what its desk offers."""
    assert isinstance(client, Face)
    desk = client.desk
    office = Office(
        desk.worker,
        desk.config,
        classifier=lambda: desk.app.classifier,
        forecaster=lambda: desk.app.forecaster(),  # noqa: PLW0108  the app is made later
    )
    await office.load()
    if office.config != desk.config:
        await _take_up(client, desk, office.config)
    office.listeners.append(lambda config: _take_up(client, desk, config))
    progress = Progressing(client, desk)
    desk.plan.progress = desk.plan.progress or progress
    await add_all(client, office, backfill=_backfill(client, desk, progress))
    await client.add_cog(progress)
    _wire(client, desk, progress)


async def _take_up(client: commands.Bot, desk: Desk, config: Config) -> None:
    """Let the listener work with a configuration that was set up by command."""
    before = intents_for(desk)
    desk.config = config

    def again(store: Store) -> None:
        desk.app.config = config
        desk.recorder.forget_deriver()
        desk.recorder.ensure(store)

    await desk.worker.run(again)
    await desk.refresh()
    if intents_for(desk) != before:
        asyncio.get_running_loop().call_later(_ANSWERED, lambda: asyncio.ensure_future(client.close()))


def _wire(client: commands.Bot, desk: Desk, progress: Progressing) -> None:
    reviews, setup_cog = client.get_cog("Reviews"), client.get_cog("Setup")
    if isinstance(reviews, Reviews):
        desk.journal.heard = reviews.hurry
        reviews.cards.notice, reviews.cards.settled = desk.notices, desk.notices.again
    if isinstance(setup_cog, Setup):
        setup_cog.notes.append(lambda: desk.notices.told)
        setup_cog.news.append(lambda: progress.line)


def _backfill(client: commands.Bot, desk: Desk, progress: Progressing) -> Callable[[], str]:
    def start() -> str:
        listen: Any = client.get_cog("Listen")
        if not isinstance(listen, Listen):
            raise UsageError("This bot does not listen.", "Run: givetake backfill")
        desk.plan.whole = True
        progress.asked()
        listen.catch_up(archives=True)
        where = "The review channel and /status tell" if desk.config.review.channel else "/status tells"
        return f"I began to read the history. {where} how far I am."

    return start
