"""Where each relationship stands: forecast, state, why, and the date by which to act.

The model behind :func:`relationships` may change; its meaning does not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
import numpy as np

from analyzers.forecast.because import Case, because
from analyzers.forecast.course import Course, Forecaster, course, trip_wires
from analyzers.forecast.lift import lift
from analyzers.forecast.pasts import HORIZON, Floats, Ints, midnight
from analyzers.forecast.replay import Contacts
from analyzers.forecast.states import States, word
from analyzers.histories import Histories
from analyzers.ledgers import DAY_MS
from storage.models import Relationship, State, from_millis, to_millis


def relationships(past: Histories, *, as_of: datetime, model: Forecaster) -> list[Relationship]:
    """Where one brand's relationships stand at ``as_of``, in the order given; ``past`` ends there.

    Give all of the brand's members at once: how many of them it hears from is part of the forecast. A
    forecast is made for midnight UTC; any other ``as_of`` counts as the next one. A member the brand never
    heard from has no state.
    """
    if not len(past):
        return []
    day, contacts = midnight(as_of), past.contacts
    path = course(model, contacts, day)
    state, norm = path.states()
    wires = np.full(len(past), -1, dtype=np.int64)
    standing = np.flatnonzero(state > 0)
    wires[standing] = trip_wires(model, contacts, day, standing)
    numbers = _Numbers(
        path, model.expected(path.now), norm, state, path.states(1)[0], wires, lift(model, path.now),
        usual_gaps(contacts, day), (to_millis(as_of) - past.last) / DAY_MS,
    )  # fmt: skip
    return [_relationship(past, numbers, row) for row in range(len(past))]


def called(past: Histories, *, day: int, model: Forecaster) -> list[Relationship]:
    """What would have been said of each member at midnight ``day``: state and chance alone."""
    if not len(past):
        return []
    path = course(model, past.contacts, day)
    state = path.states()[0]
    return [
        Relationship(member=member, state=word(int(state[row])), p_30d=_number(path.p[row, 0]) or 0.0)
        for row, member in enumerate(past.members)
    ]


class _Numbers(msgspec.Struct, frozen=True):
    """The columns from which relationships are written."""

    path: Course
    expected: Floats
    norm: Floats
    state: States
    before: States
    wires: Ints
    lift: Floats
    gap: Floats
    quiet: Floats


def _relationship(past: Histories, numbers: _Numbers, row: int) -> Relationship:
    state, wire = word(int(numbers.state[row])), int(numbers.wires[row])
    heard = bool(np.isfinite(numbers.path.p[row, 0]))
    return Relationship(
        member=past.members[row],
        state=state,
        p_30d=float(numbers.path.p[row, 0]) if heard else 0.0,
        expected_30d=float(numbers.expected[row]) if heard else None,
        norm=_number(numbers.norm[row]),
        before=word(int(numbers.before[row])),
        last_contact=from_millis(int(past.last[row])) if heard else None,
        first_contact=from_millis(int(past.first[row])) if heard else None,
        usual_gap=_number(numbers.gap[row]),
        trip_wire=from_millis(wire * DAY_MS) if wire >= 0 else None,
        gave=int(past.gave[row]),
        took=int(past.took[row]),
        received=int(past.received[row]),
        gratitude=_number(past.gratitude[row]),
        lift=float(numbers.lift[row]) if heard else None,
        gone=_gone(numbers.path, row) if state == "Failed" else "",
        because=_reasons(numbers, row, state) if state else (),
    )


def _reasons(numbers: _Numbers, row: int, state: State) -> tuple[str, ...]:
    path = numbers.path
    known = bool(np.isfinite(path.earlier[row]).all())
    return because(
        Case(
            state=state,
            pushes=path.pushes[row],
            earlier=path.earlier[row] if known else None,
            pasts=path.now,
            row=row,
            usual_gap=_number(numbers.gap[row]),
            was_strong=word(int(numbers.before[row])) == "Strong",
            quiet=_number(numbers.quiet[row]),
        )
    )


def usual_gaps(contacts: Contacts, day: int) -> Floats:
    """Each member's median gap in days between UTC days of contact before ``day``; NaN with fewer than two."""
    days, rows, gaps = contacts.days()
    known = (days < day) & (gaps > 0)
    rows, gaps = rows[known], gaps[known]
    gaps = gaps[np.lexsort((gaps, rows))]
    count = np.bincount(rows, minlength=contacts.size)
    start = np.cumsum(count) - count
    some = np.flatnonzero(count)
    found = np.full(contacts.size, np.nan)
    low, high = start[some] + (count[some] - 1) // 2, start[some] + count[some] // 2
    found[some] = (gaps[low] + gaps[high]) / 2.0
    return found


def _gone(path: Course, row: int) -> Literal["", "us", "here"]:
    """``us`` when the member still wrote elsewhere in the last 30 days, ``here`` when nowhere; empty if unknown."""
    last = float(path.now.any_last[row])
    if not np.isfinite(last):
        return ""
    return "us" if path.now.day[row] - last <= HORIZON else "here"


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
