"""A digest as a message: a short head with the picture, and the rest as a file where it is too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from analyzers.reports import Report
from bot.render.clean import link, markdown
from bot.render.embeds import GREY, Card, Field, Parcel, fitted, lines, words
from bot.render.embeds_report import COLORS, STATE_SIGNS, asked_line, cohort_lines, steps_text, trend_lines
from bot.render.markdown import render_markdown
from bot.render.veil import veiled
from bot.render.words import days, many, stretch
from bot.views import Content, Sees, Thanks
from storage.models import from_millis

CHART, FILE = "balance.png", "digest.md"
#: More rows than these are told in the file alone.
_ROWS = 5


def digest_parcel(
    content: Content, sees: Sees, now: datetime, *, marker: str = "", late: bool = False, chart: bytes = b""
) -> Parcel:
    """The message of a digest, for readers who see the channels that ``sees`` names."""
    after = "Late, because it could not be sent in time. " if late else ""
    title = f"{markdown(content.brand)}: {stretch(content.period)}"
    if content.report is None:
        quiet = f"Nothing was said by or to {markdown(content.brand)} in this time."
        card = Card(title=title, text=quiet, fields=tuple(_queue(content, now)), footer=after + marker, color=GREY)
        return Parcel(cards=(card,), marker=marker)
    report = veiled(content.report, sees)
    fields = tuple(field for field in _fields(content, report, sees, now) if field.value)
    card = Card(
        title=title, text=f"**{markdown(report.headline)}**", fields=fields, footer=after + marker,
        color=COLORS[report.verdict.word], image=CHART if chart else "",
    )  # fmt: skip
    files = [(CHART, chart)] if chart else []
    if _is_long(report, fitted([card]), card):
        files.append((FILE, _whole(content, report, sees, now).encode()))
    return Parcel(cards=(card,), files=tuple(files), marker=marker)


def _is_long(report: Report, found: list[Card], card: Card) -> bool:
    """Whether the card left something out."""
    many_rows = max(len(report.to_answer.questions), len(report.relationships)) > _ROWS
    return many_rows or found != [card]


def _fields(content: Content, report: Report, sees: Sees, now: datetime) -> Iterable[Field]:
    places = [markdown(f"{each.name}: {each.sentence}") for each in report.communities[:_ROWS]]
    yield Field("Balance", lines(places if len(places) > 1 else [markdown(report.verdict.sentence)], 800))
    yield Field("Trend", lines(trend_lines(report.trend), 500))
    yield Field("Relationships (and 30 days ago)", cohort_lines(report))
    yield Field("Turn to first", steps_text(report))
    named = {step.asked.question.id for step in report.steps[:_ROWS] if step.asked}
    waiting = [each for each in report.to_answer.questions if each.question.id not in named]
    if waiting:
        rows = [f"**{words(each.name, 60)}** {asked_line(each)}" for each in waiting]
        yield Field(f"Waiting for an answer, too ({len(waiting):,})", _some(rows))
    yield Field("Worth a thank you", lines([_thanks(each, sees) for each in content.thanks]))
    yield from _queue(content, now)
    yield Field("How the forecast of a month ago did", _foresight(report))


def _some(rows: list[str]) -> str:
    """The first rows, and how many there are beside them."""
    shown = lines(rows[:_ROWS], 950)
    return f"{shown}\nand {len(rows) - _ROWS:,} more in {FILE}" if len(rows) > _ROWS else shown


def _thanks(each: Thanks, sees: Sees) -> str:
    times = many(each.count, "message")
    if not sees(each.latest.channel):
        return f"**{words(each.name, 60)}** ({times})"
    return f"**{words(each.name, 60)}** ({times}): {link('latest', each.latest.url)} “{words(each.latest.text, 90)}”"


def _queue(content: Content, now: datetime) -> Iterable[Field]:
    if content.oldest is None:
        yield Field("Review queue", "Nothing waits for a decision.")
        return
    age = (now - from_millis(content.oldest)).total_seconds() / 86_400
    oldest = f"the oldest for {days(age)}" if age >= 1 / 24 else "none for an hour yet"
    yield Field("Review queue", f"{many(content.waiting, 'post')} waiting, {oldest}. See /queue.")


def _foresight(report: Report) -> str:
    """How the forecast of 30 days ago did, by the state that people were called then."""
    calls = report.foresight.calls if report.foresight else ()
    rows = [
        f"{STATE_SIGNS[each.state]} {each.state}: {each.came} of {each.called} came back, {each.expected:.1f} expected"
        for each in calls
    ]
    return lines(rows[:_ROWS], 600)


def _whole(content: Content, report: Report, sees: Sees, now: datetime) -> str:
    """The digest as one Markdown text without limits."""
    extra = [
        "\n## Worth a thank you\n", *(f"- {_thanks(each, sees)}" for each in content.thanks),
        "\n## Review queue\n", *(field.value for field in _queue(content, now)),
    ]  # fmt: skip
    return render_markdown(report) + "\n".join(extra) + "\n"


def digest_text(parcel: Parcel) -> str:
    """A digest for the terminal, as Markdown."""
    parts = [parcel.line] if parcel.line else []
    for card in parcel.cards:
        parts += [
            f"# {card.title}",
            "",
            card.text,
            *(f"\n## {f.name}\n\n{f.value}" for f in card.fields),
            "",
            card.footer,
        ]
    return "\n".join(parts).strip() + "\n"
