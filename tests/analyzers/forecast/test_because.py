"""Reasons in plain words: facts that speak for the state, and no others."""

import numpy as np
import pytest

from analyzers.forecast.because import GROUPS, Case, because, days
from analyzers.forecast.model import shipped

from .test_model import pasts

NOW = pasts([2, 4, 6], [90], [60, 200], seen=())


def told(state, row=0, earlier=None, usual_gap=None, was_strong=False, **pushes):
    names = dict(zip(("silence", "habit", "gives", "elsewhere", "tempo"), GROUPS, strict=True))
    weight = np.zeros(len(GROUPS))
    for name, push in pushes.items():
        weight[GROUPS.index(names[name])] = push
    case = Case(
        state=state, pushes=weight, earlier=earlier, pasts=NOW, row=row, usual_gap=usual_gap, was_strong=was_strong
    )
    return because(case)


@pytest.mark.parametrize(
    ("state", "row", "push", "words"),
    [
        ("Strong", 0, {"silence": 1}, "in touch: last contact 2 days ago, usually every 2 days"),
        ("Failed", 1, {"silence": -1}, "quiet: last contact 90 days ago, usually every 2 days"),
        ("Strong", 2, {"silence": 1}, "quiet for 60 days, but came back after as long before"),
        ("Strong", 0, {"habit": 1}, "a habit: contacted us on 3 days in 6 days"),
        ("Failed", 1, {"habit": -1}, "contacted us on a single day"),
        ("Failed", 1, {"gives": -1}, "we never wrote to them"),
        ("Strong", 0, {"elsewhere": 1}, "active in the community: last message 2 days ago"),
        ("Failed", 1, {"elsewhere": -1}, "not seen anywhere since their last contact 90 days ago"),
        ("Strong", 0, {"tempo": 1}, "we hear from many at present: 33 % of those we know, in 30 days"),
    ],
)
def test_each_group_has_its_words(state, row, push, words):
    assert told(state, row, usual_gap=2.0, **push) == (words,)


@pytest.mark.parametrize(
    ("state", "row", "push"),
    [
        ("Strong", 0, {"silence": -1}),
        ("Failed", 0, {"habit": 1}),
        ("Strong", 0, {"silence": 0.1}),
        ("Strong", 1, {"silence": 1}),
        ("Strong", 1, {"gives": 1}),
        ("Strong", 1, {"elsewhere": 1}),
        ("Failed", 0, {"tempo": -1}),
    ],
)
def test_what_speaks_against_the_state_or_the_facts_is_not_told_but_the_last_contact_always_is(state, row, push):
    assert told(state, row, **push) == (f"last contact {(2, 90)[row]} days ago",)


def test_growing_and_weakening_are_told_by_what_changed():
    before = np.zeros(len(GROUPS))
    before[GROUPS.index("silence")], before[GROUPS.index("habit")] = 2.0, 1.0
    assert told("Weakening", 1, earlier=before, silence=1.0, habit=1.5) == ("quiet: last contact 90 days ago",)
    assert told("Growing", 0, earlier=before, silence=1.0, habit=1.5)[0].startswith("more of a habit")
    new, why, *_ = told("Growing", 0, silence=1.0, habit=1.5)
    assert new == "new to us: first contact 6 days ago" and why.startswith("a habit")


def test_what_is_the_same_for_all_is_told_of_those_alone_who_have_nothing_else():
    assert [reason.split()[0] for reason in told("Strong", tempo=3.0, silence=0.5)] == ["in"]
    assert told("Strong", tempo=3.0)[0].startswith("we hear from many")


def test_no_more_than_three_the_weightiest_first():
    found = told("Strong", silence=0.5, habit=2.0, elsewhere=0.7, tempo=0.3)
    assert [reason.split()[0] for reason in found] == ["a", "active", "in"]


def test_who_was_strong_is_told_so():
    assert told("Weakening", was_strong=True, silence=-1)[0] == "Strong a month ago, no longer"


def test_the_shipped_model_says_why_somebody_failed():
    pushes = shipped().pushes(NOW)
    reasons = because(Case(state="Failed", pushes=pushes[1], earlier=None, pasts=NOW, row=1))
    assert any("90 days ago" in reason for reason in reasons)


def test_days_in_words():
    assert [days(count) for count in (0.2, 1, 1.4, 2, 41.7)] == ["0 days", "1 day", "1 day", "2 days", "42 days"]
