"""Whom to thank."""

from analyzers.thanks import to_thank
from tests.analyzers.kiln import member, relationships


def test_only_those_who_came_closer():
    assert [each.member.name for each in to_thank(relationships())] == ["Ada"]


def test_strong_first_then_the_busiest():
    people = [
        member("a", "Growing", 0.3, 1, before="Failed", received=9),
        member("b", "Strong", 0.6, 1, before="Growing", received=2),
        member("c", "Growing", 0.3, 1, before="Weakening", received=12),
        member("d", "Weakening", 0.1, 1, before="Failed", received=50),
        member("e", "Strong", 0.6, 1, before=None, received=50),
    ]
    assert [each.member.name for each in to_thank(people)] == ["b", "c", "a"]
    assert len(to_thank(people, limit=1)) == 1
