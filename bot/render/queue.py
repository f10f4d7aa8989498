"""The review queue on a terminal: the list, one case, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from analyzers.verdict import percent
from bot.render.clean import line, visible
from bot.render.rows import render_rows
from bot.render.terminal import heading, paint, wants_color, width_of
from bot.render.words import moment
from bot.views import BALANCE_DAYS, SAID, Case
from storage.models import from_millis

_STYLES = {"high": "bold red", "medium": "yellow", "low": "cyan"}
_EXCERPT = 200


def render_queue(cases: Sequence[Case], form: str, now: datetime) -> str:
    """The open reviews as a table."""
    rows = [
        (
            case.review.id, case.review.priority, case.review.state,
            f"{(now - from_millis(case.review.flagged)).total_seconds() / 3600:.0f} h",
            case.name(case.message.author if case.message else None),
            case.name(case.message.channel if case.message else None),
            percent(case.review.label.p_take), line(case.message.text, _EXCERPT) if case.message and case.kept else "",
        )
        for case in cases
    ]  # fmt: skip
    columns = ("review", "priority", "state", "waits", "author", "channel", "chance", "text")
    return render_rows(columns, rows, form, empty="Nothing waits for a decision.")


def render_case(case: Case) -> str:
    """One review with all its circumstances, as terminal text."""
    width = width_of(None)
    return paint(_parts(case, width), width, wants_color(None))


def _parts(case: Case, width: int) -> Iterator[RenderableType]:
    review, message = case.review, case.message
    yield Text.assemble(f"Review {review.id}  ", (review.priority, _STYLES[review.priority]), f"  {_state(case)}")
    if message is not None:
        where = f"{line(case.name(message.author))} in {line(case.name(message.channel))}, {moment(message.time)} UTC"
        yield Text(where, style="dim")
        gone = "(deleted)" if message.removed else "(not kept: the author opted out)" if not case.kept else ""
        yield Padding(Text(gone or visible(message.text)), (1, 2, 1, 2))
        if message.url:
            yield Text(line(message.url), style="dim")
    yield heading("Why", "", width)
    yield Text(f"  chance of a take {percent(review.label.p_take)} ({line(review.label.kind)})")
    yield from (Text(f"  {reason.push:+.1f}  {line(reason.text)}") for reason in review.label.reasons)
    yield heading(f"Their balance here, last {BALANCE_DAYS} days", "", width)
    yield Text(f"  before            {case.before.sentence}")
    yield Text(f"  if it is a take   {case.after.sentence}")
    yield from _similar(case, width)
    yield heading("History", "", width)
    for deed in case.deeds:
        yield Text(
            f"  {moment(from_millis(deed.time))}  {line(deed.by.name)}: {line(deed.deed)} {line(deed.detail)}".rstrip()
        )


def _similar(case: Case, width: int) -> Iterator[RenderableType]:
    if case.similar:
        yield heading("Similar earlier posts", "", width)
    for each in case.similar:
        when, who = moment(each.message.time), line(case.name(each.message.author))
        yield Text(f"  {each.similarity:.0%} alike, {when} by {who}: {line(each.message.text, _EXCERPT)}")


def _state(case: Case) -> str:
    review = case.review
    return "open" if review.state == "open" else f"{SAID[review.state]} by {line(review.name)}"
