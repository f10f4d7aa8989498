"""Forecasts over event files and over the store's own past, and how good they would have been."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from analyzers.forecast.backtest import Audited, Line, audited, table, walk
from analyzers.forecast.baselines import contenders
from analyzers.forecast.brands import read_brands
from analyzers.forecast.events import parse_time, read_events
from analyzers.forecast.model import shipped
from analyzers.forecast.table import forecast, lines
from bot.services.standing import past
from storage.errors import NothingToReportError, UsageError
from storage.models import Brand, from_millis
from storage.store import Store

Say = Callable[[str], None]


def forecast_events(path: Path, accounts: Sequence[str], at: str | None, *, own: bool = True) -> list[list[str]]:
    """The forecast of a brand in an event file, header first.

    Raises SourceError, UsageError and NothingToReportError.
    """
    events = read_events(path)
    try:
        moment = parse_time(at) if at else int(events.time[-1]) + 1
    except ValueError as error:
        raise UsageError(
            f"--at {at} is no time.", "Write it as the file does: seconds, or 2025-06-30T12:00."
        ) from error
    return list(lines(forecast(events, accounts, moment, shipped(), own=own), events))


def backtest_events(path: Path, brands: Path, community: str, say: Say) -> list[Line]:
    """Walk forward through an event file. Raises SourceError and NothingToReportError."""
    events = read_events(path)
    audits = {name: audited(events, accounts) for name, accounts in read_brands(brands, community).items()}
    say(f"{len(events.time):,} messages, {len(audits)} brands")
    tried = walk(audits, int(events.time[0]), int(events.time[-1]), contenders(shipped()))
    return table(tried, say)


def backtest_store(store: Store, brand: Brand, say: Say) -> list[Line]:
    """Walk forward through the store's own past; derived rows must be up to date. Raises NothingToReportError."""
    totals = store.totals()
    if totals.first is None or totals.last is None:
        raise NothingToReportError("The database holds no message yet.", "Import some with: givetake import PATH...")
    behind = past(store, brand, from_millis(totals.last + 1))
    if not len(behind):
        raise NothingToReportError(
            f"Nobody was in contact with {brand.name}.", "Find its accounts with: givetake members"
        )
    audit = Audited(behind.contacts, np.arange(len(behind)))
    return table(walk({brand.name: audit}, totals.first, totals.last, contenders(shipped())), say)
