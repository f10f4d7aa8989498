"""Every cog that people see, attached to a bot: by :func:`add_all` to any, by :func:`setup` to ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from discord.ext import commands

from bot.client import Face
from bot.cogs.check import Check
from bot.cogs.digest import Digests
from bot.cogs.errors import Errors
from bot.cogs.listen import Listen
from bot.cogs.privacy import Privacy
from bot.cogs.report import Reports
from bot.cogs.review import Reviews
from bot.cogs.setup import Backfill, Setup
from bot.config import Config
from bot.desk import Desk
from bot.office import Office
from storage.errors import UsageError
from storage.store import Store


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
        await _take_up(desk, office.config)
    office.listeners.append(lambda config: _take_up(desk, config))
    await add_all(client, office, backfill=_backfill(client, desk))
    _wire(client, desk)


async def _take_up(desk: Desk, config: Config) -> None:
    """Let the listener work with a configuration that was set up by command."""
    desk.config = config

    def again(store: Store) -> None:
        desk.app.config = config
        desk.recorder.forget_deriver()
        desk.recorder.ensure(store)

    await desk.worker.run(again)
    await desk.refresh()


def _wire(client: commands.Bot, desk: Desk) -> None:
    reviews, setup_cog = client.get_cog("Reviews"), client.get_cog("Setup")
    if isinstance(reviews, Reviews):
        desk.journal.heard = reviews.hurry
        reviews.cards.notice, reviews.cards.settled = desk.notices, desk.notices.again
    if isinstance(setup_cog, Setup):
        setup_cog.notes.append(lambda: desk.notices.told)


def _backfill(client: commands.Bot, desk: Desk) -> Callable[[], str]:
    def start() -> str:
        listen: Any = client.get_cog("Listen")
        if not isinstance(listen, Listen):
            raise UsageError("This bot does not listen.", "Run: givetake backfill")
        desk.plan.whole = True
        listen.catch_up(archives=True)
        return "I began to read the history; /status tells how much I hold."

    return start
