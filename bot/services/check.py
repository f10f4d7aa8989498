"""Before you hit send: judge a draft and what it would do to the balance."""

from __future__ import annotations

import msgspec

from analyzers.classifier.protocol import Classifier, Item
from analyzers.drafts import DraftCheck, check_draft
from analyzers.evidence import day_number, whole_days
from analyzers.forecast.model import ForecastModel
from bot.config import ReportSection
from bot.config_discord_ui import Individuals
from bot.services.optout import hidden
from bot.services.policies import find_community, mind, policy, welcome
from bot.services.report import DAY, Asked, window
from bot.services.standing import stand
from storage.errors import NothingToReportError, UsageError
from storage.models import Brand, Label, Period, from_millis
from storage.store import Store


def check(
    store: Store,
    brand: Brand,
    classifier: Classifier,
    text: str,
    *,
    community: str | None,
    days: int,
    section: ReportSection,
    model: ForecastModel | None = None,
    individuals: Individuals = "opt-out",
) -> DraftCheck:
    """The draft's label, and the brand's balance over the last ``days`` before and after it.

    With a forecast ``model`` it names the Weakening people of the community, as far as ``individuals`` allows.
    Raises UsageError when the draft is empty or the community unknown.
    """
    if not text.strip():
        raise UsageError("The draft is empty.", "Give its text, or - to read it from standard input.")
    where, name = find_community(store, community) if community else ("", "")
    period = _recent(store, days)
    label, own = judge(classifier, brand, text, name), store.own_accounts(brand.accounts, brand.roles)
    found = check_draft(
        text,
        label,
        welcome(store, brand, own).left(store.tallies(brand.name, day_number(period.end))),
        period,
        policy=policy(store, section),
        community=where,
        name=name,
    )
    asked = mind(store, brand, own, where, period.end) if where and label.label != "give" else ()
    risky = at_risk(store, brand, where, model, individuals) if model and label.label != "give" else ()
    return msgspec.structs.replace(found, reminders=asked, at_risk=risky)


def at_risk(
    store: Store, brand: Brand, community: str, model: ForecastModel, individuals: Individuals
) -> tuple[str, ...]:
    """Names of the Weakening people of a community (empty: of all), those likeliest to come first."""
    last = store.last_time()
    if last is None:
        return ()
    found = stand(store, brand, from_millis(last + 1), model)
    here = {account for account, place in store.ledgers(brand.name) if community in ("", place)}
    weak = [each for each in found if each.state == "Weakening" and here & set(each.member.accounts)]
    veiled = hidden(store, (each.member for each in weak), individuals)
    weak.sort(key=lambda each: (-each.p_30d, each.member.id))
    return tuple(each.member.name for each in weak if each.member.id not in veiled)


def judge(classifier: Classifier, brand: Brand, text: str, community: str) -> Label:
    """The label of a text that the brand would send."""
    item = Item(
        text=text,
        own_domains=brand.domains,
        own_handles=brand.handles,
        community_names=(community,) if community else (),
    )
    return next(iter(classifier.label([item])))


def _recent(store: Store, days: int) -> Period:
    """The last days of the data; before any import, an empty past."""
    try:
        return window(store, Asked(days)).period
    except NothingToReportError:
        return whole_days(from_millis(0), from_millis(0) + days * DAY)
