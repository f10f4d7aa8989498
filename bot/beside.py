"""Reddit beside Discord in one process: wires the live reading of Reddit to the desk of the bot."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.services.reddit_live import serve, setup
from bot.services.review import Reviewer

if TYPE_CHECKING:
    from bot.desk import Desk

_log = logging.getLogger("givetake.reddit")


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
