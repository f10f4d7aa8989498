"""A draft's check: one more message of its label, in its community."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.balance import Counts, weigh
from analyzers.drafts import check_draft, gives_short
from storage.models import Label
from tests.analyzers import kiln

EVIDENCE = kiln.evidence()


def check(label, community="reddit:r"):
    return check_draft(
        "text", Label(label=label, p_take=0.5, kind="chat"), EVIDENCE.tallies, EVIDENCE.period,
        policy=EVIDENCE.policy, community=community, name=kiln.NAMES.get(community, ""),
    )  # fmt: skip


@pytest.mark.parametrize(("label", "added"), [("give", (1, 0, 0)), ("take", (0, 1, 0)), ("unsure", (0, 0, 1))])
def test_the_balance_after_is_one_message_more(label, added):
    before, after = check(label).before, check(label).after
    assert (before.gives, before.takes, before.unsure) == (30, 10, 1)
    assert (after.gives - before.gives, after.takes - before.takes, after.unsure - before.unsure) == added


def test_the_community_and_its_tolerance_count():
    assert check("take").verdict_before.tolerated == 0.05
    everywhere = check("take", community="")
    assert (everywhere.before.takes, everywhere.verdict_before.tolerated) == (17, 0.1)


def test_a_community_never_written_in_starts_from_nothing():
    fresh = check("take", community="discord:new")
    assert (fresh.before.take_share, fresh.after.take_share, fresh.verdict_after.word) == (None, 1.0, None)


@given(st.integers(0, 40), st.integers(0, 9), st.floats(0.01, 0.9))
def test_the_gives_that_are_short_are_just_enough(gives, takes, tolerated):
    missing = gives_short(weigh(Counts(gives, takes), 10, tolerated, "before"), tolerated)
    share = (takes + 1) / (gives + missing + takes + 1)
    assert share <= tolerated + 1e-6
    assert missing == 0 or (takes + 1) / (gives + missing - 1 + takes + 1) > tolerated - 1e-6
