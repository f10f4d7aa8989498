"""Where the brand's relationships stand: the histories, the model that its own past moved, and how it did before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from analyzers.evidence import day_number, day_start
from analyzers.forecast.calls import Call
from analyzers.forecast.model import ForecastModel, decode, encode
from analyzers.forecast.pasts import midnight
from analyzers.forecast.states import settled
from analyzers.forecast.table import closed
from analyzers.foresight import Foresight, returned_rows, score_calls
from analyzers.relationships import History, columns_of, history, relationships
from bot.services.link import members
from storage.forecasts import Said
from storage.models import Brand, Exchange, Member, Relationship, to_millis
from storage.store import Store

#: Days after which a brand's own model is fitted again, and how far off 30 days an old call may lie.
REFIT, NEAR = 30, 4
MONTH = timedelta(days=30)


class Standing(msgspec.Struct, frozen=True):
    """All relationships at a moment, and what shows how far to trust them."""

    relationships: list[Relationship]
    foresight: Foresight


def standing(
    store: Store, brand: Brand, as_of: datetime, prior: ForecastModel, names: Mapping[str, str], *, keep: bool = False
) -> Standing:
    """All of the brand's relationships at ``as_of``, one a person, with a check of the forecast.

    ``prior`` is moved by the brand's own past, as far as it was over by then. With ``keep`` the model and
    what it says are stored, to be scored later.
    """
    exchanges = store.exchanges(brand.name, to_millis(as_of))
    people = members(store, {exchange.account for exchange in exchanges})
    histories = _histories(store, exchanges, people, as_of)
    model = _model(store, brand, histories, as_of, prior, keep=keep)
    found = relationships(histories, as_of=as_of, model=model)
    now = _announced(store, brand, found, midnight(as_of))
    if keep:
        with store.transaction():
            seen = {each.member.id: each.state for each in found}
            store.keep_forecasts(brand.name, midnight(as_of), model.model, now, seen)
    persons = {account: member.id for account, member in people.items()}
    returned = returned_rows(exchanges, persons, names, to_millis(as_of))
    return Standing(
        now, Foresight(model=model.model, calls=_calls(store, brand, histories, now, as_of, model), returned=returned)
    )


def stand(store: Store, brand: Brand, as_of: datetime, prior: ForecastModel) -> list[Relationship]:
    """The relationships of :func:`standing` alone, for whoever needs no check of the forecast."""
    histories = past(store, brand, as_of)
    model = _model(store, brand, histories, as_of, prior, keep=False)
    return _announced(store, brand, relationships(histories, as_of=as_of, model=model), midnight(as_of))


def _announced(store: Store, brand: Brand, found: Sequence[Relationship], day: int) -> list[Relationship]:
    """The relationships in the states to show: a change is announced only when it held at the look before, too."""
    looks = store.forecast_days(brand.name, day - REFIT, day - 1)
    if not looks:
        return list(found)
    last = {each.member: each for each in store.forecasts(brand.name, looks[-1])}
    return [_settled(each, last.get(each.member.id)) for each in found]


def _settled(each: Relationship, last: Said | None) -> Relationship:
    shown = settled(last.state, last.seen, each.state) if last else each.state
    return each if shown == each.state else msgspec.structs.replace(each, state=shown)


def past(store: Store, brand: Brand, as_of: datetime) -> list[History]:
    """The histories of all of the brand's relationships before ``as_of``."""
    exchanges = store.exchanges(brand.name, to_millis(as_of))
    return _histories(store, exchanges, members(store, {exchange.account for exchange in exchanges}), as_of)


def on_platform(store: Store, brand: Brand, as_of: datetime, prior: ForecastModel, platform: str) -> list[Relationship]:
    """The relationships as if there were no other platform than this one."""
    until, prefix = to_millis(as_of), f"{platform}:"
    exchanges = [each for each in store.exchanges(brand.name, until) if each.account.startswith(prefix)]
    people = members(store, {exchange.account for exchange in exchanges})
    histories = _histories(store, exchanges, people, as_of, prefix)
    return relationships(histories, as_of=as_of, model=_model(store, brand, histories, as_of, prior, keep=False))


def _histories(
    store: Store, exchanges: Sequence[Exchange], people: Mapping[str, Member], as_of: datetime, prefix: str = ""
) -> list[History]:
    groups: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        groups.setdefault(people[exchange.account].id, []).append(exchange)
    accounts = {key for member in people.values() for key in member.accounts if key.startswith(prefix)}
    days = store.days_of(accounts, day_number(as_of - timedelta(milliseconds=1)) + 1)
    return [
        history(people[each[0].account], each, _activity(people[each[0].account].accounts, days))
        for each in groups.values()
    ]


def _activity(accounts: Iterable[str], days: Mapping[str, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Messages by day over all accounts of a person."""
    counts: Counter[int] = Counter()
    for account in accounts:
        counts.update(dict(days.get(account, ())))
    return dict(counts)


def _model(
    store: Store, brand: Brand, histories: Sequence[History], as_of: datetime, prior: ForecastModel, *, keep: bool
) -> ForecastModel:
    """The brand's own model: the stored one while it is young, else the prior moved by the past up to ``as_of``."""
    day = midnight(as_of)
    stored = store.forecast_model(brand.name, day, prior.model)
    if stored and day - stored[0] < REFIT:
        return decode(stored[1])
    if not histories:
        return prior
    columns = columns_of(histories)
    own = closed(columns, int(columns.time[0]), day)
    model = prior.updated(own, f"{prior.model}+{day_start(day):%Y-%m-%d}")
    if keep:
        with store.transaction():
            store.keep_forecast_model(brand.name, day, prior.model, encode(model))
    return model


def _calls(
    store: Store,
    brand: Brand,
    histories: Sequence[History],
    now: Sequence[Relationship],
    as_of: datetime,
    model: ForecastModel,
) -> tuple[Call, ...]:
    """The calls of 30 days ago, scored: those that were made then, else those that would have been."""
    then = midnight(as_of) - 30
    days = store.forecast_days(brand.name, then - NEAR, then)
    if days:
        old = _as_said(store.forecasts(brand.name, days[-1]), now)
        return score_calls(old, now, day_start(days[-1]).timestamp())
    before = relationships(histories, as_of=day_start(then), model=model)
    return score_calls(before, now, day_start(then).timestamp())


def _as_said(said: Iterable[Said], now: Iterable[Relationship]) -> list[Relationship]:
    known = {each.member.id: each.member for each in now}
    return [
        Relationship(member=known[each.member], state=each.state, p_30d=each.p_30d)
        for each in said
        if each.member in known
    ]
