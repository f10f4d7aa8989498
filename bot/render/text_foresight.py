"""The part of the terminal report that says how far to trust it: old calls scored, gives against their control."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzers.facts import ratio_words
from analyzers.forecast.calls import Call
from analyzers.foresight import ReturnedRow
from analyzers.reports import Report
from bot.render.clean import line
from bot.render.terminal import heading, small_print

_MOST = 8


def foresight(report: Report, width: int) -> Iterator[RenderableType]:
    """What became of last month's calls, and whether gives are associated with contact."""
    found = report.foresight
    if found is None:
        return
    if found.calls:
        yield Text()
        yield heading("Did last month's forecast hold", "forecast", width)
        yield from (Text(f"  {call_words(call)}") for call in found.calls)
    if found.returned and found.returned[0].result.gives:
        yield Text()
        yield heading("Are gives returned", "returned", width)
        yield _returned(found.returned)
        yield small_print(
            "answered: started a conversation, within 48 hours; returned: a contact 2 to 9 days after a give, "
            "against the same people's messages that we did not answer"
        )


def call_words(call: Call) -> str:
    """One state's score in words."""
    return f"{call.state}: {call.came} of {call.called} contacted us since, {call.expected:.1f} expected"


def _returned(rows: tuple[ReturnedRow, ...]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column()
    for justify in ("right", "right", "right", "left"):
        table.add_column(justify=justify, no_wrap=True)
    heads = ("", "answered", "returned", "control", "associated with")
    table.add_row(*(Text(head, "dim") for head in heads))
    for row in rows[:_MOST]:
        result = row.result
        table.add_row(
            f"  {line(row.name, 18)}", str(result.started), f"{result.returned} of {result.gives}",
            f"{result.control_returned} of {result.controls}", Text(ratio_words(result), "" if result.ratio else "dim"),
        )  # fmt: skip
    return table
