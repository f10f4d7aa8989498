"""Old calls scored: what was said of people a month ago, and who came."""

from __future__ import annotations

from collections.abc import Container, Iterable

import msgspec

from storage.models import STATES, Relationship, State


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Of ``called`` people said to be in ``state``, ``came`` contacted the brand in the 30 days after.

    ``expected`` is the sum of the probabilities given then.
    """

    state: State
    called: int
    came: int
    expected: float


def scored(old: Iterable[Relationship], came: Container[str]) -> list[Call]:
    """Score relationships as they were called 30 days ago; ``came`` holds the ids of members who contacted since.

    One entry for each state that was called, in the order Growing, Strong, Weakening, Failed.
    """
    by_state: dict[State, list[Relationship]] = {}
    for one in old:
        if one.state is not None:
            by_state.setdefault(one.state, []).append(one)
    return [_call(state, by_state[state], came) for state in STATES if state in by_state]


def words(call: Call) -> str:
    """The score as a sentence, such as ``of 11 we called Weakening a month ago 4 came back, 4.6 expected``."""
    return f"of {call.called} we called {call.state} a month ago {call.came} came back, {call.expected:.1f} expected"


def _call(state: State, people: list[Relationship], came: Container[str]) -> Call:
    return Call(
        state=state,
        called=len(people),
        came=sum(one.member.id in came for one in people),
        expected=sum(one.p_30d for one in people),
    )
