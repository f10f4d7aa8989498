"""Three ways to the same pasts: replayed contacts, ledgers, and counting by hand."""

import itertools
import math
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.forecast.columns import Days, contacts_of_days, unpack
from analyzers.forecast.features import matrix
from analyzers.forecast.pasts import ANY_HALF_LIVES, DAY_HALF_LIVES, Pasts, midnight
from analyzers.forecast.replay import Contacts, outcomes, replay
from analyzers.forecast.tempo import HEARD, QUIET, RETURNED, STAYED, TREND
from analyzers.histories import books_of, histories
from analyzers.ledgers import DAY_MS, IN_HALF_LIVES, OUT_HALF_LIVES
from storage.books import pack_days
from storage.models import Exchange, Member, from_millis

DAY, SIZE, SPAN = 20_500, 6, 500

contact = st.tuples(st.integers(0, SIZE - 1), st.integers((DAY - SPAN) * DAY_MS, (DAY + 40) * DAY_MS), st.booleans())
activity = st.dictionaries(
    st.tuples(st.integers(0, SIZE - 1), st.integers(DAY - SPAN, DAY + 40)), st.integers(1, 9), max_size=40
)


def columns(contacts, anywhere):
    row, time, inbound = (np.array([one[i] for one in contacts], dtype=np.int64) for i in range(3))
    any_row, any_day = (np.array([key[i] for key in anywhere], dtype=np.int64) for i in range(2))
    counts = np.array(list(anywhere.values()), dtype=np.float64)
    return Contacts(SIZE, row, time, inbound.astype(bool), any_row, any_day, counts).ordered()


def by_ledgers(contacts, anywhere):
    """The same pasts from stored ledgers; row n is member n."""

    def exchange(row, time, inbound):
        return Exchange(
            brand="b",
            account=f"{row}",
            community="c",
            message="m",
            time=from_millis(time),
            inbound=inbound,
            means="reply",
        )

    people = {f"{row}": Member(id=f"{row}", name="", accounts=(f"{row}",)) for row in range(SIZE)}
    books = books_of(exchange(*one) for one in contacts if one[1] < DAY * DAY_MS)
    active = [(f"{row}", str(day)) for row, day in anywhere if f"{row}" in books.accounts]
    past = histories(people, books, active, [], DAY * DAY_MS)
    return next(replay(past.contacts, [DAY])), [int(member.id) for member in past.members]


def same(one: Pasts, other: Pasts):
    for name in Pasts.__struct_fields__:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-9, err_msg=name)


@settings(deadline=None, max_examples=60)
@given(st.lists(contact, min_size=1, max_size=40), activity)
def test_stored_days_give_the_features_that_messages_give(contacts, anywhere):
    from_days, rows = by_ledgers(contacts, anywhere)
    # The tempo of a brand is that of the members it knows by then: the others leave no ledger.
    known = {key: count for key, count in anywhere.items() if key[0] in rows}
    from_messages = next(replay(columns(contacts, known), [DAY])).take(np.array(rows, dtype=np.int64))
    if rows:
        np.testing.assert_allclose(matrix(from_days), matrix(from_messages), rtol=1e-9, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.lists(contact, max_size=40), activity, st.lists(st.integers(DAY - SPAN, DAY - 1), max_size=4, unique=True))
def test_stops_on_the_way_change_nothing(contacts, anywhere, stops):
    made = columns(contacts, anywhere)
    *_, last = replay(made, [*sorted(stops), DAY], counts=True)
    same(last, next(replay(made, [DAY], counts=True)))


@settings(deadline=None, max_examples=60)
@given(st.lists(contact, min_size=1, max_size=30), activity, st.integers(0, SIZE - 1))
def test_every_column_is_what_counting_by_hand_finds(contacts, anywhere, row):
    found = next(replay(columns(contacts, anywhere), [DAY], counts=True))
    into = sorted(time / DAY_MS for r, time, inbound in contacts if r == row and inbound and time < DAY * DAY_MS)
    out = [time / DAY_MS for r, time, inbound in contacts if r == row and not inbound and time < DAY * DAY_MS]
    days = sorted({math.floor(time) for time in into})
    seen = {day: count for (r, day), count in anywhere.items() if r == row and day < DAY}

    def decayed(times, half):
        return sum(2 ** (-(DAY - time) / half) for time in times)

    assert found.in_first[row] == (into[0] if into else math.inf)
    assert found.in_last[row] == (into[-1] if into else -math.inf)
    assert found.out_last[row] == max(out, default=-math.inf)
    assert found.in_days[row] == len(days)
    assert found.in_gap[row] == max((b - a for a, b in itertools.pairwise(days)), default=0)
    assert found.any_last[row] == max(seen, default=-math.inf)
    assert found.came_before[row] == any(DAY - 60 <= day < DAY - 30 for day in days)
    assert found.in_decayed[row] == pytest.approx([decayed(into, half) for half in IN_HALF_LIVES])
    assert found.in_day_decayed[row] == pytest.approx([decayed(days, half) for half in DAY_HALF_LIVES])
    assert found.out_decayed[row] == pytest.approx([decayed(out, half) for half in OUT_HALF_LIVES])
    assert found.any_day_decayed[row] == pytest.approx([decayed(seen, half) for half in ANY_HALF_LIVES])
    weighted = [sum(n * 2 ** (-(DAY - day) / half) for day, n in seen.items()) for half in ANY_HALF_LIVES]
    assert found.any_decayed[row] == pytest.approx(weighted)


def test_the_tempo_of_a_brand_counted_by_hand():
    # Member 0 came then and now, 1 only then, 2 only now but was known, 3 is new, 4 came long ago, 5 never.
    ago = [(0, 45), (0, 5), (1, 40), (2, 100), (2, 3), (3, 10), (4, 300)]
    found = next(replay(columns([(row, (DAY - days) * DAY_MS, True) for row, days in ago], {(0, DAY - 1): 4}), [DAY]))
    tempo = found.tempo[0]
    assert tempo[HEARD] == pytest.approx(3 / 5)
    assert tempo[STAYED] == pytest.approx((1 + 1) / (2 + 3))
    assert tempo[RETURNED] == pytest.approx((1 + 0.5) / (2 + 15))
    assert tempo[QUIET] == pytest.approx(3)
    week, month = 2 ** (-1 / 7), 2 ** (-1 / 30)
    assert tempo[TREND] == pytest.approx(math.log((week + 0.5) / (month + 2)))
    assert (found.tempo == tempo).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(contact, max_size=30), activity, st.integers(1, 200))
def test_later_is_what_a_replay_finds_when_nothing_happens(contacts, anywhere, days):
    past = [one for one in contacts if one[1] < DAY * DAY_MS]
    anywhere = {key: count for key, count in anywhere.items() if key[1] < DAY}
    now, then = replay(columns(past, anywhere), [DAY, DAY + days], counts=True)
    moved = now.later(days)
    for name in set(Pasts.__struct_fields__) - {"tempo", "came_before"}:
        np.testing.assert_allclose(getattr(moved, name), getattr(then, name), rtol=1e-9, atol=1e-12, err_msg=name)
    assert (moved.tempo == now.tempo).all()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sets(st.integers(0, 25_000), max_size=12), max_size=8))
def test_packed_days_are_taken_apart(sets):
    found = unpack([pack_days(sum(1 << one for one in days)) for days in sets])
    assert sorted(zip(found.row, found.day, strict=True)) == [(n, one) for n, s in enumerate(sets) for one in sorted(s)]


def test_outcomes_count_days_of_the_half_open_window():
    ms = [
        (DAY * DAY_MS, 0),
        (DAY * DAY_MS + 5, 0),
        ((DAY + 30) * DAY_MS - 1, 0),
        ((DAY + 30) * DAY_MS, 1),
        (DAY * DAY_MS - 1, 2),
    ]
    assert outcomes(columns([(row, time, True) for time, row in ms], {}), DAY).tolist() == [2, 0, 0, 0, 0, 0]


def test_nobody_at_all():
    empty = next(replay(Contacts(0, *(np.zeros(0, dtype=np.int64),) * 2, np.zeros(0, dtype=bool),
                                 *(np.zeros(0, dtype=np.int64),) * 2, np.zeros(0)), [DAY]))  # fmt: skip
    assert len(empty) == 0
    none = Days(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    same(empty, next(replay(contacts_of_days(0, none, none, unpack([])), [DAY])))


def test_midnight_rounds_up():
    start = from_millis(DAY * DAY_MS)
    assert midnight(start) == DAY
    assert midnight(start + timedelta(milliseconds=1)) == DAY + 1
