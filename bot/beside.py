"""What runs beside Discord in the bot's process, wired to its desk: Reddit, and the daily upkeep."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.services.reddit_live import serve, setup
from bot.services.retain import tidy
from bot.services.review import Reviewer
from storage.errors import StoreError

if TYPE_CHECKING:
    from bot.desk import Desk

_log = logging.getLogger("givetake.reddit")


_DAY = 86_400.0


async def upkeep_beside(desk: Desk, pause: float = _DAY) -> None:
    """Clear old texts and empty the write-ahead log, at the start and once a day, until cancelled."""
    days = desk.config.retention.text_days
    while True:
        try:
            await desk.worker.run(lambda store: tidy(store, days, now=datetime.now(UTC)))
        except StoreError as error:
            _log.warning(str(error))
        await asyncio.sleep(pause)


async def reddit_beside(desk: Desk) -> None:
    """Read Reddit until cancelled, if the configuration names an app and something to read."""
    made = setup(desk.config.reddit, desk.config.brand.brand())
    if not made.login.client_id or not made.plan.feeds():
        return
    brand, section = desk.config.brand, desk.config.review
    known = bool(brand.accounts or brand.roles)
    await serve(
        made,
        desk.worker,
        lambda _: desk.app.deriver() if known else None,
        lambda deriver: Reviewer(deriver, section),
        tell=_log.warning,
    )
