"""The report on a terminal: the verdict in a sentence, whom to turn to, then the evidence."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from analyzers.reports import Report
from bot.render import text_balance, text_people, text_places
from bot.render.clean import line
from bot.render.terminal import glue, paint, wants_color, width_of
from bot.render.text_foresight import foresight
from bot.render.words import many, stretch


def render_text(report: Report, *, width: int | None = None, color: bool | None = None) -> str:
    """Show ``report`` in at most ``width`` columns (60 to 120); plain text unless ``color``, see terminal.py."""
    columns = width_of(width)
    return paint(_parts(report, columns), columns, wants_color(color))


def _parts(report: Report, width: int) -> Iterator[RenderableType]:
    yield from _head(report)
    yield from text_people.steps(report, width)
    yield Text()
    yield from text_balance.balance(report, width)
    yield from text_balance.weeks(report, width)
    yield from text_places.places(report, width)
    yield from text_places.verdicts(report)
    yield from text_balance.kinds(report, width)
    yield from text_balance.hollow(report, width)
    yield from text_people.states(report, width)
    yield from text_people.people(report, width)
    yield from text_people.questions(report, width)
    yield from text_people.starters(report, width)
    yield from foresight(report, width)
    yield from _foot(report)


def _head(report: Report) -> Iterator[RenderableType]:
    title = Text.assemble((line(report.brand.name), "bold"), "  ", (f"{stretch(report.period)}, UTC", "dim"))
    yield title
    yield Text()
    yield Text(glue(line(report.headline)), style=f"bold {text_balance.WORD_STYLES[report.verdict.word]}")


def _foot(report: Report) -> Iterator[RenderableType]:
    source = report.source
    yield Text()
    if report.reviews:
        yield Text(report.reviews.sentence)
    for note in report.notes:
        yield Text(line(note), style="yellow")
    yield Text(
        f"Read {many(source.messages, 'message')} by {many(source.authors, 'author')}, "
        f"{many(source.replies, 'reply', 'replies')} among them. "
        "Every line has its evidence: --explain with the word at the right of a heading.",
        style="dim",
    )
