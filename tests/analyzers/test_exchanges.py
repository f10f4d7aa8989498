"""The rules of contact: two tables of cases, what must count and what must not."""

from datetime import timedelta

import pytest

from analyzers.exchanges import Around, Rules, Side, Turn, find
from storage.models import Reaction
from tests.factories import at, message

ALL = Rules()
SIDE = Side("Acme", frozenset({"file:acme", "file:anna"}), frozenset({"file:bot"}))
AUTHORS = {"file:m100": "file:acme", "file:m200": "file:ben", "file:m300": "file:bot"}


def contacts(one, turn=None, rules=ALL):
    around = Around(AUTHORS, {one.id: turn} if turn else {})
    return [(e.account, e.inbound, e.means, e.about) for e in find([one], around, SIDE, rules)]


BRAND_TURN = Turn("file:m90", "file:acme", at(0))
BEN_TURN = Turn("file:m91", "file:ben", at(0))

COUNTS = {
    "a reply to the brand": (message(1, "ben", reply=100), None, ("file:ben", True, "reply", "file:m100")),
    "a reply by the brand": (message(1, "acme", reply=200), None, ("file:ben", False, "reply", "file:m200")),
    "a mention of the brand": (message(1, "ben", mentions=["anna"]), None, ("file:ben", True, "mention", None)),
    "a post in the brand's thread": (
        message(1, "ben", thread="file:m100"), None, ("file:ben", True, "thread", "file:m100")),
    "the next turn after the brand": (message(1, "ben"), BRAND_TURN, ("file:ben", True, "adjacent", "file:m90")),
    "the brand's turn after a member": (message(1, "acme"), BEN_TURN, ("file:ben", False, "adjacent", "file:m91")),
    "a reaction to the brand": (
        message(1, "acme", reactions=(Reaction(emoji="+1", count=1, users=("file:ben",)),)), None,
        ("file:ben", True, "reaction", "file:m1")),
    "a reply that also mentions counts once": (
        message(1, "ben", reply=100, mentions=["acme"]), None, ("file:ben", True, "reply", "file:m100")),
}  # fmt: skip


@pytest.mark.parametrize(("one", "turn", "expected"), COUNTS.values(), ids=COUNTS.keys())
def test_counts(one, turn, expected):
    assert contacts(one, turn) == [expected]


IS_NONE = {
    "members among themselves": (message(1, "cleo", reply=200), None),
    "the brand with itself": (message(1, "anna", reply=100), None),
    "an excluded account to the brand": (message(1, "bot", reply=100), None),
    "the brand to an excluded account": (message(1, "acme", reply=300), None),
    "a reply to a message nobody has": (message(1, "ben", reply=999), None),
    "a system message": (message(1, "ben", reply=100, system=True), None),
    "a removed message": (message(1, "ben", reply=100, removed="moderator"), None),
    "a deleted author": (message(1, None, reply=100), None),
    "the opener of its own thread": (message(100, "ben", thread="file:m100"), None),
    "a reply to a member inside the brand's thread": (message(1, "cleo", thread="file:m100", reply=200), None),
    "a turn after too long a silence": (message(9, "ben"), BRAND_TURN),
    "a turn addressed to somebody else": (message(1, "ben", mentions=["cleo"]), BRAND_TURN),
}


@pytest.mark.parametrize(("one", "turn"), IS_NONE.values(), ids=IS_NONE.keys())
def test_is_no_contact(one, turn):
    assert contacts(one, turn) == []


@pytest.mark.parametrize("means", ["reply", "mention", "thread", "adjacent", "reaction"])
def test_each_means_can_be_switched_off(means):
    one, turn, _ = next(case for case in COUNTS.values() if case[2][2] == means)
    rules = Rules(frozenset({"reply", "mention", "thread", "adjacent", "reaction"} - {means}))
    assert all(found[2] != means for found in contacts(one, turn, rules))


def test_without_replies_the_mention_behind_one_counts():
    one, rules = message(1, "ben", reply=100, mentions=["acme"]), Rules(frozenset({"mention"}))
    assert contacts(one, None, rules) == [("file:ben", True, "mention", None)]


def test_the_gap_is_a_setting():
    rules = Rules(gap=timedelta(minutes=9))
    assert contacts(message(9, "ben"), BRAND_TURN, rules) == [("file:ben", True, "adjacent", "file:m90")]


def test_a_message_may_go_both_ways():
    one = message(1, "ben", reply=100, reactions=(Reaction(emoji="+1", count=1, users=("file:acme",)),))
    assert contacts(one) == [
        ("file:ben", True, "reply", "file:m100"),
        ("file:ben", False, "reaction", "file:m1"),
    ]
