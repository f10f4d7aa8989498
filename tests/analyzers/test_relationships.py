"""Relationships from histories: states, trip wires, and nothing of the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.forecast.gives import gratitude
from analyzers.forecast.recency import RecencyModel, shipped
from analyzers.histories import Histories, books_of, histories
from analyzers.relationships import called, relationships, usual_gaps
from storage.models import STATES, Exchange, GiveTake, Member, to_millis

AS_OF = datetime(2024, 7, 1, tzinfo=UTC)
DAY = 86_400_000


@pytest.fixture(scope="module")
def model() -> RecencyModel:
    return shipped()


class Past(msgspec.Struct, frozen=True):
    """One member's contacts, and days with messages anywhere (None: none but the contacts)."""

    name: str
    inbound: list[float]
    outbound: list[float]
    anywhere: list[int] | None


def past(
    name: str, inbound: list[float], outbound: list[float] | None = None, anywhere: list[int] | None = None
) -> Past:
    """A past from days before AS_OF."""
    return Past(name, inbound, outbound or [], anywhere)


def exchange(name: str, ago: float, inbound: bool, label: GiveTake | None = None) -> Exchange:
    return Exchange(
        brand="b", account=name, community="c", message=f"{name}{ago}{inbound}", inbound=inbound, means="reply",
        time=AS_OF - timedelta(milliseconds=round(ago * DAY)), label=label,
    )  # fmt: skip


def made(*pasts: Past, until: datetime = AS_OF) -> Histories:
    """The histories of these people, of what lies before ``until``."""
    exchanges = [
        *(exchange(one.name, ago, True) for one in pasts for ago in one.inbound),
        *(exchange(one.name, ago, False, "give") for one in pasts for ago in one.outbound),
    ]
    today = to_millis(AS_OF) // DAY
    active = [(one.name, ",".join(str(today - ago) for ago in one.anywhere)) for one in pasts if one.anywhere]
    return built([each for each in exchanges if each.time < until], active, [one.name for one in pasts])


def built(exchanges: list[Exchange], active: list[tuple[str, str]], order: list[str] | None = None) -> Histories:
    people = {each.account: Member(id=each.account, name=each.account, accounts=(each.account,)) for each in exchanges}
    sent = [(e.account, to_millis(e.time), e.label) for e in exchanges if not e.inbound and e.label]
    books = books_of(exchanges)
    rows = sorted(zip(*books, strict=True), key=lambda row: (order or sorted(people)).index(row[0]))
    return histories(people, type(books)(*zip(*rows, strict=True)), active, sent, to_millis(AS_OF))


DAILY = [float(day) for day in range(1, 200)]


def test_states_of_a_regular_a_fader_a_newcomer_and_a_stranger(model: RecencyModel) -> None:
    fader, gone = [float(day) for day in range(45, 200, 2)], [float(day) for day in range(600, 620)]
    pasts = [past("regular", DAILY), past("fader", fader), past("new", [2.0]), past("gone", gone)]
    found = relationships(made(*pasts, past("never", [], [3.0])), as_of=AS_OF, model=model)
    assert [one.state for one in found] == ["Strong", "Weakening", "Growing", "Failed", None]
    assert found[1].before == "Strong"
    assert found[2].norm is None and found[2].before is None
    assert found[4].gave == 1 and found[4].received == 0 and found[4].p_30d == 0.0


def test_gone_from_us_is_not_gone_from_here(model: RecencyModel) -> None:
    gone = [float(day) for day in range(600, 620)]
    pasts = [past("us", gone, anywhere=[1, 2, 600]), past("here", gone, anywhere=[590, 600]), past("unknown", gone)]
    us, here, unknown = relationships(made(*pasts), as_of=AS_OF, model=model)
    assert (us.gone, here.gone, unknown.gone) == ("us", "here", "")


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 240), min_size=1, max_size=40, unique=True))
def test_the_trip_wire_is_the_first_day_of_a_worse_state(days: list[int]) -> None:
    model = shipped()
    one = made(past("a", [day - 0.5 for day in days]))
    found = relationships(one, as_of=AS_OF, model=model)[0]
    rank = ["Failed", "Weakening", "Growing", "Strong"].index
    assert found.state in STATES
    if found.state == "Failed":
        assert found.trip_wire is None
        return
    assert found.trip_wire is not None and found.trip_wire > AS_OF
    # The tempo of the brand plays no part in this model, so a later look must find just this.
    on = relationships(one, as_of=found.trip_wire, model=model)[0].state
    eve = relationships(one, as_of=found.trip_wire - timedelta(days=1), model=model)[0].state
    assert on is not None and eve is not None
    assert rank(on) < rank(found.state) <= rank(eve)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(-60, 300), min_size=1, max_size=20), st.lists(st.floats(-60, 300), max_size=20))
def test_what_comes_later_changes_nothing(inbound: list[float], outbound: list[float]) -> None:
    model = shipped()
    everything, earlier = (
        made(past("a", inbound, outbound), until=end) for end in (datetime.max.replace(tzinfo=UTC), AS_OF)
    )
    if not len(earlier):
        return
    whole, cut = (relationships(one, as_of=AS_OF, model=model)[0] for one in (everything, earlier))
    for field in ("state", "p_30d", "expected_30d", "norm", "before", "usual_gap", "trip_wire", "lift"):
        assert getattr(whole, field) == getattr(cut, field), field
    assert called(everything, day=to_millis(AS_OF) // DAY, model=model)[0].state == cut.state


def test_a_history_made_of_exchanges_counts_labels_by_direction(model: RecencyModel) -> None:
    exchanges = [exchange("x", 9, False, "give"), exchange("x", 8, False, "take"), exchange("x", 7, True, "give")]
    one = built([*exchanges, exchange("x", 5, True)], [("x", str(to_millis(AS_OF) // DAY - 1))])
    found = relationships(one, as_of=AS_OF, model=model)[0]
    assert (found.gave, found.took, found.received) == (1, 1, 2)
    assert found.last_contact == AS_OF - timedelta(days=5) and found.usual_gap == 2.0
    assert found.first_contact == AS_OF - timedelta(days=7)
    times = np.array([to_millis(AS_OF) - 9 * DAY, to_millis(AS_OF) - 8 * DAY])
    assert found.gratitude == pytest.approx(gratitude(times, np.array([1.0, -1.0]), to_millis(AS_OF)))
    assert any("last contact 5 days ago" in reason for reason in found.because)


def test_accounts_of_one_person_are_one_row(model: RecencyModel) -> None:
    both = Member(id="a", name="Ada", accounts=("a", "b"))
    exchanges = [exchange("a", 9, True), exchange("b", 9, True), exchange("b", 3, True), exchange("b", 2, False)]
    one = histories({"a": both, "b": both}, books_of(exchanges), [], [], to_millis(AS_OF))
    (found,) = relationships(one, as_of=AS_OF, model=model)
    assert found.member == both and found.received == 3 and found.usual_gap == 6.0
    assert one.contacts.inbound.sum() == 2  # two days
    assert found.last_contact == AS_OF - timedelta(days=3) and found.gratitude == 0.0


def test_nothing_in_gives_nothing_out(model: RecencyModel) -> None:
    none = histories({}, books_of([]), [], [], to_millis(AS_OF))
    assert relationships(none, as_of=AS_OF, model=model) == called(none, day=1, model=model) == []
    empty = relationships(made(past("a", [], [2.0])), as_of=AS_OF, model=model)[0]
    assert empty.state is None and empty.last_contact is None and empty.usual_gap is None


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from("abc"), st.sets(st.integers(1, 400), min_size=1, max_size=9), min_size=1))
def test_the_usual_gap_is_the_median_of_the_gaps(days: dict[str, set[int]]) -> None:
    one = made(*(past(name, [ago - 0.5 for ago in agos]) for name, agos in days.items()))
    found = usual_gaps(one.contacts, to_millis(AS_OF) // DAY)
    for gap, agos in zip(found, days.values(), strict=True):
        gaps = np.diff(sorted(agos))
        assert np.isnan(gap) if not len(gaps) else gap == np.median(gaps)


def test_as_of_within_a_day_counts_as_the_next_midnight(model: RecencyModel) -> None:
    noon = relationships(made(past("a", DAILY)), as_of=AS_OF - timedelta(hours=12), model=model)[0]
    night = relationships(made(past("a", DAILY)), as_of=AS_OF, model=model)[0]
    assert noon.p_30d == night.p_30d
