"""Relationships from histories: states, trip wires, and nothing of the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.forecast.recency import RecencyModel, shipped
from analyzers.relationships import GIVE, TAKE, History, history, relationships, usual_gap
from storage.models import STATES, Exchange, GiveTake, Member, to_millis

AS_OF = datetime(2024, 7, 1, tzinfo=UTC)
DAY = 86_400_000


@pytest.fixture(scope="module")
def model() -> RecencyModel:
    return shipped()


def past(
    name: str, inbound: list[float], outbound: list[float] | None = None, anywhere: list[int] | None = None
) -> History:
    """A history from days before AS_OF."""
    end, out = to_millis(AS_OF), outbound or []
    days = None if anywhere is None else np.array([end // DAY - day for day in anywhere], dtype=np.int64)
    return History(
        member=Member(id=name, name=name, accounts=(name,)),
        times=np.array([end - round(day * DAY) for day in [*inbound, *out]], dtype=np.int64),
        inbound=np.array([True] * len(inbound) + [False] * len(out), dtype=np.bool_),
        labels=np.array([0] * len(inbound) + [GIVE] * len(out), dtype=np.int64),
        days=days,
        counts=None if days is None else np.ones(len(days), dtype=np.int64),
    )


DAILY = [float(day) for day in range(1, 200)]


def test_states_of_a_regular_a_fader_a_newcomer_and_a_stranger(model: RecencyModel) -> None:
    fader, gone = [float(day) for day in range(45, 200, 2)], [float(day) for day in range(600, 620)]
    found = relationships(
        [
            past("regular", DAILY),
            past("fader", fader),
            past("new", [2.0]),
            past("gone", gone),
            past("never", [], [3.0]),
        ],
        as_of=AS_OF,
        model=model,
    )
    assert [one.state for one in found] == ["Strong", "Weakening", "Growing", "Failed", None]
    assert found[1].before == "Strong"
    assert found[2].norm is None and found[2].before is None
    assert found[4].gave == 1 and found[4].received == 0 and found[4].p_30d == 0.0


def test_gone_from_us_is_not_gone_from_here(model: RecencyModel) -> None:
    gone = [float(day) for day in range(600, 620)]
    us, here, unknown = relationships(
        [past("us", gone, anywhere=[1, 2, 600]), past("here", gone, anywhere=[590, 600]), past("unknown", gone)],
        as_of=AS_OF,
        model=model,
    )
    assert (us.gone, here.gone, unknown.gone) == ("us", "here", "")


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 240), min_size=1, max_size=40, unique=True))
def test_the_trip_wire_is_the_first_day_of_a_worse_state(days: list[int]) -> None:
    model = shipped()
    one = past("a", [day - 0.5 for day in days])
    found = relationships([one], as_of=AS_OF, model=model)[0]
    rank = ["Failed", "Weakening", "Growing", "Strong"].index
    assert found.state in STATES
    if found.state == "Failed":
        assert found.trip_wire is None
        return
    assert found.trip_wire is not None and found.trip_wire > AS_OF
    # The tempo of the brand plays no part in this model, so a later look must find just this.
    on = relationships([one], as_of=found.trip_wire, model=model)[0].state
    eve = relationships([one], as_of=found.trip_wire - timedelta(days=1), model=model)[0].state
    assert on is not None and eve is not None
    assert rank(on) < rank(found.state) <= rank(eve)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(-60, 300), min_size=1, max_size=20), st.lists(st.floats(-60, 300), max_size=20))
def test_what_comes_later_changes_nothing(inbound: list[float], outbound: list[float]) -> None:
    model = shipped()
    everything = past("a", inbound, outbound)
    earlier = past(
        "a", [day for day in inbound if round(day * DAY) > 0], [day for day in outbound if round(day * DAY) > 0]
    )
    assert relationships([everything], as_of=AS_OF, model=model) == relationships([earlier], as_of=AS_OF, model=model)


def test_a_history_made_of_exchanges_counts_labels_by_direction(model: RecencyModel) -> None:
    def exchange(day: int, inbound: bool, label: GiveTake | None) -> Exchange:
        return Exchange(
            brand="b", account="x:1", community="c", message=str(day), time=AS_OF - timedelta(days=day),
            inbound=inbound, means="reply", label=label,
        )  # fmt: skip

    exchanges = [
        exchange(9, False, "give"),
        exchange(8, False, "take"),
        exchange(7, True, "give"),
        exchange(5, True, None),
    ]
    one = history(Member(id="x:1", name="x", accounts=("x:1",)), exchanges, {to_millis(AS_OF) // DAY - 1: 3})
    assert list(one.labels) == [GIVE, TAKE, GIVE, 0]
    found = relationships([one], as_of=AS_OF, model=model)[0]
    assert (found.gave, found.took, found.received) == (1, 1, 2)
    assert found.last_contact == AS_OF - timedelta(days=5) and found.usual_gap == 2.0
    assert any("last contact 5 days ago" in reason for reason in found.because)


def test_nothing_in_gives_nothing_out(model: RecencyModel) -> None:
    assert relationships([], as_of=AS_OF, model=model) == []
    assert usual_gap(np.array([], dtype=np.int64)) is None
    empty = relationships([past("a", [])], as_of=AS_OF, model=model)[0]
    assert empty.state is None and empty.last_contact is None


def test_as_of_within_a_day_counts_as_the_next_midnight(model: RecencyModel) -> None:
    noon = relationships([past("a", DAILY)], as_of=AS_OF - timedelta(hours=12), model=model)[0]
    night = relationships([past("a", DAILY)], as_of=AS_OF, model=model)[0]
    assert noon.p_30d == night.p_30d
