"""The forecast of one brand in an event file at one moment, a row a member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from analyzers.forecast.brands import contacts_of
from analyzers.forecast.course import course, trip_wires
from analyzers.forecast.events import Events
from analyzers.forecast.model import ForecastModel
from analyzers.forecast.pasts import HORIZON
from analyzers.forecast.replay import Contacts
from analyzers.forecast.samples import Samples, origins, samples
from analyzers.forecast.states import word
from analyzers.ledgers import DAY_MS
from storage.errors import NothingToReportError
from storage.models import State


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One member; times are milliseconds on the events' own clock."""

    member: str
    p_30d: float
    expected_30d: float
    state: State | None
    norm: float | None
    last_contact: int
    trip_wire: int | None


def forecast(events: Events, accounts: Sequence[str], at: int, prior: ForecastModel, *, own: bool = True) -> list[Row]:
    """Forecast every member who contacted the brand before ``at`` (milliseconds), the likeliest first.

    Nothing at or after ``at`` is known to it, and states are those of this one look. ``own`` moves the prior by
    the brand's own past up to then.
    Days are counted from the time of day of ``at``: an event file knows every moment, so none need be rounded.

    Raises:
        NothingToReportError: nobody contacted the brand before ``at``.
    """
    shift, day = at % DAY_MS, at // DAY_MS
    past = events.before(at)
    past = msgspec.structs.replace(past, time=past.time - shift)
    contacts, names = contacts_of(past, accounts)
    if not contacts.inbound.any():
        raise NothingToReportError("Nobody contacted the brand before that time.", "Check --brand and --at.")
    model = prior.updated(closed(contacts, int(past.time[0]), day)) if own else prior
    return _rows(model, contacts, names, day, shift)


def lines(rows: Iterable[Row], events: Events) -> Iterator[list[str]]:
    """The rows as text for a CSV file, its header first; times are written as the event file writes them."""
    yield list(Row.__struct_fields__)
    for row in rows:
        yield [
            row.member,
            f"{row.p_30d:.6f}",
            f"{row.expected_30d:.4f}",
            row.state or "",
            "" if row.norm is None else f"{row.norm:.6f}",
            events.stamp(row.last_contact),
            "" if row.trip_wire is None else events.stamp(row.trip_wire),
        ]


def closed(contacts: Contacts, first: int, day: int) -> Samples:
    """A brand's samples whose 30 days were over at midnight ``day``, in a community seen since ``first``."""
    return samples(contacts, [moment for moment in origins(first, day * DAY_MS) if moment <= day - HORIZON])


def _rows(model: ForecastModel, contacts: Contacts, names: Sequence[str], day: int, shift: int) -> list[Row]:
    path = course(model, contacts, day)
    now, (state, norm) = path.now, path.seen()
    known = np.flatnonzero(now.known).tolist()
    wires = np.full(contacts.size, -1, dtype=np.int64)
    standing = np.flatnonzero(state > 0)
    wires[standing] = trip_wires(model, contacts, day, standing, told=False)
    expected = model.expected(now)
    rows = [
        Row(
            member=names[row],
            p_30d=float(path.p[row, 0]),
            expected_30d=float(expected[row]),
            state=word(int(state[row])),
            norm=float(norm[row]) if np.isfinite(norm[row]) else None,
            last_contact=round(float(now.in_last[row]) * DAY_MS) + shift,
            trip_wire=int(wires[row]) * DAY_MS + shift if wires[row] >= 0 else None,
        )
        for row in known
    ]
    return sorted(rows, key=lambda one: (-one.p_30d, one.member))
