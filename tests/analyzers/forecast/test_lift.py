"""What a message of ours would be worth."""

import numpy as np
import pytest

from analyzers.forecast.lift import lift, written_to
from analyzers.forecast.model import shipped

from .test_model import pasts

NOW = pasts([1, 3, 9], [40, 60], [300])


def test_a_message_changes_our_side_alone():
    after = written_to(NOW)
    assert (after.out_last == NOW.day).all() and np.allclose(after.out_decayed - NOW.out_decayed, 1.0)
    assert (after.in_last == NOW.in_last).all() and (after.any_last == NOW.any_last).all()
    assert np.isneginf(NOW.out_last).all()


def test_it_is_worth_most_where_something_may_still_come_of_it():
    found = lift(shipped(), NOW)
    assert (found > 0).all()
    assert found[1] > found[2]


def test_who_was_just_written_to_gains_next_to_nothing():
    assert lift(shipped(), written_to(NOW)) == pytest.approx(np.zeros(3), abs=1e-9)
