"""The part of the terminal report about people: first steps, states, relationships, questions, starters."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzers.reports import Report
from analyzers.steps import Step
from analyzers.verdict import percent
from bot.render.clean import line, web
from bot.render.steps import deed, reasons
from bot.render.terminal import PIPED, glue, heading, said, small_print
from bot.render.words import many, near_date, short_days
from storage.models import Relationship, State

STATE_STYLES: dict[State | None, str] = {
    "Growing": "cyan",
    "Strong": "green",
    "Weakening": "yellow",
    "Failed": "red",
    None: "dim",
}
#: From this width on there is room for reasons.
_ROOMY = 100
# Columns that the figures take up before the reasons.
_TAKEN = 84
_MOST_PEOPLE = 12
_MOST_QUESTIONS = 5
_MOST_STARTERS = 5


def steps(report: Report, width: int) -> Iterator[RenderableType]:
    """Whom to turn to first, each with the reason."""
    yield Text()
    yield heading("Whom to turn to first", "steps", width)
    if not report.steps:
        yield Text("  Nobody waits for an answer, and no relationship is about to turn.", style="dim")
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for number, step in enumerate(report.steps, 1):
        table.add_row(f"  {number}", _what(step, report))
        if step.asked:
            words = Text.assemble(said(f"“{line(step.asked.question.text, 500)}”", width - 6), style="dim")
            if address := web(step.asked.question.url):
                words.stylize(f"link {address}")  # a click opens the message where the terminal can
            table.add_row("", words)
    yield table


def states(report: Report, width: int) -> Iterator[RenderableType]:
    """How many members stand in each state, and how they came there."""
    yield Text()
    yield heading("Relationships", "cohorts", width)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("")
    for name in ("now", "30 days ago", "came up", "held", "came down", "new"):
        table.add_column(name, justify="right")
    for flow in report.cohorts.flows:
        counts = (flow.now, flow.before, flow.up, flow.held, flow.down, flow.new)
        label = Text(f"  {flow.state}", style=STATE_STYLES[flow.state])
        table.add_row(label, *(f"{count:,}" if count else "·" for count in counts))
    yield table
    if report.cohorts.undecided:
        yield Text(f"  {many(report.cohorts.undecided, 'member')} too little seen to say", style="dim")


def people(report: Report, width: int) -> Iterator[RenderableType]:
    """The relationships that matter first; more columns and the reasons where there is room."""
    if not report.relationships:
        return
    yield Text()
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("  who", width=17, no_wrap=True, overflow="ellipsis")
    table.add_column("state", no_wrap=True)
    table.add_column("chance", justify="right", no_wrap=True)
    table.add_column("quiet (usual)", justify="right", no_wrap=True)
    table.add_column("turns", no_wrap=True)
    if width >= PIPED:
        table.add_column("norm", justify="right", no_wrap=True)
        table.add_column("gave/took/got", justify="right", no_wrap=True)
    if width >= _ROOMY:
        table.add_column("because", no_wrap=True)
    for each in report.relationships[:_MOST_PEOPLE]:
        cells = _person(each, report, width - _TAKEN)
        table.add_row(*cells[: len(table.columns)])
    yield table
    if len(report.relationships) > _MOST_PEOPLE:
        yield Text(f"  and {len(report.relationships) - _MOST_PEOPLE:,} more in the CSV and JSON", style="dim")
    yield small_print("chance: that they contact us within 30 days; norm: the same, on average, before")
    yield small_print("turns: when the state gets worse if they stay silent; left us: silent only with us")


def questions(report: Report, width: int) -> Iterator[RenderableType]:
    """Who waits for an answer."""
    waiting = report.to_answer
    if not waiting.questions and not waiting.older:
        return
    yield Text()
    yield heading("Waiting for our answer", "to_answer", width)
    for asked in waiting.questions[:_MOST_QUESTIONS]:
        name = said(asked.name, 14)
        name.pad_right(max(0, 14 - name.cell_len))
        state = Text(f"{asked.state or 'new':<9}", style=STATE_STYLES[asked.state])
        left = Text.assemble("  ", name, "  ", state, f"  {short_days(asked.waiting):>5}  ")
        yield Text.assemble(left, said(asked.question.text, width - left.cell_len))
    hidden = len(waiting.questions) - _MOST_QUESTIONS
    rest = [f"{hidden} more"] * (hidden > 0) + [f"{waiting.older} older than 30 days"] * (waiting.older > 0)
    if rest:
        yield Text(f"  and {', '.join(rest)}", style="dim")


def starters(report: Report, width: int) -> Iterator[RenderableType]:
    """What got people talking."""
    if not report.starters:
        return
    yield Text()
    yield heading("What got people talking", "starters", width)
    for post in report.starters[:_MOST_STARTERS]:
        people = f"{many(post.members, 'member')}, {many(post.replies, 'answer')}"
        label = f"  {near_date(post.time, report.as_of):<6}  {people:<21}  "
        yield Text.assemble((label, "dim"), said(post.text, width - len(label)))


def _what(step: Step, report: Report) -> Text:
    name = Text(line(step.name, 40), style="bold")
    state = Text(step.state or "new", style=STATE_STYLES[step.state])
    why = reasons(step, report)
    return Text.assemble(f"{deed(step)} ", name, " (", state, ")", ": " if why else "", glue(", ".join(why)))


def _person(each: Relationship, report: Report, room: int) -> tuple[Text | str, ...]:
    quiet = "·"
    if each.last_contact:
        quiet = short_days((report.as_of - each.last_contact).total_seconds() / 86_400)
    usual = "" if each.usual_gap is None else f" ({short_days(each.usual_gap)})"
    gone = {"us": "left us", "here": "left", "": "·"}[each.gone]
    because = said("; ".join(each.because), room)
    because.stylize("dim")
    return (
        Text(f"  {line(each.member.name, 60)}"),
        Text(each.state or "undecided", style=STATE_STYLES[each.state]),
        percent(each.p_30d) if each.state else "·",
        f"{quiet}{usual}",
        near_date(each.trip_wire, report.as_of) if each.trip_wire else gone,
        "·" if each.norm is None else percent(each.norm),
        f"{each.gave}/{each.took}/{each.received}",
        because,
    )
