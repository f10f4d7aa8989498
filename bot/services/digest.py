"""What a digest says: the report of its days, the queue, and whom to thank."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from analyzers.evidence import Contact, day_number, day_start
from analyzers.forecast.model import ForecastModel
from bot.config import Config
from bot.services.derive import Deriver
from bot.services.link import members
from bot.services.report import Asked, contacts, report
from bot.views import Content, Thanks
from storage.errors import NothingToReportError
from storage.models import Period, to_millis
from storage.store import Store

#: Whom a digest proposes to thank: at most so many, for messages of these kinds.
THANKED, _KIND_ONES = 5, ("answer", "thanks", "news")


def compose(
    deriver: Deriver, config: Config, model: ForecastModel, until: datetime, days: int, now: datetime
) -> Content:
    """The digest of the ``days`` whole UTC days before ``until``, as known at ``now``."""
    store, brand = deriver.store, deriver.brand
    deriver.ensure()
    end = day_start(day_number(until))
    period = Period(start=end - timedelta(days=days), end=end)
    queue = store.queue(to_millis(now))
    content = Content(
        brand=brand.name, period=period, report=None, waiting=len(queue),
        oldest=min((review.flagged for review in queue), default=None),
    )  # fmt: skip
    try:
        made = report(
            store, brand, deriver.side().own, Asked(days, end), config.report, model, config.privacy.individuals
        )
    except NothingToReportError:
        return content
    if not made.posts and not _heard(store, brand.name, period):
        return content
    return msgspec.structs.replace(content, report=made, thanks=thanks(deriver, period))


def _heard(store: Store, brand: str, period: Period) -> bool:
    """Whether anybody contacted the brand in the period."""
    return bool(_inbound(store, brand, period))


def _inbound(store: Store, brand: str, period: Period) -> set[str]:
    """The accounts that contacted the brand in the period."""
    found = store.exchanges(brand, to_millis(period.end))
    return {each.account for each in found if each.inbound and each.time >= period.start}


def thanks(deriver: Deriver, period: Period) -> tuple[Thanks, ...]:
    """Those who helped, told or thanked the brand most in the period, busiest first."""
    store = deriver.store
    people = members(store, _inbound(store, deriver.brand.name, period))
    given: dict[str, list[Contact]] = {}
    for each in contacts(store, deriver.brand, tuple(people), period.end):
        kind = each.inbound and each.label == "give" and each.kind in _KIND_ONES and each.means != "reaction"
        if kind and each.text and each.time >= period.start and each.account in people:
            given.setdefault(people[each.account].id, []).append(each)
    names = {member.id: member.name for member in people.values()}
    found = [Thanks(names[key], len({c.message for c in each}), each[-1]) for key, each in given.items()]
    found.sort(key=lambda each: (-each.count, each.name, each.latest.message))
    return tuple(found[:THANKED])
