"""Relationships as a whole: who matters first, how many stand where, and which way they moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from storage.models import STATES, Noun, Relationship, State

#: From worst to best; a move along it is up or down.
LADDER: tuple[State, ...] = ("Failed", "Weakening", "Growing", "Strong")

#: In which order people matter by state; None is new to us, or too little seen.
URGENCY: dict[State | None, int] = {"Weakening": 0, "Strong": 1, "Growing": 2, None: 3, "Failed": 4}
_NEVER = float("inf")


class Flow(Noun, frozen=True):
    """One state now, against 30 days before.

    Of the ``now`` members in it, ``up`` came from a worse state, ``held`` were in it already, ``down``
    came from a better one, and ``new`` had no state then; these four add up to ``now``. ``before`` is how many were
    in the state 30 days earlier.
    """

    key: str
    state: State
    now: int
    before: int
    up: int
    held: int
    down: int
    new: int


class Cohorts(Noun, frozen=True):
    """The four states in the order of STATES; ``undecided`` counts members too little seen to say."""

    key: str
    flows: tuple[Flow, ...]
    undecided: int


def cohorts(relationships: Sequence[Relationship]) -> Cohorts:
    """Count members by state, and how they came there."""
    before = Counter(each.before for each in relationships)
    return Cohorts(
        key="cohorts",
        flows=tuple(_flow(state, relationships, before[state]) for state in STATES),
        undecided=sum(each.state is None for each in relationships),
    )


def by_urgency(relationships: Iterable[Relationship]) -> tuple[Relationship, ...]:
    """Who matters first: Weakening, Strong, Growing, undecided, Failed.

    Within the first four the soonest trip wire leads, then the most expected contact; among Failed
    those who gave us most, and before all those who still talk here but not with us.
    """
    return tuple(sorted(relationships, key=_urgency))


def _flow(state: State, relationships: Iterable[Relationship], before: int) -> Flow:
    moves = Counter(_move(state, each.before) for each in relationships if each.state == state)
    return Flow(
        key=f"cohorts.{state}",
        state=state,
        now=moves.total(),
        before=before,
        up=moves["up"],
        held=moves["held"],
        down=moves["down"],
        new=moves["new"],
    )


def _move(now: State, before: State | None) -> str:
    if before is None:
        return "new"
    step = LADDER.index(now) - LADDER.index(before)
    return "up" if step > 0 else "down" if step < 0 else "held"


def _urgency(each: Relationship) -> tuple[float | str, ...]:
    rank, expected = URGENCY[each.state], each.expected_30d or 0.0
    if each.state == "Failed":
        return rank, float(each.gone == "here"), -each.received, -each.p_30d, each.member.id
    wire = each.trip_wire.timestamp() if each.trip_wire else _NEVER
    return rank, wire, -expected, -each.p_30d, each.member.id
