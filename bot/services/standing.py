"""Where the brand's relationships stand: the histories, the model that its own past moved, and how it did before."""

from __future__ import annotations

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
from analyzers.histories import GRATITUDE_MS, Histories, books_of, histories
from analyzers.relationships import called, relationships
from bot.services.link import members
from storage.books import BookColumns
from storage.forecasts import Said
from storage.models import Brand, Relationship, to_millis
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
    behind = past(store, brand, as_of)
    model = _model(store, brand, behind, as_of, prior, keep=keep)
    found = relationships(behind, as_of=as_of, model=model)
    now = _announced(store, brand, found, midnight(as_of))
    if keep:
        with store.transaction():
            seen = {each.member.id: each.state for each in found}
            store.keep_forecasts(brand.name, midnight(as_of), model.model, now, seen)
    persons = {account: member.id for member in behind.members for account in member.accounts}
    returned = returned_rows(store.exchanges(brand.name, to_millis(as_of)), persons, names, to_millis(as_of))
    return Standing(
        now, Foresight(model=model.model, calls=_calls(store, brand, behind, now, as_of, model), returned=returned)
    )


def stand(store: Store, brand: Brand, as_of: datetime, prior: ForecastModel) -> list[Relationship]:
    """The relationships of :func:`standing` alone, for whoever needs no check of the forecast."""
    behind = past(store, brand, as_of)
    model = _model(store, brand, behind, as_of, prior, keep=False)
    return _announced(store, brand, relationships(behind, as_of=as_of, model=model), midnight(as_of))


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


def on_platform(store: Store, brand: Brand, as_of: datetime, prior: ForecastModel, platform: str) -> list[Relationship]:
    """The relationships as if there were no other platform than this one."""
    behind = past(store, brand, as_of, f"{platform}:")
    return relationships(behind, as_of=as_of, model=_model(store, brand, behind, as_of, prior, keep=False))


def past(store: Store, brand: Brand, as_of: datetime, prefix: str = "") -> Histories:
    """All of the brand's relationships before ``as_of``, over the accounts that start with ``prefix``."""
    until = to_millis(as_of)
    books = _books(store, brand, until)
    if prefix:
        kept = [row for row in zip(*books, strict=True) if row[0].startswith(prefix)]
        books = BookColumns(*zip(*kept, strict=True))
    people = members(store, dict.fromkeys(books.accounts))
    accounts = {key for member in people.values() for key in member.accounts if key.startswith(prefix)}
    active = store.active_days(accounts, day_number(as_of - timedelta(milliseconds=1)) + 1)
    given = [row for row in store.given(brand.name, until - GRATITUDE_MS, until) if row[0] in people]
    return histories(people, books, active, given, until)


def _books(store: Store, brand: Brand, until: int) -> BookColumns:
    """The ledgers as they were at ``until``: the stored ones, unless they know more by now."""
    last = store.last_contact(brand.name)
    if last is None or last < until:
        return store.book_columns(brand.name)
    return books_of(store.exchanges(brand.name, until))


def _model(
    store: Store, brand: Brand, behind: Histories, as_of: datetime, prior: ForecastModel, *, keep: bool
) -> ForecastModel:
    """The brand's own model: the stored one while it is young, else the prior moved by the past up to ``as_of``."""
    day = midnight(as_of)
    stored = store.forecast_model(brand.name, day, prior.model)
    if stored and day - stored[0] < REFIT:
        return decode(stored[1])
    if not len(behind):
        return prior
    own = closed(behind.contacts, int(behind.contacts.time[0]), day)
    model = prior.updated(own, f"{prior.model}+{day_start(day):%Y-%m-%d}")
    if keep:
        with store.transaction():
            store.keep_forecast_model(brand.name, day, prior.model, encode(model))
    return model


def _calls(
    store: Store,
    brand: Brand,
    behind: Histories,
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
    before = called(behind, day=then, model=model)
    return score_calls(before, now, day_start(then).timestamp())


def _as_said(said: Iterable[Said], now: Iterable[Relationship]) -> list[Relationship]:
    known = {each.member.id: each.member for each in now}
    return [
        Relationship(member=known[each.member], state=each.state, p_30d=each.p_30d)
        for each in said
        if each.member in known
    ]
