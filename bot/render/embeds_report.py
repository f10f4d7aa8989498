"""A report as cards: the balance, one place's share, the relationships page by page, and whom to turn to."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.balance import Balance, Trend
from analyzers.cohorts import Flow
from analyzers.conversations import Asked
from analyzers.reports import Report
from analyzers.steps import Step
from analyzers.tolerance import Word
from analyzers.verdict import figures, percent
from bot.render.charts import balance_bar
from bot.render.clean import link, markdown
from bot.render.embeds import AMBER, BLUE, GREEN, GREY, RED, Card, Field, lines, words
from bot.render.words import days, many, near_date, short_days, stretch
from storage.models import Relationship, State

COLORS: dict[Word | None, int] = {
    "above": RED, "probably above": AMBER, "too close to call": AMBER, "probably within": GREEN, "within": GREEN,
    None: GREY,
}  # fmt: skip
STATE_SIGNS: dict[State | None, str] = {"Growing": "🌱", "Strong": "🟢", "Weakening": "🟠", "Failed": "🔴", None: "⚪"}
PAGE = 8
_BAR, _PLACES, _EXCERPT = 24, 6, 90
_TRENDS = {
    "up": "more takes", "down": "fewer takes", "no clear change": "no clear change", "too few": "too few to judge",
}  # fmt: skip


def report_card(report: Report, *, image: str = "") -> Card:
    """The whole report on one card."""
    fields = [
        Field("Give and take", _balance(report.balance)),
        Field("Trend", lines(trend_lines(report.trend), 500)),
        Field("Where", _places(report)),
        Field("Relationships (and 30 days ago)", cohort_lines(report)),
        Field("Turn to first", steps_text(report, 3)),
    ]
    return Card(
        title=f"{markdown(report.brand.name)}: {stretch(report.period)}",
        text=f"**{markdown(report.headline)}**",
        fields=tuple(fields),
        footer=_foot(report),
        color=COLORS[report.verdict.word],
        image=image,
    )


def ratio_card(name: str, balance: Balance, sentence: str, window: str) -> Card:
    """The share of takes in one place."""
    return Card(
        title=f"Give and take in {markdown(name)}" if name else "Give and take everywhere",
        text=f"{_balance(balance)}\n\n**{markdown(sentence)}**",
        footer=window,
        color=COLORS[balance.verdict],
    )


def _balance(balance: Balance) -> str:
    full, empty = balance_bar(balance.gives, balance.takes, _BAR)
    counts = f"{many(balance.gives, 'give')}, {many(balance.takes, 'take')}"
    unsure = f", {balance.unsure:,} could be read either way" if balance.unsure else ""
    return f"`{full}{empty}`\n{counts}{unsure}" if full or empty else f"{counts}{unsure}"


def _places(report: Report) -> str:
    """The busiest communities, or the channels where there is one community only."""
    rows = report.by["community"] if len(report.by["community"]) > 1 else report.by["channel"]
    return lines([f"{markdown(row.name)}: takes {markdown(figures(row))}" for row in rows[:_PLACES]], 700)


def cohort_lines(report: Report) -> str:
    """How many people stand in each state, and how they came there."""
    rows = [f"{STATE_SIGNS[flow.state]} **{flow.state} {flow.now:,}**{_moves(flow)}" for flow in report.cohorts.flows]
    if report.cohorts.undecided:
        rows.append(f"{STATE_SIGNS[None]} {many(report.cohorts.undecided, 'person', 'people')} too little seen to say")
    return lines(rows)


def _moves(flow: Flow) -> str:
    """Where those in a state came from; what did not happen is not said."""
    moves = (
        ("▲ {:,} up", flow.up), ("▼ {:,} down", flow.down), ("{:,} new", flow.new), ("{:,} held", flow.held),
    )  # fmt: skip
    said = " · ".join(form.format(count) for form, count in moves if count)
    return f" ({flow.before:,}){': ' if said else ''}{said}"


def trend_lines(trend: Trend) -> list[str]:
    """The share now and before, and whether the difference means anything."""
    rows = [
        f"Now: {figures(trend.recent)}",
        f"Before, {stretch(trend.before_period)}: {figures(trend.before)}",
    ]
    if trend.difference is not None and trend.interval is not None:
        low, high = (round(100 * each) for each in trend.interval)
        rows.append(f"{round(100 * trend.difference):+d} points (95 %: {low:+d} to {high:+d}): {_TRENDS[trend.word]}")
    return [markdown(row) for row in rows]


def steps_text(report: Report, limit: int = 5) -> str:
    """Whom to turn to first, each with the reason and a link."""
    rows = [f"{number}. {step_line(step, report)}" for number, step in enumerate(report.steps[:limit], 1)]
    return lines(rows) if rows else "Nobody waits for an answer, and no relationship is about to turn."


def step_line(step: Step, report: Report) -> str:
    """One person to turn to, and why."""
    name, parts = f"{STATE_SIGNS[step.state]} **{words(step.name, 60)}**", []
    if step.asked:
        parts.append(asked_line(step.asked))
    if step.state and step.trip_wire:
        parts.append(f"{step.state.lower()}, turns {near_date(step.trip_wire, report.as_of)}")
    if step.quiet is not None and not step.asked:
        parts.append(f"quiet for {days(step.quiet)}")
    return f"{name}: {'; '.join(parts)}"


def asked_line(asked: Asked) -> str:
    """What somebody asked, linked, and for how long they have waited."""
    said = f"“{words(asked.question.text, _EXCERPT)}”" if asked.question.text else "a question in a private channel"
    where = link("asked", asked.question.url)
    return f"{where} {short_days(asked.waiting)} ago: {said}"


def next_card(report: Report) -> Card:
    """The best gives today."""
    waiting = [
        f"{STATE_SIGNS[each.state]} **{words(each.name, 60)}** {asked_line(each)}"
        for each in report.to_answer.questions[:8]
    ]
    return Card(
        title="Your best gives today",
        text=steps_text(report),
        fields=(Field("Waiting for an answer", lines(waiting)),) if waiting else (),
        footer=_foot(report),
        color=BLUE,
    )


def pages(found: Sequence[Relationship]) -> int:
    """How many pages a list of relationships fills."""
    return max(1, -(-len(found) // PAGE))


def relationships_card(report: Report, found: Sequence[Relationship], page: int, state: str) -> Card:
    """One page of the relationships, those that need care first; pages count from 0."""
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = [_person(each, report) for each in shown]
    return Card(
        title=f"Relationships: {state or 'all'} ({len(found):,})",
        text="\n".join(rows) if rows else "Nobody to show here.",
        footer=f"Page {page + 1} of {pages(found)}. Chance: that they contact us within 30 days.",
        color=BLUE,
    )


def _person(each: Relationship, report: Report) -> str:
    wire = f" · turns {near_date(each.trip_wire, report.as_of)}" if each.trip_wire and each.state != "Failed" else ""
    gone = {"us": " · silent only with us", "here": " · silent everywhere"}.get(each.gone, "")
    return (
        f"{STATE_SIGNS[each.state]} **{words(each.member.name, 60)}** {each.state or 'new'}, "
        f"chance {percent(each.p_30d)}{wire}{gone}\n-# {_counts(each)}"
    )


def _counts(each: Relationship) -> str:
    return f"we gave {each.gave:,} · we took {each.took:,} · they wrote {each.received:,}"


def relationship_card(report: Report, each: Relationship, said: Sequence[str]) -> Card:
    """One relationship with the reasons and what was last ``said``, as ready lines."""
    norm = f"norm {percent(each.norm)}" if each.norm is not None else "no norm yet"
    last = f"last contact {near_date(each.last_contact, report.as_of)}" if each.last_contact else "never wrote to us"
    gap = f", usually every {days(each.usual_gap)}" if each.usual_gap else ""
    wire = (
        f"\nTurns for the worse {near_date(each.trip_wire, report.as_of)} if nothing happens." if each.trip_wire else ""
    )
    fields = [
        Field("Chance to hear from them within 30 days", f"{percent(each.p_30d)} ({norm})"),
        Field(
            "Between us",
            f"{_counts(each)}; {last}{gap}{wire}",
        ),
        Field("Because", lines([markdown(reason) for reason in each.because])),
        Field("Last words", lines(said)),
    ]
    return Card(
        title=f"{STATE_SIGNS[each.state]} {words(each.member.name, 100)}: {each.state or 'too new to say'}",
        text=f"{each.before} 30 days ago" if each.before else "",
        fields=tuple(field for field in fields if field.value),
        footer="A forecast from how people wrote before; never a certainty.",
        color=BLUE,
    )


def _foot(report: Report) -> str:
    source = report.source
    read = f"Read {many(source.messages, 'message')} by {many(source.authors, 'author')}."
    return " ".join((read, *report.notes))
