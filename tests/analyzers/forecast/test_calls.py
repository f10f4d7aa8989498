"""Old calls scored."""

import pytest

from analyzers.forecast.calls import scored, words
from storage.models import Member, Relationship


def called(name, state, p):
    return Relationship(member=Member(id=name, name=name, accounts=(name,)), state=state, p_30d=p)


def test_calls_are_counted_by_state_with_what_was_expected():
    old = [
        called("a", "Weakening", 0.4),
        called("b", "Weakening", 0.2),
        called("c", "Strong", 0.9),
        called("d", None, 0.1),
    ]
    strong, weakening = scored(old, {"a", "c", "z", "d"})
    assert (strong.state, strong.called, strong.came) == ("Strong", 1, 1)
    assert (weakening.state, weakening.called, weakening.came) == ("Weakening", 2, 1)
    assert weakening.expected == pytest.approx(0.6)
    assert words(weakening) == "of 2 we called Weakening a month ago 1 came back, 0.6 expected"


def test_no_calls_no_scores():
    assert scored([], set()) == []
