"""The part of the terminal report about places: communities with their channels, and accounts."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzers.balance import Balance
from analyzers.reports import Report
from analyzers.verdict import percent
from bot.render.charts import interval_bar
from bot.render.clean import line
from bot.render.terminal import glue, heading
from bot.render.text_balance import WORD_STYLES

_MOST_ROWS = 8
#: Columns that the figures between name and bar take up.
_FIGURES = 24


def places(report: Report, width: int) -> Iterator[RenderableType]:
    """The share of takes in every place, all on one scale that shows the tolerated share."""
    rows = list(_rows(report))
    if not rows:
        return
    tops = [row.interval[1] for _, row in rows if row is not None and row.enough and row.interval]
    top = min(1.0, max([2 * report.verdict.tolerated, *tops]))
    yield Text()
    yield heading("Where", "balance.channel.ID", width)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    label_width = max(16, min(36, width - 52))
    bar = min(60, width - label_width - _FIGURES)
    table.add_column("", width=label_width, no_wrap=True, overflow="ellipsis")
    for name in ("gives", "takes", "share"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(f"0{percent(top):>{bar - 1}}", no_wrap=True)
    for label, row in rows:
        table.add_row(label, *(_cells(row, top, bar) if row else ()))
    yield table
    yield Text("  ● share of takes  ─ its 95 % interval  ╎ tolerated share", style="dim")


def verdicts(report: Report) -> Iterator[RenderableType]:
    """What each community's own tolerated share says, where there are several."""
    if len(report.communities) < 2:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(max_width=24, no_wrap=True, overflow="ellipsis")
    table.add_column(overflow="fold")
    for judgement in report.communities[:_MOST_ROWS]:
        table.add_row(f"  {line(judgement.name)}", Text(glue(judgement.sentence), style=WORD_STYLES[judgement.word]))
    yield table


def _rows(report: Report) -> Iterator[tuple[Text, Balance | None]]:
    for community in report.by["community"][:_MOST_ROWS]:
        yield Text(f"  {line(community.name)}", style="bold"), community
        channels = [row for row in report.by["channel"] if row.community == community.id]
        if len(channels) > 1:
            yield from _some(channels)
    accounts = report.by["account"]
    if len(accounts) > 1:
        yield Text("  by account", style="dim"), None
        yield from _some(list(accounts))


def _some(rows: list[Balance]) -> Iterator[tuple[Text, Balance | None]]:
    for row in rows[:_MOST_ROWS]:
        yield Text(f"    {line(row.name)}"), row
    if len(rows) > _MOST_ROWS:
        yield Text(f"    and {len(rows) - _MOST_ROWS} more", style="dim"), None


def _cells(row: Balance, top: float, width: int) -> tuple[str, str, Text, Text]:
    counts = f"{row.gives:,}", f"{row.takes:,}"
    if not row.enough or row.take_share is None or row.interval is None:
        return *counts, Text("–", style="dim"), Text("too few to judge", style="dim")
    style = WORD_STYLES[row.verdict]
    bar = interval_bar(row.take_share, row.interval, row.tolerated, top, width)
    return *counts, Text(percent(row.take_share), style=style), Text(bar, style=style)
