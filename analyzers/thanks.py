"""Whom to thank: people who came closer in the last 30 days."""

from __future__ import annotations

from collections.abc import Iterable

from analyzers.cohorts import LADDER
from storage.models import Relationship

#: How many a report names.
MOST = 5


def to_thank(relationships: Iterable[Relationship], limit: int = MOST) -> tuple[Relationship, ...]:
    """Members who reached Growing or Strong from a worse state; the highest state and the busiest first."""
    risen = [each for each in relationships if _rose(each)]
    risen.sort(key=lambda each: (each.state != "Strong", -each.received, each.member.id))
    return tuple(risen[:limit])


def _rose(each: Relationship) -> bool:
    if each.state not in ("Growing", "Strong") or each.before is None:
        return False
    return LADDER.index(each.state) > LADDER.index(each.before)
