"""The tempo of a brand: how its members come and come back at present, the same for all its relationships."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzers.forecast.pasts import HORIZON, LIVE_DAYS, Pasts

#: The columns of ``Pasts.tempo``: the share of live members heard from in 30 days; of those who came 31 to
#: 60 days ago, the share who came in the last 30 days; of the others known by then, the share who did; days since
#: anybody came; and the members' days with messages anywhere, last week against last month.
HEARD, STAYED, RETURNED, QUIET, TREND = range(5)
NAMES = ("heard", "stayed", "returned", "quiet", "trend")
_LONGEST = 1095.0


def with_tempo(pasts: Pasts) -> Pasts:
    """The pasts of one whole brand at one moment, with ``tempo`` filled in from themselves.

    Shares are drawn towards a common value, as few members say little.
    """
    shares = np.array(_shares(pasts)) if len(pasts) else np.zeros(len(NAMES))
    return msgspec.structs.replace(pasts, tempo=np.tile(shares, (len(pasts), 1)))


def _shares(pasts: Pasts) -> tuple[float, ...]:
    live = pasts.live
    came = pasts.in_last >= pasts.day - HORIZON
    known = (pasts.in_first < pasts.day - HORIZON) & (pasts.last >= pasts.day - HORIZON - LIVE_DAYS)
    others = known & ~pasts.came_before
    last = float(np.floor(np.max(pasts.in_last)))
    week, month = (float(pasts.any_day_decayed[live, column].sum()) for column in (0, 1))
    return (
        float((live & came).sum()) / max(1.0, float(live.sum())),
        (float((pasts.came_before & came).sum()) + 1.0) / (float(pasts.came_before.sum()) + 3.0),
        (float((others & came).sum()) + 0.5) / (float(others.sum()) + 15.0),
        min(float(pasts.day[0]) - last, _LONGEST),
        float(np.log((week + 0.5) / (month + 2.0))),
    )
