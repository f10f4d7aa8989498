"""Before you hit send: what a draft counts as, and what the balance of its community would become."""

from __future__ import annotations

import math
from collections.abc import Iterable

from analyzers.balance import Balance, count, weigh, within
from analyzers.evidence import Policy
from analyzers.verdict import Judgement, judge
from storage.models import Label, Noun, Period, Tally


class DraftCheck(Noun, frozen=True):
    """A draft's label, and the community's balance and verdict before and after sending it.

    ``community`` is a display name, empty when the draft is judged on its own over all communities.
    ``reminders`` say what the community's policy asks for. ``short`` is how many gives are missing before a take
    would stay within the tolerated share (0: it would now), ``at_risk`` names the people here whose relationship
    is Weakening.
    """

    text: str
    label: Label
    community: str
    period: Period
    before: Balance
    after: Balance
    verdict_before: Judgement
    verdict_after: Judgement
    reminders: tuple[str, ...] = ()
    short: int = 0
    at_risk: tuple[str, ...] = ()


def check_draft(
    text: str,
    label: Label,
    tallies: Iterable[Tally],
    period: Period,
    *,
    policy: Policy,
    community: str = "",
    name: str = "",
) -> DraftCheck:
    """Judge what ``text``, labelled ``label``, would do to the brand's balance in ``community`` over ``period``.

    An empty ``community`` means all of them together, by the policy's default.
    """
    counts = count(tally for tally in within(tallies, period) if community in ("", tally.community))
    tolerated = policy.tolerance(community)
    before = weigh(counts, policy.minimum, tolerated, "before")
    after = weigh(counts.plus(label.label), policy.minimum, tolerated, "after")
    return DraftCheck(
        text=text,
        label=label,
        community=name or community,
        period=period,
        before=before,
        after=after,
        verdict_before=judge(before, "before"),
        verdict_after=judge(after, "after"),
        short=gives_short(before, tolerated),
    )


def gives_short(balance: Balance, tolerated: float) -> int:
    """How many gives are missing before one more take makes up no more than the ``tolerated`` share.

    0 where nothing is tolerated: no number of gives makes a take welcome there, and the verdict says so.
    """
    if tolerated <= 0:
        return 0
    takes = balance.takes + 1
    return max(0, math.ceil(takes / tolerated - 1e-9) - takes - balance.gives)
