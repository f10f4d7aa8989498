"""When a digest is due: cron expressions on the wall clock of a time zone.

A wall time that a change of clocks leaves out counts an hour later; one that comes twice counts once, at its
first coming. So every wall time has exactly one instant, and names its period.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

from storage.errors import UsageError

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MACROS = {"@hourly": "0 * * * *", "@daily": "0 9 * * *", "@weekly": "0 9 * * 1", "@monthly": "0 9 1 * *"}
#: How far back to look for the latest due time: the first span that holds one is enough.
_SPANS = tuple(timedelta(days=days) for days in (0.1, 1.5, 8, 32, 370, 1830))
_CHANGE = timedelta(hours=3)


class Schedule:
    """The due times of one digest."""

    def __init__(self, cron: str, zone: str) -> None:
        """``cron`` has five fields (0 and 7 are Sunday) or is @daily, @weekly, @monthly. Raises UsageError."""
        self.zone = _zone(zone)
        minute, hour, day, month, weekday = _fields(cron)
        try:
            # As if in UTC: the trigger counts on the wall clock, which knows no change of clocks.
            self._trigger = CronTrigger(
                minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=UTC
            )
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{cron!r} is no schedule: {error}.", "Write it as 0 9 * * 1 (Mondays at 9:00)."
            ) from error
        first = self._walls(datetime(2024, 1, 1), datetime(2024, 1, 3))
        if any(b - a < timedelta(hours=1) for a, b in pairwise(first)):
            raise UsageError(f"{cron!r} is due more than once an hour.", "Name one minute: 0 * * * * at the most.")

    def latest(self, after: datetime, until: datetime) -> tuple[str, datetime] | None:
        """The period and instant of the last due time with ``after < instant <= until``, None if there is none."""
        wall = until.astimezone(self.zone).replace(tzinfo=None)
        for span in _SPANS:
            due = [self._instant(each) for each in self._walls(wall - span, wall + _CHANGE)]
            found = [each for each in due if after < each[1] <= until]
            if found:
                return max(found, key=lambda each: each[1])
            if wall - span < after.astimezone(self.zone).replace(tzinfo=None) - _CHANGE:
                return None
        return None

    def next(self, after: datetime) -> datetime | None:
        """The first due time after a moment; None when there is none within some years."""
        wall = after.astimezone(self.zone).replace(tzinfo=None)
        for span in _SPANS:
            due = [self._instant(each)[1] for each in self._walls(wall - _CHANGE, wall + span)]
            if later := [each for each in due if each > after]:
                return min(later)
        return None

    def _walls(self, start: datetime, end: datetime) -> list[datetime]:
        """All due wall times from ``start`` to ``end``."""
        walls: list[datetime] = []
        moment = start.replace(tzinfo=UTC)
        while (found := self._trigger.get_next_fire_time(None, moment)) and found.replace(tzinfo=None) <= end:
            walls.append(found.replace(tzinfo=None))
            moment = found + timedelta(seconds=1)
        return walls

    def _instant(self, wall: datetime) -> tuple[str, datetime]:
        return f"{wall:%Y-%m-%dT%H:%M}", wall.replace(tzinfo=self.zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"{name!r} is no time zone.", "Write it as Europe/Berlin or UTC.") from error


def _fields(cron: str) -> list[str]:
    fields = _MACROS.get(cron.strip().lower(), cron).split()
    if len(fields) != 5:
        raise UsageError(f"{cron!r} is no schedule.", "Write five fields, such as 0 9 * * 1 (Mondays at 9:00).")
    if fields[2] not in ("*", "?") and fields[4] not in ("*", "?"):
        raise UsageError(f"{cron!r} names both a day of the month and a day of the week.", "Choose one of them.")
    return [field.replace("?", "*") for field in fields]


def _weekdays(field: str) -> str:
    """Cron's days of the week as names, because the trigger's numbers begin with Monday. Raises ValueError."""
    if field == "*":
        return field
    chosen = {day for part in field.lower().split(",") for day in _weekday_range(part)}
    return ",".join(name for number, name in enumerate(_DAYS) if number in chosen)


def _weekday_range(part: str) -> list[int]:
    body, _, step = part.partition("/")
    first, dash, last = body.partition("-")
    if body == "*":
        start, end = 0, 6
    else:
        start = _weekday(first)
        end = _weekday(last) if dash else (6 if step else start)
    if end < start:
        end += 7
    return [day % 7 for day in range(start, end + 1, int(step or 1))]


def _weekday(text: str) -> int:
    if text in _DAYS:
        return _DAYS.index(text)
    if text.isdecimal() and int(text) <= 7:
        return int(text)
    raise ValueError(f"{text!r} is no day of the week")
