"""Due times: cron's own weekdays, one instant for every wall time, across changes of clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.schedule import Schedule
from storage.errors import UsageError


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("0 9 * * 1", "2025-03-01T00:00", "2025-03-03T09:00"),
        ("0 9 * * 0", "2025-03-01T00:00", "2025-03-02T09:00"),
        ("0 9 * * 7", "2025-03-01T00:00", "2025-03-02T09:00"),
        ("0 9 * * mon-fri", "2025-03-01T00:00", "2025-03-03T09:00"),
        ("0 9 * * 5-7", "2025-03-02T12:00", "2025-03-07T09:00"),
        ("0 9 * * */2", "2025-03-03T12:00", "2025-03-04T09:00"),
        ("30 18 1 * *", "2025-03-02T00:00", "2025-04-01T18:30"),
        ("@weekly", "2025-03-01T00:00", "2025-03-03T09:00"),
        ("0 0 29 2 *", "2025-03-01T00:00", "2028-02-29T00:00"),
    ],
)
def test_the_next_due_time(cron, after, due):
    assert Schedule(cron, "UTC").next(utc(after)) == utc(due)
    period, instant = Schedule(cron, "UTC").latest(utc(due) - timedelta(days=2), utc(due) + timedelta(minutes=3))
    assert (period, instant) == (due, utc(due))


@pytest.mark.parametrize(
    "cron",
    ["", "every monday", "0 9 * *", "61 9 * * 1", "0 9 1 * 1", "0 9 * * 8", "* * * * *", "0 9 * * x", "0 9 * * 1/0"],
)
def test_what_is_no_schedule_is_told(cron):
    with pytest.raises(UsageError):
        Schedule(cron, "UTC")
    with pytest.raises(UsageError, match="time zone"):
        Schedule("0 9 * * 1", "Mars/Olympus")


def test_a_wall_time_that_is_left_out_counts_an_hour_later():
    berlin = Schedule("30 2 * * *", "Europe/Berlin")
    assert berlin.latest(utc("2025-03-29T12:00"), utc("2025-03-30T12:00")) == (
        "2025-03-30T02:30",
        utc("2025-03-30T01:30"),
    )


def test_a_wall_time_that_comes_twice_counts_once():
    berlin = Schedule("30 2 * * *", "Europe/Berlin")
    between = utc("2025-10-26T00:31")
    assert berlin.latest(utc("2025-10-25T12:00"), between) == ("2025-10-26T02:30", utc("2025-10-26T00:30"))
    assert berlin.next(between) == utc("2025-10-27T01:30")


def test_nothing_is_due_before_it_was_ordered():
    assert Schedule("0 9 * * 1", "UTC").latest(utc("2025-03-03T09:00"), utc("2025-03-09T00:00")) is None


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
)
CRONS = st.sampled_from(["0 9 * * 1", "30 2 * * *", "0 * * * *", "15 0 1 * *", "59 23 * * 0,3"])


@settings(max_examples=60, deadline=None)
@given(ZONES, CRONS, st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1)), st.integers(1, 400))
def test_walking_through_time_meets_every_period_once(zone, cron, start, minutes):
    schedule, moment = Schedule(cron, zone), start.replace(tzinfo=UTC)
    begin, seen = moment, []
    for _ in range(40):
        moment += timedelta(minutes=minutes)
        found = schedule.latest(begin, moment)
        if found and found not in seen:
            assert not seen or found[1] > seen[-1][1]
            seen.append(found)
    assert len({period for period, _ in seen}) == len(seen)
    if seen:
        following = schedule.next(seen[-1][1])
        assert following is None or following > seen[-1][1]
