"""The part of the terminal report about give and take: the whole, the weeks, the kinds, the hollow ones."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzers.balance import TrendWord, week_start
from analyzers.facts import one_way_share, points
from analyzers.hollow import HollowGive
from analyzers.reports import Report
from analyzers.tolerance import Word
from analyzers.verdict import figures, percent
from bot.render.charts import balance_bar, month_axis, sparkline
from bot.render.clean import line
from bot.render.terminal import glue, heading, said
from bot.render.words import many, near_date

GIVE, TAKE = "green", "magenta"
WORD_STYLES: dict[Word | None, str] = {
    "above": "bold red",
    "probably above": "yellow",
    "too close to call": "",
    "probably within": "green",
    "within": "green",
    None: "dim",
}
TREND_STYLES: dict[TrendWord, str] = {"up": "yellow", "down": "green", "no clear change": "", "too few": "dim"}
_MOST_HOLLOW = 5


def balance(report: Report, width: int) -> Iterator[RenderableType]:
    """Counts as one bar, then what follows from them as a whole."""
    whole = report.balance
    yield heading("Give and take", "balance", width)
    left, right = f"  {many(whole.gives, 'give')}  ", f"  {many(whole.takes, 'take')}"
    gives, takes = balance_bar(whole.gives, whole.takes, width - len(left) - len(right))
    yield Text.assemble((left, GIVE), (gives, GIVE), (takes, TAKE), (right, TAKE))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in _figures(report):
        table.add_row(f"  {label}", text)
    yield table


def weeks(report: Report, width: int) -> Iterator[RenderableType]:
    """Gives and takes by week on one scale, so that their heights compare."""
    rows = report.by["week"]
    digits = len(str(max((max(row.gives, row.takes) for row in rows), default=0)))
    rows = rows[28 + digits - width :]  # what stands beside the bars needs the rest
    if len(rows) < 2:
        return
    yield Text()
    yield heading("Week by week", f"balance.week.{rows[-1].id}", width)
    peak = max(max(row.gives, row.takes) for row in rows)
    for label, style, counts in (
        ("gives", GIVE, [row.gives for row in rows]),
        ("takes", TAKE, [row.takes for row in rows]),
    ):
        most = max(counts)
        note = f"  most {most} in {rows[counts.index(most)].id}" if most else ""
        yield Text.assemble(f"  {label}  ", (sparkline(counts, peak), style), (note, "dim"))
    yield Text(f"         {month_axis([week_start(row.id) for row in rows])}", style="dim")
    if cut := len(report.by["week"]) - len(rows):
        yield Text(f"  the last {len(rows)} weeks; {many(cut, 'earlier week')} not drawn", style="dim")


def kinds(report: Report, width: int) -> Iterator[RenderableType]:
    """What the gives and the takes are, busiest first."""
    yield Text()
    yield heading("What kind", "balance.kind.KIND", width)
    for label, style, counts in (
        ("gives", GIVE, [(row.name, row.gives) for row in report.by["kind"]]),
        ("takes", TAKE, [(row.name, row.takes) for row in report.by["kind"]]),
    ):
        parts = ", ".join(f"{line(name)} {count:,}" for name, count in counts if count)
        yield Text.assemble((f"  {label}  ", style), parts or "none")


def hollow(report: Report, width: int) -> Iterator[RenderableType]:
    """The latest hollow gives, each with its rule."""
    gives = report.hollow.gives
    if not gives:
        return
    yield Text()
    yield heading("Hollow gives", "hollow", width)
    shown = gives[: -_MOST_HOLLOW - 1 : -1]
    longest = max(len(_rule(give)) for give in shown)
    for give in shown:
        label = f"  {near_date(give.post.time, report.as_of):<6}  {_rule(give):<{longest}}  "
        yield Text.assemble((label, "dim"), said(give.post.text, width - len(label)))
    if len(gives) > _MOST_HOLLOW:
        yield Text(f"  and {len(gives) - _MOST_HOLLOW} earlier", style="dim")


def _figures(report: Report) -> Iterator[tuple[str, Text]]:
    if report.balance.unsure:
        yield "unsure", Text(f"{many(report.balance.unsure, 'message')}, in no share")
    yield "trend", _trend(report)
    if report.hollow.gives:
        yield (
            "hollow",
            Text(glue(f"{many(len(report.hollow.gives), 'give')}; without them {figures(report.hollow.without)}")),
        )
    yield "one-way", Text(glue(f"{one_way_share(report.one_way)} answered nobody and got no answer"))


def _trend(report: Report) -> Text:
    trend = report.trend
    days = f"last {many(round(trend.recent_period.days), 'day')}"
    recent, before = (f"{each.takes} of {each.gives + each.takes}" for each in (trend.recent, trend.before))
    text = f"takes in the {days} {recent}, before {before}: "
    if trend.word == "too few" or trend.difference is None or trend.interval is None:
        return Text.assemble(text, ("too few to compare", "dim"))
    low, high = map(points, trend.interval)
    change = f"{trend.word} ({points(trend.difference)} points, 95 %: {low} to {high})"
    return Text.assemble(text, (glue(change), TREND_STYLES[trend.word]))


def _rule(give: HollowGive) -> str:
    if give.similarity is not None:
        return f"copy, {percent(give.similarity)} alike"
    return "kind words before a take"
