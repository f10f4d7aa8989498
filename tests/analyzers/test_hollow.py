"""Hollow gives: what must be found, and what must not."""

from datetime import UTC, datetime, timedelta

import pytest

from analyzers.balance import Counts, weigh
from analyzers.evidence import Post
from analyzers.hollow import find, weigh_without
from analyzers.pleasantries import is_pleasantry

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
ADVICE = "Let the clay dry slowly under plastic for two days, then it will not crack."
KIND = ("Good morning all, you are awesome!", "Love this community so much", "Thank you everyone, have a great day")


def post(number, text, hours=0.0, label="give", kind="chat", community="guild", answers=False):
    return Post(
        id=f"m{number}", community=community, channel="room", account="us", time=NOON + timedelta(hours=hours),
        text=text, label=label, kind=kind, p_take=0.1, answers=answers,
    )  # fmt: skip


def rules(*posts):
    return {give.post.id: (give.rule, give.because_of.id) for give in find(posts)}


def streak(*hours, community="guild", kind="chat"):
    return [post(n, KIND[n % 3], hour, community=community, kind=kind) for n, hour in enumerate(hours)]


@pytest.mark.parametrize(
    "text",
    [
        *KIND,
        "thanks!",
        "Happy Friday friends",
        "Wow, amazing work everyone",
        "So proud to be a part of this lovely group",
    ],
)
def test_generic_kindness_is_a_pleasantry(text):
    assert is_pleasantry(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "the",
        ADVICE,
        "Thanks, the second firing schedule fixed my pinholes",
        "Great question: open the lid at 100 degrees",
        "Great, see https://kiln.example",
        "How are you all today?",
        "good " * 26,
        "Danke euch allen, ihr seid super nett zu mir gewesen",
    ],
)
def test_anything_with_substance_is_no_pleasantry(text):
    assert not is_pleasantry(text)


def test_three_pleasantries_in_the_day_before_a_take_are_hollow():
    take = post(9, "Buy our box", 20, label="take", kind="promo")
    assert rules(*streak(0, 1, 19.9), take) == {f"m{n}": ("pleasantry", "m9") for n in range(3)}


@pytest.mark.parametrize(
    "posts",
    [
        streak(0, 1),
        streak(-5, 0, 1),
        streak(0, 1, 20),
        streak(0, 1, 2, community="elsewhere"),
        streak(0, 1, 2, kind="answer"),
    ],
    ids=["two only", "one too early", "one at the same moment", "another community", "not small talk"],
)
def test_pleasantries_that_are_no_bunch_are_left_alone(posts):
    assert rules(*posts, post(9, "Buy our box", 20, label="take", kind="promo")) == {}


def test_pleasantries_count_for_the_take_that_follows_most_closely():
    takes = [post(8, "Buy", 5, label="take"), post(9, "Buy now", 6, label="take")]
    assert {because for _, because in rules(*streak(0, 1, 2), *takes).values()} == {"m8"}


def test_a_repeated_give_is_a_copy_of_the_first():
    assert rules(post(1, ADVICE), post(2, ADVICE, 50), post(3, f"{ADVICE} Hope it helps", 99)) == {
        "m2": ("copy", "m1"),
        "m3": ("copy", "m1"),
    }


@pytest.mark.parametrize("fields", [{"label": "take"}, {"label": "unsure"}, {"kind": "answer", "answers": True}])
def test_only_gives_that_help_nobody_anew_are_copies(fields):
    assert rules(post(1, ADVICE), post(2, ADVICE, 1, **fields)) == {}


def test_advice_posted_again_without_being_asked_is_a_copy():
    assert "m2" in rules(post(1, ADVICE), post(2, ADVICE, 1, kind="answer"))


def test_cleared_texts_are_never_hollow():
    posts = [post(n, "", n) for n in range(5)]
    assert rules(*posts, post(9, "", 6, label="take")) == {}


def test_the_balance_without_hollow_gives():
    posts = [post(1, ADVICE), post(2, ADVICE, 1), post(3, "Buy our box", 2, label="take")]
    hollow = weigh_without(posts, weigh(Counts(gives=2, takes=1), 1, 0.1), 1)
    assert (hollow.without.gives, hollow.without.takes, len(hollow.gives)) == (1, 1, 1)
