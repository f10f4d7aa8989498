"""Event files: who wrote to whom and when, without any words."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import msgspec
import numpy as np

from analyzers.forecast.pasts import Ints
from storage.errors import SourceError
from storage.models import Problem, from_millis, to_millis

_COLUMNS = ("time", "sender", "recipient")
#: No time is later than this (in the year 2286), so milliseconds taken for seconds are noticed.
_LIMIT_MS = 10**13
_SHOWN = 80
_REMEDY = "Give CSV with the columns time,sender,recipient, plain or packed with gzip."


class Events(msgspec.Struct, frozen=True):
    """One community's messages in order of time: ``sender`` and ``recipient`` are indices into ``names``.

    ``time`` is milliseconds since 1970, or since any start where the file's seconds are relative. ``iso``
    says that the file writes times as ISO 8601. ``problems`` are the rows that could not be read.
    """

    names: tuple[str, ...]
    time: Ints
    sender: Ints
    recipient: Ints
    problems: tuple[Problem, ...] = ()
    iso: bool = False

    def before(self, millis: int) -> Events:
        """Only what happened before a moment."""
        end = int(np.searchsorted(self.time, millis))
        return msgspec.structs.replace(
            self, time=self.time[:end], sender=self.sender[:end], recipient=self.recipient[:end]
        )

    def stamp(self, millis: int) -> str:
        """A time as the file writes it: ISO 8601, or seconds."""
        return from_millis(millis).isoformat() if self.iso else f"{millis / 1000:.0f}"


def read_events(path: Path) -> Events:
    """Read ``time,sender,recipient`` from a CSV file, ``.gz`` or plain.

    Times are seconds since 1970 or since any start, or ISO 8601 (UTC where no offset is given). Rows
    without sense are put aside as problems; messages to oneself are passed over.

    Raises:
        SourceError: the file cannot be opened, or lacks the columns, or no row of it can be read.
    """
    try:
        with _open(path) as lines:
            return _read(csv.reader(lines), str(path))
    except (OSError, EOFError) as error:
        raise SourceError(f"{path} cannot be read: {error}.", _REMEDY) from error


def parse_time(text: str) -> int:
    """Milliseconds of a time as event files write it: seconds, or ISO 8601.

    Raises:
        ValueError: it is neither, or out of range.
    """
    try:
        millis = round(float(text) * 1000)
    except (ValueError, OverflowError):
        time = datetime.fromisoformat(text)
        millis = to_millis(time if time.tzinfo else time.replace(tzinfo=UTC))
    if abs(millis) > _LIMIT_MS:
        raise ValueError(f"time {text} is out of range")
    return millis


def _open(path: Path) -> TextIO:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _read(reader: Iterator[list[str]], source: str) -> Events:
    header = [name.strip().lower() for name in next(reader, [])]
    if not set(_COLUMNS) <= set(header):
        raise SourceError(f"{source} has no columns {', '.join(_COLUMNS)}.", _REMEDY)
    at = [header.index(name) for name in _COLUMNS]
    ids: dict[str, int] = {}
    kept: list[tuple[int, int, int]] = []
    problems: list[Problem] = []
    iso = False
    for position, row in _rows(reader):
        try:
            text, sender, recipient = _event(row, at)
            time = parse_time(text)
            iso = "-" in text[1:]
            if sender != recipient:
                kept.append((time, ids.setdefault(sender, len(ids)), ids.setdefault(recipient, len(ids))))
        except ValueError as error:
            excerpt = ",".join(row)[:_SHOWN] if isinstance(row, list) else ""
            problems.append(Problem(source=source, position=position, reason=str(error), excerpt=excerpt))
    if not kept:
        reason = problems[0].reason if problems else "it holds none"
        raise SourceError(f"No event of {source} can be read: {reason}.", _REMEDY)
    table = np.array(sorted(kept), dtype=np.int64).reshape(-1, 3)
    return Events(tuple(ids), table[:, 0], table[:, 1], table[:, 2], tuple(problems), iso)


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The rows that are not blank with their line numbers; a row that is no CSV comes as its error."""
    position = 1
    while True:
        position += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield position, error
            continue
        if row:
            yield position, row


def _event(row: list[str] | csv.Error, at: list[int]) -> tuple[str, str, str]:
    if isinstance(row, csv.Error):
        raise ValueError(str(row))
    if len(row) <= max(at):
        raise ValueError("too few columns")
    sender, recipient = row[at[1]].strip(), row[at[2]].strip()
    if not sender or not recipient:
        raise ValueError("sender or recipient is empty")
    return row[at[0]].strip(), sender, recipient
