"""Who may be one person: what must be suggested, and what must not."""

import pytest

from analyzers.identities import claims, plain, suggest
from storage.models import Account


def account(key, display="", bot=False):
    return Account(id=key, name=key.split(":")[1], display=display, bot=bot)


FERN = [account("discord:77", "Fern_Leaf"), account("reddit:fernleaf"), account("reddit:other")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I'm fernleaf on reddit by the way", [("reddit", "fernleaf")]),
        ("my reddit is u/fernleaf.", [("reddit", "fernleaf")]),
        ("My Discord name is Fern_Leaf#1234", [("discord", "Fern_Leaf")]),
        ("that's me: https://www.reddit.com/user/fernleaf", [("reddit", "fernleaf")]),
        ("add me @Fern_Leaf on discord", [("discord", "Fern_Leaf")]),
        ("I am u/fernleaf", [("reddit", "fernleaf")]),
        ("look what u/fernleaf wrote on reddit", []),
        ("I am on reddit", []),
        ("he is fernleaf on reddit", []),
        ("I'm sure that we should post on reddit", []),
        ("my reddit", []),
        ("", []),
    ],
)
def test_what_a_writer_calls_their_own(text, found):
    assert list(dict.fromkeys(claims(text)))[: len(found) + 1] == found


def test_reasons_come_strongest_first():
    (made,) = suggest(FERN, [("discord:77", "my reddit is u/fernleaf")], {"discord:77": "reddit.com/u/fernleaf"}, [])
    assert (made.a, made.b, made.sign) == ("discord:77", "reddit:fernleaf", "said")
    assert [reason.split()[0] for reason in made.reasons] == ["said", "links", "both"]


def test_pairs_that_were_decided_are_left_out():
    assert suggest(FERN, [], {}, [("discord:77", "reddit:fernleaf")]) == []


@pytest.mark.parametrize(
    "accounts",
    [
        [account("discord:1", "ann"), account("reddit:ann")],  # too short
        [account("discord:1", "admin"), account("reddit:admin")],  # anybody's
        [account("discord:1", "fernleaf"), account("discord:2", "fernleaf"), account("reddit:fernleaf")],  # several
        [account("discord:1", "fernleaf"), account("discord:2", "fernleaf")],  # one platform
        [account("discord:1", "fernleaf", bot=True), account("reddit:fernleaf")],
        [],
    ],
)
def test_a_likeness_that_says_nothing_is_no_suggestion(accounts):
    assert suggest(accounts, [], {}, []) == []


def test_a_claim_about_nobody_we_know_is_no_suggestion():
    said = [("discord:77", "my reddit is u/stranger"), ("discord:404", "I'm other on reddit")]
    assert suggest([account("discord:77", "moss"), account("reddit:other")], said, {}, []) == []


@pytest.mark.parametrize(("a", "b"), [("Fern_Leaf#1234", "fernleaf"), ("FERN-LEAF", "fern.leaf"), ("é_É", "éé")])
def test_handles_are_compared_without_case_and_signs(a, b):
    assert plain(a) == plain(b)


def test_hostile_text_takes_no_time():
    assert list(claims("I'm " + "a " * 50_000 + "on reddit")) is not None
    assert list(claims("my reddit " * 20_000)) is not None
