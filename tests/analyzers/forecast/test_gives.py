"""Returned gives against their control, and the gratitude balance."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.forecast.gives import AFTER, UNTIL, Moments, followed, gratitude, moments_of, returned
from storage.models import Exchange

HOUR, DAY = 3_600_000, 86_400_000
END = 1000 * DAY


def moments(pairs):
    member, time = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in range(2))
    return Moments(member, time)


pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30 * DAY)), max_size=20)


@given(pairs, pairs)
def test_followed_is_a_look_at_every_contact(asked, contacts):
    expected = [any(m == n and AFTER < t - u <= UNTIL for n, t in contacts) for m, u in asked]
    assert followed(moments(asked), moments(contacts), AFTER, UNTIL).tolist() == expected


@pytest.mark.parametrize(
    ("hours", "counts"), [(48, False), (48.001, True), (9 * 24, True), (9 * 24 + 0.001, False), (-1, False), (0, False)]
)
def test_returned_means_after_two_days_and_within_nine(hours, counts):
    found = returned(moments([(0, 0)]), moments([]), moments([(0, round(hours * HOUR))]), END)
    assert found.returned == counts
    assert found.started == (0 < hours <= 48)
    assert found.ratio is None


def lives(rng, lift):
    """80 people; each moment is followed by a contact in 20 % of cases, a give in ``lift`` times as many."""
    gives, controls, contacts = [], [], []
    for person in range(80):
        for n in range(20):
            time, give = (n * 20 + 1) * DAY, rng.random() < 0.5
            (gives if give else controls).append((person, time))
            if rng.random() < 0.2 * (lift if give else 1):
                contacts.append((person, time + 5 * DAY))
    return moments(gives), moments(controls), moments(contacts)


def test_a_planted_effect_is_found_and_none_is_not():
    two = returned(*lives(np.random.default_rng(0), 2.0), END).ratio
    assert two.low < 2.0 < two.high and two.low > 1.4
    one = returned(*lives(np.random.default_rng(1), 1.0), END).ratio
    assert one.low < 1.0 < one.high and one.high < 1.4


def test_people_are_compared_with_themselves():
    """Who gets more gives comes more anyway: the plain rates differ, within people nothing does."""
    rng = np.random.default_rng(2)
    gives, controls, contacts = [], [], []
    for person in range(100):
        loyal = person % 2
        for n in range(30):
            time = (n * 20 + 1) * DAY
            (gives if rng.random() < (0.8 if loyal else 0.2) else controls).append((person, time))
            if rng.random() < (0.6 if loyal else 0.1):
                contacts.append((person, time + 5 * DAY))
    found = returned(moments(gives), moments(controls), moments(contacts), END)
    assert found.returned / found.gives > 1.7 * found.control_returned / found.controls
    assert found.ratio.low < 1.0 < found.ratio.high


def test_few_moments_or_few_people_are_too_few_to_say():
    gives, controls, contacts = lives(np.random.default_rng(0), 2.0)
    assert returned(gives.take(gives.member < 4), controls.take(controls.member < 4), contacts, END).ratio is None
    assert returned(gives, controls.take(controls.time < 10 * DAY).take(np.arange(80)[:0]), contacts, END).ratio is None


def test_only_moments_whose_nine_days_are_over_count():
    found = returned(moments([(0, 0), (0, 5 * DAY)]), moments([(0, DAY)]), moments([(0, 3 * DAY)]), 9 * DAY)
    assert (found.gives, found.returned, found.controls) == (1, 1, 0)


def test_gives_and_unanswered_contacts_are_taken_from_exchanges():
    start = datetime(2024, 1, 1, tzinfo=UTC)

    def exchange(hours, inbound, message, about=None, label=None):
        return Exchange(
            brand="b", account="x:1", community="c", message=message, time=start + timedelta(hours=hours),
            inbound=inbound, means="reply", about=about, label=label,
        )  # fmt: skip

    exchanges = [
        exchange(0, True, "m1"),
        exchange(1, False, "m2", about="m1", label="give"),
        exchange(2, True, "m3"),
        exchange(3, False, "m4", label="take"),
    ]
    gives, controls, contacts = moments_of(exchanges, {"x:1": 7})
    base = int(start.timestamp() * 1000)
    assert (gives.time - base).tolist() == [HOUR] and gives.member.tolist() == [7]
    assert (controls.time - base).tolist() == [2 * HOUR]
    assert (contacts.time - base).tolist() == [0, 2 * HOUR]


def test_gratitude_halves_every_seven_days():
    time, value = np.array([0, 7 * DAY, 30 * DAY]), np.array([1.0, -1.0, 1.0])
    assert gratitude(time, value, 14 * DAY) == pytest.approx(0.25 - 0.5)
    assert gratitude(time[:0], value[:0], DAY) == 0
