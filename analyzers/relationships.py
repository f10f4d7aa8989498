"""Where each relationship stands: forecast, state, why, and the date by which to act.

The model behind :func:`relationships` may change; its meaning does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
import numpy as np

from analyzers.forecast.because import Case, because
from analyzers.forecast.course import Course, Forecaster, course, trip_wires
from analyzers.forecast.gives import gratitude
from analyzers.forecast.lift import lift
from analyzers.forecast.pasts import HORIZON, Flags, Floats, Ints, Pasts, midnight
from analyzers.forecast.replay import Contacts
from analyzers.forecast.states import States, word
from analyzers.ledgers import DAY_MS
from storage.models import Exchange, Member, Relationship, State, from_millis, to_millis

#: Labels of exchanges as small numbers: a give, a take, neither or unknown.
GIVE, TAKE, OTHER = 1, -1, 0
_CODES = {"give": GIVE, "take": TAKE}


class History(msgspec.Struct, frozen=True, kw_only=True):
    """One member's past with one brand, as columns of equal length, in any order.

    ``times`` are milliseconds since 1970 UTC, ``inbound`` member -> brand, ``labels`` GIVE, TAKE or OTHER.
    ``days`` and ``counts`` are the UTC days on which the member wrote anywhere and how often; both None
    where that is unknown.
    """

    member: Member
    times: Ints
    inbound: Flags
    labels: Ints
    days: Ints | None = None
    counts: Ints | None = None


def history(member: Member, exchanges: Sequence[Exchange], activity: dict[int, int] | None = None) -> History:
    """A member's history from exchanges, and from messages anywhere by UTC day number."""
    return History(
        member=member,
        times=np.array([to_millis(exchange.time) for exchange in exchanges], dtype=np.int64),
        inbound=np.array([exchange.inbound for exchange in exchanges], dtype=np.bool_),
        labels=np.array([_CODES.get(exchange.label or "", OTHER) for exchange in exchanges], dtype=np.int64),
        days=None if activity is None else np.array(list(activity), dtype=np.int64),
        counts=None if activity is None else np.array(list(activity.values()), dtype=np.int64),
    )


def relationships(histories: Iterable[History], *, as_of: datetime, model: Forecaster) -> list[Relationship]:
    """Where one brand's relationships stand at ``as_of``, in the order given.

    Give all of the brand's histories at once: how many members it hears from is part of the forecast.
    A forecast is made for midnight UTC; any other ``as_of`` counts as the next one, and what lies
    at or after ``as_of`` is left out. A member the brand never heard from has no state.
    """
    past = [_until(one, to_millis(as_of)) for one in histories]
    if not past:
        return []
    day, contacts = midnight(as_of), columns_of(past)
    path = course(model, contacts, day)
    state, norm = path.states()
    wires = np.full(len(past), -1, dtype=np.int64)
    standing = np.flatnonzero(state > 0)
    wires[standing] = trip_wires(model, contacts, day, standing)
    numbers = _Numbers(
        path, model.expected(path.now), norm, state, path.states(1)[0], wires, lift(model, path.now), to_millis(as_of)
    )
    return [_relationship(one, numbers, row) for row, one in enumerate(past)]


class _Numbers(msgspec.Struct, frozen=True):
    """The columns from which relationships are written."""

    path: Course
    expected: Floats
    norm: Floats
    state: States
    before: States
    wires: Ints
    lift: Floats
    at: int


def _relationship(one: History, numbers: _Numbers, row: int) -> Relationship:
    state, heard = word(int(numbers.state[row])), bool(one.inbound.any())
    gap = usual_gap(one.times[one.inbound])
    wire, out = int(numbers.wires[row]), ~one.inbound
    return Relationship(
        member=one.member,
        state=state,
        p_30d=float(numbers.path.p[row, 0]) if heard else 0.0,
        expected_30d=float(numbers.expected[row]) if heard else None,
        norm=_number(numbers.norm[row]),
        before=word(int(numbers.before[row])),
        last_contact=from_millis(int(one.times[one.inbound].max())) if heard else None,
        first_contact=from_millis(int(one.times[one.inbound].min())) if heard else None,
        usual_gap=gap,
        trip_wire=from_millis(wire * DAY_MS) if wire >= 0 else None,
        gave=int((one.labels[out] == GIVE).sum()),
        took=int((one.labels[out] == TAKE).sum()),
        received=int(one.inbound.sum()),
        gratitude=gratitude(one.times[out], one.labels[out].astype(np.float64), numbers.at) if out.any() else None,
        lift=float(numbers.lift[row]) if heard else None,
        gone=_gone(one, numbers.path.now, row) if state == "Failed" else "",
        because=_reasons(numbers, row, state, gap) if state else (),
    )


def _reasons(numbers: _Numbers, row: int, state: State, gap: float | None) -> tuple[str, ...]:
    path = numbers.path
    known = bool(np.isfinite(path.earlier[row]).all())
    return because(
        Case(
            state=state,
            pushes=path.pushes[row],
            earlier=path.earlier[row] if known else None,
            pasts=path.now,
            row=row,
            usual_gap=gap,
            was_strong=word(int(numbers.before[row])) == "Strong",
        )
    )


def usual_gap(times: Ints) -> float | None:
    """The median gap in days between UTC days of contact; None with fewer than two such days."""
    days = np.unique(times // DAY_MS)
    return float(np.median(np.diff(days))) if len(days) > 1 else None


def _gone(one: History, now: Pasts, row: int) -> Literal["", "us", "here"]:
    """``us`` when the member still wrote elsewhere in the last 30 days, ``here`` when nowhere."""
    if one.days is None:
        return ""
    quiet = now.day[row] - now.any_last[row]
    return "us" if quiet <= HORIZON else "here"


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _until(one: History, millis: int) -> History:
    """The history without what lies at or after a moment."""
    past = one.times < millis
    kept = msgspec.structs.replace(one, times=one.times[past], inbound=one.inbound[past], labels=one.labels[past])
    if one.days is None or one.counts is None:
        return kept
    seen = one.days * DAY_MS < millis
    return msgspec.structs.replace(kept, days=one.days[seen], counts=one.counts[seen])


def columns_of(histories: Sequence[History]) -> Contacts:
    """All histories as one set of columns; unknown activity is taken to be the contacts themselves."""
    daily = [_daily(one) for one in histories]
    return Contacts(
        size=len(histories),
        row=np.repeat(np.arange(len(histories)), [len(one.times) for one in histories]),
        time=np.concatenate([one.times for one in histories]),
        inbound=np.concatenate([one.inbound for one in histories]),
        any_row=np.repeat(np.arange(len(histories)), [len(days) for days, _ in daily]),
        any_day=np.concatenate([days for days, _ in daily]),
        any_count=np.concatenate([counts for _, counts in daily]).astype(np.float64),
    ).ordered()


def _daily(one: History) -> tuple[Ints, Ints]:
    if one.days is not None and one.counts is not None:
        return one.days, one.counts
    days, counts = np.unique(one.times[one.inbound] // DAY_MS, return_counts=True)
    return days, counts
