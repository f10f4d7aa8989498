"""Small charts out of characters: bars, sparklines, intervals. Each says in plain signs what colour may repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from analyzers.intervals import Interval

_STEPS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[int], peak: int) -> str:
    """One sign a count, as high as its part of ``peak``; nothing at all is a dot."""
    return "".join(_STEPS[min(7, (count * 8 - 1) // max(1, peak))] if count else "·" for count in counts)


def balance_bar(gives: int, takes: int, width: int) -> tuple[str, str]:
    """Gives and takes as two parts of one bar of ``width`` cells; what there is gets at least one cell."""
    if not gives + takes:
        return "", ""
    part = round(width * takes / (gives + takes))
    part = min(max(part, int(takes > 0)), width - int(gives > 0))
    return "█" * (width - part), "░" * part


def interval_bar(share: float, interval: Interval, limit: float, top: float, width: int) -> str:
    """An interval on a scale from 0 to ``top``: ``─`` its reach, ``●`` the share, ``╎`` the tolerated limit."""

    def cell(value: float) -> int:
        return min(width - 1, max(0, round(value / top * (width - 1)))) if top > 0 else 0

    signs = [" "] * width
    low, high = map(cell, interval)
    signs[low : high + 1] = "─" * (high - low + 1)
    if limit <= top:
        signs[cell(limit)] = "╎" if signs[cell(limit)] == " " else "┼"
    signs[cell(share)] = "●"
    return "".join(signs)


def month_axis(mondays: Sequence[datetime]) -> str:
    """Names of months, each under its first week; names that would touch are left out.

    As ISO 8601 has it, a week belongs to the month of its Thursday.
    """
    months = [monday + timedelta(days=3) for monday in mondays]
    axis = [" "] * (len(months) + 3)
    free = 0
    for column, month in enumerate(months):
        new = column == 0 or month.month != months[column - 1].month
        if new and column >= free:
            axis[column : column + 3] = f"{month:%b}"
            free = column + 4
    return "".join(axis).rstrip()
