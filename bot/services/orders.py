"""Orders for digests: place one, take it back, list them; and make the message of one."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.render.embeds import Parcel
from bot.render.embeds_digest import digest_parcel
from bot.render.pictures import balance_picture
from bot.services.digest import compose
from bot.services.schedule import Schedule
from bot.services.tools import Tools
from bot.views import Content, Sees
from storage.digests import Delivery, Digest
from storage.errors import UsageError
from storage.reviews import Who


class Standing(msgspec.Struct, frozen=True):
    """An order, when it is due next, and its latest delivery."""

    digest: Digest
    next: datetime | None
    last: Delivery | None = None


def order(tools: Tools, cron: str, zone: str, target: str, days: int | None, by: Who) -> Standing:
    """Order a digest. Raises UsageError when the schedule or the zone is none."""
    section = tools.config.digest
    schedule = Schedule(cron, zone or section.zone)
    upcoming = schedule.next(tools.now)
    if upcoming is None:
        raise UsageError(f"{cron!r} is never due.", "Write it as 0 9 * * 1 (Mondays at 9:00).")
    name, store = tools.config.brand.name, tools.store
    with store.transaction():
        number = store.add_digest(name, cron, zone or section.zone, target, days or section.days, tools.millis, by)
    return Standing(next(each for each in store.digests(name) if each.id == number), upcoming)


def remove(tools: Tools, number: int) -> None:
    """Take an order back. Raises UsageError when there is none with this number."""
    with tools.store.transaction():
        if not tools.store.remove_digest(number):
            raise UsageError(f"There is no digest {number}.", "List them first.")


def standing_orders(tools: Tools) -> list[Standing]:
    """All orders for the brand."""
    found = []
    for digest in tools.store.digests(tools.config.brand.name):
        last = next(iter(tools.store.deliveries([digest.id])), None)
        found.append(Standing(digest, Schedule(digest.cron, digest.zone).next(tools.now), last))
    return found


def gather(tools: Tools, days: int | None, until: datetime) -> Content:
    """What a digest of the days before ``until`` tells."""
    wanted = days or tools.config.digest.days
    return compose(tools.deriver, tools.config, tools.forecaster, until, wanted, tools.now)


def pack(content: Content, sees: Sees, now: datetime, marker: str = "", late: bool = False) -> Parcel:
    """The message of a digest, for readers who see what ``sees`` names.

    It draws the chart, so keep it off the event loop.
    """
    chart = balance_picture(content.report) if content.report else b""
    return digest_parcel(content, sees, now, marker=marker, late=late, chart=chart)
