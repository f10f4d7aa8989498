"""What to do first: the few people to answer or to write to now."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime, timedelta

import msgspec

from analyzers.cohorts import URGENCY
from analyzers.conversations import Asked
from analyzers.forecast.states import STRONG
from analyzers.thanks import to_thank
from storage.models import Noun, Relationship, State

#: A relationship that turns for the worse within this time is worth a word now.
SOON = timedelta(days=14)
#: Who contacted us less often than this is hardly a relationship to save; an answer they get all the same.
CONTACTS = 3
#: More than so many first things are no first things.
MOST = 5


class Step(Noun, frozen=True):
    """One person to turn to: to answer them if they ``asked`` something, else to write to them.

    ``trip_wire`` is when the relationship turns for the worse; ``quiet`` days since their last contact,
    ``received`` how often they contacted the brand. ``lift`` is how much likelier a contact within 30 days
    would be had the brand just written to them; ``new`` is true of somebody the brand has never spoken to,
    ``closer`` of somebody who came closer in the last 30 days and is to be thanked.
    """

    member: str
    name: str
    state: State | None
    asked: Asked | None = None
    trip_wire: datetime | None = None
    quiet: float | None = None
    received: int = 0
    lift: float | None = None
    new: bool = False
    closer: bool = False


def first_steps(
    relationships: Iterable[Relationship], questions: Iterable[Asked], as_of: datetime, limit: int = MOST
) -> tuple[Step, ...]:
    """At most ``limit`` people who wait for an answer, whose trip wire is near or who are missed, most urgent first.

    Missed is who has been quiet for a month and yet is as likely to come back as those who are Strong.

    By state (Weakening, Strong, Growing, new), those who wait for an answer first, then by how much a word
    now would raise the forecast, by trip wire and by how often they contacted us. Newcomers of the last
    two weeks whom nobody spoke to are welcomed. Last come those to thank.
    A Failed relationship is no first step, even if it left a question.
    """
    asked = {each.question.member: each for each in reversed(list(questions))}
    known = {each.member.id: each for each in relationships}
    steps = [_step(each, asked.get(each.member.id), as_of) for each in known.values() if _soon(each, as_of, asked)]
    steps += [
        Step(member=member, name=each.name, state=None, asked=each)
        for member, each in asked.items()
        if member not in known
    ]
    return (*sorted(steps, key=_urgency), *_thanks(known.values(), {step.member for step in steps}, as_of))[:limit]


def _thanks(relationships: Iterable[Relationship], others: Set[str], as_of: datetime) -> list[Step]:
    """Those who came closer and for whom nothing else is to be done."""
    found = [each for each in to_thank(relationships) if each.member.id not in others]
    return [msgspec.structs.replace(_step(each, None, as_of), closer=True) for each in found]


def _soon(each: Relationship, as_of: datetime, asked: Iterable[str]) -> bool:
    if each.state == "Failed":
        return False
    near = each.state is not None and each.trip_wire is not None and each.trip_wire - as_of <= SOON
    missed = each.state == "Weakening" and each.p_30d >= STRONG
    return ((near or missed) and each.received >= CONTACTS) or each.member.id in asked or _newcomer(each, as_of)


def _newcomer(each: Relationship, as_of: datetime) -> bool:
    """Whether they first contacted the brand in the last two weeks, and it has not said a word to them."""
    return each.first_contact is not None and as_of - each.first_contact <= SOON and each.gratitude is None


def _step(each: Relationship, asked: Asked | None, as_of: datetime) -> Step:
    return Step(
        member=each.member.id,
        name=each.member.name,
        state=each.state,
        asked=asked,
        trip_wire=each.trip_wire,
        quiet=(as_of - each.last_contact) / timedelta(days=1) if each.last_contact else None,
        received=each.received,
        lift=each.lift,
        new=_newcomer(each, as_of),
    )


def _urgency(step: Step) -> tuple[float | str, ...]:
    wire = step.trip_wire.timestamp() if step.trip_wire else float("inf")
    waiting = step.asked.waiting if step.asked else 0.0
    lift = round(step.lift or 0.0, 2)
    return URGENCY[step.state], step.asked is None, -lift, wire, -waiting, -step.received, step.member
