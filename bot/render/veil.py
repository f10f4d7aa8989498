"""Keep what was said in a private channel from readers who could not see it there."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from analyzers.conversations import Asked, ToAnswer
from analyzers.evidence import Contact, Post, Question
from analyzers.hollow import Hollow, HollowGive
from analyzers.reports import Report
from analyzers.steps import Step
from bot.views import Sees

Said = TypeVar("Said", Post, Question, Contact)
PRIVATE = "a private channel"


def everywhere(channel: str) -> bool:
    """For readers who see all there is: the operator at a terminal."""
    return bool(channel)


def veiled(report: Report, sees: Sees) -> Report:
    """The report without words, links and names from channels that its readers could not see; counts stay."""
    places = {row.id for row in report.by["channel"]} | {q.question.channel for q in report.to_answer.questions}
    away = {place for place in places if not sees(place)}
    if not away:
        return report
    rows = tuple(replace(row, name=PRIVATE) if row.id in away else row for row in report.by["channel"])
    return replace(
        report,
        by={**report.by, "channel": rows},
        posts=tuple(blank(post, sees) for post in report.posts),
        starters=tuple(blank(post, sees) for post in report.starters),
        hollow=_hollow(report.hollow, sees),
        to_answer=_to_answer(report.to_answer, sees),
        steps=tuple(_step(step, sees) for step in report.steps),
        names={**report.names, **dict.fromkeys(away, PRIVATE)},
    )


def blank(said: Said, sees: Sees) -> Said:
    """Something said, without text and link where its channel is out of sight."""
    return said if sees(said.channel) else replace(said, text="", url=None)


def _asked(asked: Asked, sees: Sees) -> Asked:
    return replace(asked, question=blank(asked.question, sees))


def _to_answer(waiting: ToAnswer, sees: Sees) -> ToAnswer:
    return replace(waiting, questions=tuple(_asked(each, sees) for each in waiting.questions))


def _step(step: Step, sees: Sees) -> Step:
    return replace(step, asked=_asked(step.asked, sees)) if step.asked else step


def _hollow(hollow: Hollow, sees: Sees) -> Hollow:
    return replace(hollow, gives=tuple(_hollow_give(each, sees) for each in hollow.gives))


def _hollow_give(each: HollowGive, sees: Sees) -> HollowGive:
    return replace(each, post=blank(each.post, sees), because_of=blank(each.because_of, sees))
