"""The laws of ledgers, held against a brute-force count of every contact."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.ledgers import DAY_MS, IN_HALF_LIVES, OUT_HALF_LIVES, Ledger, decay, fold, merge, of
from storage.books import pack_days, unpack_days
from storage.models import Exchange, to_millis

TIMES = st.datetimes(datetime(2012, 1, 1), datetime(2030, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))
EXCHANGES = st.builds(
    lambda time, inbound, label: Exchange(
        brand="b", account="a", community="c", message="m", time=time, inbound=inbound, means="reply", label=label
    ),
    time=TIMES,
    inbound=st.booleans(),
    label=st.sampled_from(["give", "take", "unsure", None]),
)
MANY = st.lists(EXCHANGES, max_size=12)


def close(ledger):
    fields = {name: getattr(ledger, name) for name in ledger.__struct_fields__}
    for name in ("in_decayed", "out_decayed"):
        fields[name] = pytest.approx(fields[name], rel=1e-9, abs=1e-12)
    return fields


def brute(exchanges):
    """The ledger's meaning, counted one contact at a time."""
    if not exchanges:
        return {name: getattr(Ledger(), name) for name in Ledger().__struct_fields__}
    at = max(to_millis(e.time) for e in exchanges)

    def side(inbound, half_lives):
        times = sorted(to_millis(e.time) for e in exchanges if e.inbound == inbound)
        decayed = [sum(2 ** (-(at - t) / DAY_MS / half) for t in times) for half in half_lives]
        return len(times), min(times, default=None), max(times, default=None), {t // DAY_MS for t in times}, decayed

    def labelled(inbound, label):
        return [to_millis(e.time) for e in exchanges if e.inbound == inbound and e.label == label]

    in_count, in_first, in_last, in_days, in_decayed = side(True, IN_HALF_LIVES)
    out_count, out_first, out_last, out_days, out_decayed = side(False, OUT_HALF_LIVES)
    return {
        "at": at,
        "in_count": in_count, "in_first": in_first, "in_last": in_last,
        "in_days": sum(1 << day for day in in_days), "in_decayed": tuple(in_decayed),
        "received": len(labelled(True, "give")), "asked": len(labelled(True, "take")),
        "out_count": out_count, "out_first": out_first, "out_last": out_last,
        "out_days": sum(1 << day for day in out_days), "out_decayed": tuple(out_decayed),
        "gave": len(labelled(False, "give")), "took": len(labelled(False, "take")),
        "last_give": max(labelled(False, "give"), default=None),
    }  # fmt: skip


@given(MANY)
def test_folding_equals_counting(exchanges):
    assert brute(exchanges) == close(fold(exchanges))


@given(MANY, MANY, MANY)
def test_merge_is_associative_and_commutative_with_an_identity(a, b, c):
    x, y, z = fold(a), fold(b), fold(c)
    assert merge(x, merge(y, z)).at == merge(merge(x, y), z).at
    as_fields = {name: getattr(merge(merge(x, y), z), name) for name in x.__struct_fields__}
    assert as_fields == close(merge(x, merge(y, z)))
    assert {name: getattr(merge(x, y), name) for name in x.__struct_fields__} == close(merge(y, x))
    assert merge(x, Ledger()) == x == merge(Ledger(), x)


@given(MANY, st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_split_in_any_order_gives_the_same_ledger(exchanges, random, parts):
    shuffled = random.sample(exchanges, len(exchanges))
    merged = Ledger()
    for part in range(parts):
        merged = merge(merged, fold(shuffled[part::parts]))
    assert brute(exchanges) == close(merged)


def test_a_half_life_halves():
    (week,) = decay((8.0,), (7,), 14 * DAY_MS)
    assert week == pytest.approx(2.0)


def inbound(day):
    time = datetime(2025, 1, day, tzinfo=UTC)
    return Exchange(brand="b", account="a", community="c", message="m", time=time, inbound=True, means="reply")


def test_a_late_contact_counts_less_from_the_start():
    new = of(inbound(8))
    late = fold([inbound(1)], new)
    assert late.in_decayed[IN_HALF_LIVES.index(7)] == pytest.approx(1.5)
    assert late.at == new.at


@given(st.sets(st.integers(0, 40_000), max_size=20))
def test_sets_of_days_survive_packing(days):
    mask = sum(1 << day for day in days)
    assert unpack_days(pack_days(mask)) == mask
