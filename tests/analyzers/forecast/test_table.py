"""The forecast of an event file."""

import msgspec
import numpy as np
import pytest

from analyzers.forecast.brands import contacts_of
from analyzers.forecast.model import shipped
from analyzers.forecast.table import closed, forecast, lines
from analyzers.ledgers import DAY_MS
from storage.errors import NothingToReportError

from .synthetic import BRAND, community

EVENTS = community()
AT = int(EVENTS.time[len(EVENTS.time) * 2 // 3])


def test_a_row_for_everybody_who_came_before_the_likeliest_first():
    rows = forecast(EVENTS, [BRAND], AT, shipped())
    came = (EVENTS.recipient == 0) & (EVENTS.time < AT)
    assert {row.member for row in rows} == {EVENTS.names[one] for one in np.unique(EVENTS.sender[came])}
    assert [row.p_30d for row in rows] == sorted((row.p_30d for row in rows), reverse=True)
    for row in rows:
        mine = came & (EVENTS.sender == EVENTS.names.index(row.member))
        assert abs(row.last_contact - EVENTS.time[mine].max()) <= 1
        assert row.p_30d <= row.expected_30d <= 30
        assert (row.state == "Failed") == (row.p_30d < 0.05) and (row.state == "Strong") == (row.p_30d >= 0.5)
        assert (row.trip_wire is None) == (row.state == "Failed")
        assert row.trip_wire is None or row.trip_wire > AT


def test_the_time_of_day_makes_no_difference():
    later = msgspec.structs.replace(EVENTS, time=EVENTS.time + 12_345_678)
    for one, two in zip(
        forecast(EVENTS, [BRAND], AT, shipped()), forecast(later, [BRAND], AT + 12_345_678, shipped()), strict=True
    ):
        assert (one.member, one.state) == (two.member, two.state)
        assert one.p_30d == pytest.approx(two.p_30d, rel=1e-6)
        assert abs(two.last_contact - one.last_contact - 12_345_678) <= 1
        assert one.trip_wire is None or two.trip_wire - one.trip_wire == 12_345_678


def test_own_evidence_is_closed_evidence():
    contacts, _ = contacts_of(EVENTS.before(AT), [BRAND])
    day = -(-AT // DAY_MS)
    own = closed(contacts, int(EVENTS.time[0]), day)
    assert len(own) and own.pasts.day.max() <= day - 30
    with_own, without = (forecast(EVENTS, [BRAND], AT, shipped(), own=own) for own in (True, False))
    assert [row.p_30d for row in with_own] != [row.p_30d for row in without]


def test_before_anybody_came_there_is_nothing_to_say():
    with pytest.raises(NothingToReportError):
        forecast(EVENTS, [BRAND], int(EVENTS.time[0]), shipped())
    with pytest.raises(NothingToReportError):
        forecast(EVENTS, ["nobody"], AT, shipped())


def test_the_lines_of_the_csv_file():
    header, first, *others = lines(rows := forecast(EVENTS, [BRAND], AT, shipped()), EVENTS)
    assert header == ["member", "p_30d", "expected_30d", "state", "norm", "last_contact", "trip_wire"]
    assert len(others) == len(rows) - 1 and all(len(line) == 7 for line in others)
    assert first[0] == rows[0].member and float(first[1]) == pytest.approx(rows[0].p_30d, abs=1e-6)
    assert int(first[5]) == round(rows[0].last_contact / 1000)
