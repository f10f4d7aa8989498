"""How far the forecast can be trusted here, and whether gives are associated with contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from analyzers.forecast.calls import Call, scored
from analyzers.forecast.gives import Moments, Returned, moments_of, returned
from storage.models import Exchange, Noun, Relationship


class ReturnedRow(Noun, frozen=True):
    """Returned gives of one group: ``key`` is ``returned``, ``returned.community.ID`` or ``returned.kind.KIND``."""

    key: str
    name: str
    result: Returned


class Foresight(Noun, frozen=True):
    """How far to trust the forecast named ``model``: its ``calls`` of 30 days ago scored, and gives beside control."""

    model: str
    calls: tuple[Call, ...] = ()
    returned: tuple[ReturnedRow, ...] = ()


def score_calls(old: Iterable[Relationship], now: Iterable[Relationship], since: float) -> tuple[Call, ...]:
    """Score the calls of 30 days ago; ``since`` is when they were made, in seconds since 1970."""
    came = {each.member.id for each in now if each.last_contact and each.last_contact.timestamp() >= since}
    return tuple(scored(old, came))


def returned_rows(
    exchanges: Sequence[Exchange], people: Mapping[str, str], names: Mapping[str, str], until: int
) -> tuple[ReturnedRow, ...]:
    """Returned gives of all, by community and by kind of give; ``people`` maps accounts to members.

    A group's gives stand beside the control of the same people; groups without a give are left out.
    """
    numbers = {member: number for number, member in enumerate(sorted(set(people.values())))}
    members = {account: numbers[member] for account, member in people.items()}
    gives, controls, contacts = moments_of(exchanges, members)
    rows = [ReturnedRow(key="returned", name="all gives", result=returned(gives, controls, contacts, until))]
    given = [one for one in exchanges if not one.inbound and one.label == "give"]
    for head, values in (("community", [one.community for one in given]), ("kind", [one.kind for one in given])):
        for value in sorted(set(values)):
            part = _only(gives, values, value)
            result = returned(part, _of(controls, part), contacts, until)
            rows.append(ReturnedRow(key=f"returned.{head}.{value}", name=names.get(value, value), result=result))
    return tuple(rows)


def _only(gives: Moments, values: Sequence[str], value: str) -> Moments:
    return gives.take(np.array([each == value for each in values], dtype=np.bool_))


def _of(controls: Moments, gives: Moments) -> Moments:
    """The control moments of people who got one of the gives."""
    return controls.take(np.isin(controls.member, gives.member))
