"""The first steps in words: what to do for whom, and why now."""

from __future__ import annotations

from analyzers.reports import Report
from analyzers.steps import Step
from bot.render.clean import line
from bot.render.words import days, near_date
from storage.models import State

#: What a trip wire does to a state.
TURNS: dict[State | None, str] = {"Weakening": "fails", "Strong": "weakens", "Growing": "slips"}


def deed(step: Step) -> str:
    """What to do for the person."""
    return "Answer" if step.asked else "Welcome" if step.new else "Thank" if step.closer else "Write to"


def reasons(step: Step, report: Report) -> list[str]:
    """Why now, in a few short phrases."""
    if step.closer:
        return ["came closer in the last 30 days"]
    why = [f"quiet for {days(step.quiet)}"] if step.quiet is not None else []
    if step.asked:
        place = report.names.get(step.asked.question.channel, step.asked.question.channel)
        why = [f"waits {days(step.asked.waiting)} in {line(place, 30)}"]
    if step.trip_wire and step.state in TURNS:
        why.append(f"{TURNS[step.state]} about {near_date(step.trip_wire, report.as_of)}")
    if step.lift is not None and round(step.lift * 100) >= 1:
        why.append(f"a word is worth +{step.lift * 100:.0f} points")
    return why
