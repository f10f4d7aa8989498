"""Words for a share of takes: what is certain, what is probable and what cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.balance import Counts, weigh
from analyzers.intervals import wilson
from analyzers.tolerance import stand
from analyzers.verdict import exact, headline, judge, percent, span


@pytest.mark.parametrize(
    ("gives", "takes", "sentence"),
    [
        (34, 7, "7 of 41 = 17 % (95 %: 9 to 31 %): probably above the tolerated 10 %"),
        (70, 30, "30 of 100 = 30 % (95 %: 22 to 40 %): above the tolerated 10 %"),
        (18, 2, "2 of 20 = 10 % (95 %: 3 to 30 %): too close to call against the tolerated 10 %"),
        (117, 6, "6 of 123 = 5 % (95 %: 2 to 10 %): probably within the tolerated 10 %"),
        (300, 3, "3 of 303 = 1 % (95 %: 0.3 to 3 %): within the tolerated 10 %"),
        (5, 4, "4 of 9: too few to judge"),
        (0, 0, "0 of 0: too few to judge"),
    ],
)
def test_the_sentence_carries_counts_share_interval_and_verdict(gives, takes, sentence):
    assert judge(weigh(Counts(gives, takes), 10, 0.1)).sentence == sentence


@given(st.integers(1, 500), st.data(), st.floats(0, 1))
def test_a_certain_word_agrees_with_the_whole_interval(judged, data, tolerated):
    takes = data.draw(st.integers(0, judged))
    word, (low, high) = stand(takes, judged, tolerated), wilson(takes, judged)
    assert (word == "above") == (low > tolerated)
    if word == "within":
        assert high <= tolerated or (takes, tolerated) == (0, 0)
    if word.endswith("above"):
        assert takes / judged > tolerated
    if word.endswith("within"):
        assert takes / judged <= tolerated


@pytest.mark.parametrize(("takes", "word"), [(0, "within"), (1, "above")])
def test_where_nothing_is_tolerated_one_take_is_above(takes, word):
    assert stand(takes, 20, 0.0) == word


@pytest.mark.parametrize(
    ("gives", "takes", "start"),
    [
        (0, 0, "Acme wrote nothing"),
        (3, 2, "Too few to judge: Acme wrote 3 gives and 2 takes"),
        (40, 0, "Acme only gives, and"),
        (0, 40, "Acme only takes, yet"),
        (40, 4, "Acme gives more than it takes, and"),
        (21, 20, "Acme gives about as much as it takes, yet"),
        (10, 60, "Acme takes more than it gives, yet"),
    ],
)
def test_the_headline_says_whether_the_brand_gives_or_takes(gives, takes, start):
    balance = weigh(Counts(gives, takes), 10, 0.1)
    assert headline("Acme", balance, judge(balance)).startswith(start)


def test_only_unsure_messages_are_too_few_not_nothing():
    balance = weigh(Counts(unsure=50), 10, 0.1)
    assert headline("Acme", balance, judge(balance)).startswith("Too few to judge")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (1, "100 %"), (0.0001, "0.1 %"), (0.004, "0.4 %"), (0.9999, "99.9 %"), (0.126, "13 %")],
)
def test_rounding_never_claims_none_or_all(share, text):
    assert percent(share) == text


def test_limits_are_shown_as_they_were_set():
    assert (exact(0.1), exact(0.125), span((0.0, 0.126))) == ("10 %", "12.5 %", "0 to 13 %")
