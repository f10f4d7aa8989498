"""Pasts from ledgers and daily activity: one vectorised pass over a hundred thousand relationships."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from analyzers.forecast.pasts import (
    ANY_HALF_LIVES,
    DAY_HALF_LIVES,
    HORIZON,
    Flags,
    Floats,
    Ints,
    Pasts,
    fade,
    fade_days,
    sums,
)
from analyzers.forecast.tempo import NAMES, with_tempo
from analyzers.ledgers import DAY_MS, IN_HALF_LIVES, OUT_HALF_LIVES, Ledger

_CHUNK = 20_000


class Daily(msgspec.Struct, frozen=True):
    """Members' messages anywhere: ``count`` messages of relationship ``row`` on UTC day ``day``, in any order."""

    row: Ints
    day: Ints
    count: Floats

    @classmethod
    def empty(cls) -> Daily:
        """Nothing at all."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none.astype(np.float64))


class DayPattern(msgspec.Struct, frozen=True):
    """What the days with a contact say; the columns of that name in Pasts."""

    in_days: Floats
    in_gap: Floats
    in_day_decayed: Floats
    came_before: Flags


def from_ledgers(ledgers: Sequence[Ledger], day: int, daily: Daily) -> Pasts:
    """The pasts of one whole brand at midnight ``day``; row n is ``ledgers[n]``.

    The ledgers must hold nothing at or after that midnight. Days of ``daily`` from ``day`` on are left out.
    """
    size = len(ledgers)
    at = _times([ledger.at for ledger in ledgers], -np.inf)
    age = np.where(np.isfinite(at), day - at, 0.0)
    in_first = _times([ledger.in_first for ledger in ledgers], np.inf)
    first = int(min(in_first.min(initial=np.inf), day))
    pattern = day_pattern(*unpack([ledger.in_days for ledger in ledgers], first, day), size, day)
    any_last, any_decayed, any_day_decayed = activity(daily, size, day)
    return with_tempo(
        Pasts(
            day=np.full(size, float(day)),
            in_first=in_first,
            in_last=_times([ledger.in_last for ledger in ledgers], -np.inf),
            out_last=_times([ledger.out_last for ledger in ledgers], -np.inf),
            in_decayed=_table([ledger.in_decayed for ledger in ledgers], IN_HALF_LIVES) * fade(age, IN_HALF_LIVES),
            out_decayed=_table([ledger.out_decayed for ledger in ledgers], OUT_HALF_LIVES) * fade(age, OUT_HALF_LIVES),
            any_last=any_last,
            any_decayed=any_decayed,
            any_day_decayed=any_day_decayed,
            tempo=np.zeros((size, len(NAMES))),
            **msgspec.structs.asdict(pattern),
        )
    )


def activity(daily: Daily, size: int, day: int) -> tuple[Floats, Floats, Floats]:
    """Last day, decayed messages and decayed days of messages anywhere at midnight ``day``, one row a member."""
    past = daily.day < day
    row, days, count = daily.row[past], daily.day[past], daily.count[past]
    last = np.full(size, -np.inf)
    np.maximum.at(last, row, days.astype(np.float64))
    weights = fade_days(day - days, ANY_HALF_LIVES)
    return last, sums(row, weights * count[:, None], size), sums(row, weights, size)


def day_pattern(row: Ints, days: Ints, size: int, day: int) -> DayPattern:
    """What days with a contact say at midnight ``day``: pairs without repeats, sorted by row, then day."""
    same = row[1:] == row[:-1]
    gap = np.zeros(size)
    np.maximum.at(gap, row[1:][same], np.diff(days)[same].astype(np.float64))
    before = np.zeros(size, dtype=np.bool_)
    before[row[(days >= day - 2 * HORIZON) & (days < day - HORIZON)]] = True
    return DayPattern(
        in_days=np.bincount(row, minlength=size).astype(np.float64),
        in_gap=gap,
        in_day_decayed=sums(row, fade_days(day - days, DAY_HALF_LIVES), size),
        came_before=before,
    )


def unpack(masks: Sequence[int], first: int, day: int) -> tuple[Ints, Ints]:
    """The rows and days set in bit masks of UTC days, sorted by row, then day.

    No mask may hold a day before ``first``; days from ``day`` on are left out.
    """
    parts = [_unpack(masks[low : low + _CHUNK], low, first, day) for low in range(0, max(1, len(masks)), _CHUNK)]
    return np.concatenate([row for row, _ in parts]), np.concatenate([days for _, days in parts])


def _unpack(masks: Sequence[int], first_row: int, first: int, day: int) -> tuple[Ints, Ints]:
    width, keep = (day - first + 7) // 8, (1 << (day - first)) - 1
    packed = b"".join([(mask >> first & keep).to_bytes(width, "little") for mask in masks])
    table = np.frombuffer(packed, dtype=np.uint8).reshape(len(masks), width)
    row, byte = np.nonzero(table)
    # Most bytes are empty: only the others are taken apart.
    at, bit = np.nonzero(np.unpackbits(table[row, byte][:, None], axis=1, bitorder="little"))
    return row[at] + first_row, first + byte[at] * 8 + bit


def _times(millis: Sequence[int | None], never: float) -> Floats:
    return np.array([never if ms is None else ms / DAY_MS for ms in millis], dtype=np.float64)


def _table(values: Sequence[tuple[float, ...]], half_lives: Sequence[int]) -> Floats:
    return np.array(values, dtype=np.float64).reshape(len(values), len(half_lives))
