"""Times, ages and counts in words, the same in every format for people."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.models import Period


def date(time: datetime) -> str:
    """A day as ``3 Jul 2025``."""
    return f"{time.day} {time:%b} {time.year}"


def near_date(time: datetime, now: datetime) -> str:
    """A day as ``3 Jul``, with the year where it is not this one's."""
    return f"{time.day} {time:%b}" if time.year == now.year else date(time)


def moment(time: datetime) -> str:
    """A time as ``3 Jul 2025 09:15``."""
    return f"{date(time)} {time:%H:%M}"


def stretch(period: Period) -> str:
    """A period of whole days by its first and last day."""
    last = period.end.fromordinal(period.end.toordinal() - 1)
    return f"{date(period.start)} to {date(last)}"


def looked_back(period: Period) -> str:
    """The days that a draft is weighed against; before any import they lie at the beginning of time."""
    return stretch(period) if period.start.timestamp() else "nothing read yet"


def days(count: float) -> str:
    """A length of time in hours below two days, else in days."""
    hours = round(count * 24)
    if hours < 48:
        return many(hours, "hour")
    return many(round(count), "day")


def short_days(count: float) -> str:
    """A length of time as ``5 h`` or ``13 d``."""
    hours = round(count * 24)
    return f"{hours} h" if hours < 48 else f"{round(count)} d"


def many(count: int, noun: str, plural: str = "") -> str:
    """``1 day`` or ``3 days``, thousands set apart."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def iso(time: datetime) -> str:
    """A time in ISO 8601, in UTC with a Z, to the second or, where it has parts of one, the millisecond."""
    shown = time.astimezone(UTC).isoformat(timespec="milliseconds" if time.microsecond else "seconds")
    return shown.replace("+00:00", "Z")
