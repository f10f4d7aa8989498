"""Times as exports write them: epoch numbers of several units, ISO 8601 with or without zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.connectors.exports.gathering import BadRecordError

# Ledgers count days since 1970 as bits; anything outside is a clock gone wrong.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_DIGITS = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
_CALENDAR = re.compile(r"(19|20)\d{6}(\d{6})?")
#: Seconds from 1970 to 2100.
LATEST = 4_102_444_800
_LONGEST = 64
_MILLIS, _MICROS, _NANOS = 1e11, 1e14, 1e17


def from_epoch(seconds: float) -> datetime:
    """The UTC time of a count of seconds since 1970.

    Raises:
        BadRecordError: When it lies outside 1970 to 2099.
    """
    if not 0 <= seconds < LATEST:
        raise BadRecordError(f"impossible time: {seconds}")
    return datetime.fromtimestamp(seconds, UTC)


def checked(time: datetime) -> datetime:
    """The time in UTC (taken as UTC where it names no zone).

    Raises:
        BadRecordError: When it lies outside 1970 to 2099.
    """
    try:
        aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise BadRecordError(f"impossible time: {time}") from error
    if not _EARLIEST <= aware < _LATEST:
        raise BadRecordError(f"impossible time: {time}")
    return aware


def parse_time(value: object) -> datetime:
    """A time from a number (seconds, milliseconds, ... since 1970) or a text (the same, or ISO 8601).

    Raises:
        BadRecordError: When there is none or it cannot be understood.
    """
    if isinstance(value, datetime):
        return checked(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
        raise BadRecordError("no time")
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _LONGEST:
            raise BadRecordError("time not understood")
        if _CALENDAR.fullmatch(text) or not _DIGITS.fullmatch(text):
            return _from_text(text)
        value = float(text)
    return from_epoch(_seconds(value))


def _seconds(count: float) -> float:
    size = abs(count)
    return count / (1e9 if size >= _NANOS else 1e6 if size >= _MICROS else 1e3 if size >= _MILLIS else 1)


def _from_text(text: str) -> datetime:
    iso = re.sub(r"\s*(UTC|GMT|Z)$", "+00:00", text)
    if len(iso) == 14 and iso.isdigit():
        iso = f"{iso[:8]}T{iso[8:]}"
    try:
        return checked(datetime.fromisoformat(iso))
    except ValueError as error:
        raise BadRecordError(f"time not understood: {text[:40]!r} (ISO 8601 or seconds since 1970 expected)") from error
