"""Are gives returned? Always beside a control, and never more than "associated with".

A give is *returned* if the member contacts the brand in (48 h, 9 d] after it: the first two days are the
same conversation. The control are the same members' comparable messages that got no answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from analyzers.forecast.pasts import Flags, Floats, Ints
from analyzers.forecast.scores import Interval
from analyzers.ledgers import DAY_MS
from storage.models import Exchange, to_millis

#: Returned means a contact later than so many milliseconds after, and not later than so many.
AFTER, UNTIL = 2 * DAY_MS, 9 * DAY_MS
#: With fewer moments on either side, or fewer people with both, it is too few to say.
FEWEST_MOMENTS, FEWEST_PEOPLE = 20, 5
#: Half-life in days of the gratitude balance.
GRATITUDE_HALF_LIFE = 7.0
_RESAMPLES = 400


class Moments(msgspec.Struct, frozen=True):
    """Moments in members' lives: number of the member, and milliseconds since 1970."""

    member: Ints
    time: Ints

    def take(self, rows: Flags) -> Moments:
        """Some of the moments."""
        return Moments(self.member[rows], self.time[rows])


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """How often gives and their control were followed by a contact.

    ``ratio`` compares both within the same members (Mantel-Haenszel, with a 95 % interval from a bootstrap
    over members); None is too few to say. ``started`` counts gives answered within 48 hours.
    """

    gives: int
    returned: int
    started: int
    controls: int
    control_returned: int
    people: int
    ratio: Interval | None


def returned(gives: Moments, controls: Moments, contacts: Moments, until: int) -> Returned:
    """Compare gives with their control; only moments whose nine days were over at ``until`` (milliseconds) count.

    ``contacts`` are the members' contacts to the brand. Groups (a kind of give, a community) are compared
    by giving their gives and controls alone.
    """
    gives = gives.take(gives.time + UNTIL <= until)
    controls = controls.take(controls.time + UNTIL <= until)
    gave, unanswered = followed(gives, contacts, AFTER, UNTIL), followed(controls, contacts, AFTER, UNTIL)
    both = np.intersect1d(gives.member, controls.member)
    enough = min(len(gave), len(unanswered)) >= FEWEST_MOMENTS and len(both) >= FEWEST_PEOPLE
    return Returned(
        gives=len(gave),
        returned=int(gave.sum()),
        started=int(followed(gives, contacts, 0, AFTER).sum()),
        controls=len(unanswered),
        control_returned=int(unanswered.sum()),
        people=len(both),
        ratio=_ratio(gives, gave, controls, unanswered, contacts, both) if enough else None,
    )


def followed(moments: Moments, contacts: Moments, after: int, until: int) -> Flags:
    """Whether the member contacted the brand in ``(after, until]`` milliseconds after each moment."""
    if not len(contacts.time) or not len(moments.time):
        return np.zeros(len(moments.time), dtype=np.bool_)
    everything = np.concatenate([contacts.time, moments.time])
    start, span = int(everything.min()), int(np.ptp(everything)) + until + 2
    keys = np.sort(contacts.member * span + (contacts.time - start))
    base = moments.member * span + (moments.time - start)
    return np.asarray(np.searchsorted(keys, base + until, "right") > np.searchsorted(keys, base + after, "right"))


def moments_of(exchanges: Sequence[Exchange], members: dict[str, int]) -> tuple[Moments, Moments, Moments]:
    """Gives, unanswered contacts (the control) and all contacts; ``members`` numbers the accounts."""
    answered = {one.about for one in exchanges if not one.inbound and one.about}
    inbound = [one for one in exchanges if one.inbound]
    return (
        _moments([one for one in exchanges if not one.inbound and one.label == "give"], members),
        _moments([one for one in inbound if one.message not in answered], members),
        _moments(inbound, members),
    )


def gratitude(time: Ints, value: Floats, at: int) -> float:
    """The gratitude balance at ``at``: gives count +1, asks -1, halved every seven days; later ones are left out."""
    past = time <= at
    return float(np.dot(value[past], np.exp2((time[past] - at) / (GRATITUDE_HALF_LIFE * DAY_MS))))


def _moments(exchanges: Sequence[Exchange], members: dict[str, int]) -> Moments:
    return Moments(
        np.array([members[one.account] for one in exchanges], dtype=np.int64),
        np.array([to_millis(one.time) for one in exchanges], dtype=np.int64),
    )


def _ratio(
    gives: Moments, gave: Flags, controls: Moments, unanswered: Flags, contacts: Moments, both: Ints
) -> Interval:
    """Mantel-Haenszel ratio over strata of the same member, equally busy with us in the week before."""
    give_place, control_place = _strata(gives, contacts, both), _strata(controls, contacts, both)
    size = 2 * len(both)
    n1, a = _count(give_place, np.ones(len(gave)), size), _count(give_place, gave.astype(np.float64), size)
    n0, c = (
        _count(control_place, np.ones(len(unanswered)), size),
        _count(control_place, unanswered.astype(np.float64), size),
    )
    whole = np.maximum(n1 + n0, 1.0)
    over = (a * n0 / whole).reshape(-1, 2).sum(axis=1)
    under = (c * n1 / whole).reshape(-1, 2).sum(axis=1)
    rng = np.random.default_rng(len(gave) + len(unanswered))
    draws = rng.multinomial(len(both), np.full(len(both), 1.0 / len(both)), size=_RESAMPLES)
    # Half a case on both sides keeps the ratio finite where nothing came back.
    again = (draws @ over + 0.5) / (draws @ under + 0.5)
    low, high = np.percentile(again, [2.5, 97.5])
    return Interval(float((over.sum() + 0.5) / (under.sum() + 0.5)), float(low), float(high))


def _strata(moments: Moments, contacts: Moments, both: Ints) -> Ints:
    """Twice the member's place in ``both``, plus 1 if they contacted the brand in the week before; -1 if not there."""
    place = np.minimum(np.searchsorted(both, moments.member), len(both) - 1)
    week = Moments(moments.member, moments.time - 7 * DAY_MS)
    busy = followed(week, contacts, -1, 7 * DAY_MS - 1)
    return np.where(both[place] == moments.member, 2 * place + busy, -1)


def _count(place: Ints, value: Floats, size: int) -> Floats:
    return np.bincount(place[place >= 0], weights=value[place >= 0], minlength=size).astype(np.float64)
