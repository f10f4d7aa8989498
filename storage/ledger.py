"""The mergeable summary of one relationship, as the store keeps it.

How ledgers are made and merged is ``analyzers/ledgers.py``'s business; this is the noun alone.
"""

from __future__ import annotations

import msgspec

DAY_MS = 86_400_000
#: Half-lives in days of the decayed inbound (member -> brand) counts.
IN_HALF_LIVES = (3, 7, 30, 90, 365)
#: Half-lives in days of the decayed outbound (brand -> member) counts.
OUT_HALF_LIVES = (7, 30, 90)


class Ledger(msgspec.Struct, frozen=True, gc=False):
    """One relationship's past; all times are milliseconds since 1970-01-01 UTC.

    ``at`` is the time of the latest contact folded in, at which the decayed counts are valid: each
    contact adds ``2 ** -(age / half-life)``. ``in_days`` and ``out_days`` are sets of active days as bit
    masks (bit n is the n-th UTC day since 1970). ``gave`` and ``took`` count the brand's gives and takes
    to the member, ``received`` the member's gives to the brand and ``asked`` its takes; unsure ones
    count in ``in_count`` and ``out_count`` alone. ``last_give`` is the brand's last give.
    """

    at: int | None = None
    in_count: int = 0
    in_first: int | None = None
    in_last: int | None = None
    in_days: int = 0
    in_decayed: tuple[float, ...] = (0.0,) * len(IN_HALF_LIVES)
    received: int = 0
    asked: int = 0
    out_count: int = 0
    out_first: int | None = None
    out_last: int | None = None
    out_days: int = 0
    out_decayed: tuple[float, ...] = (0.0,) * len(OUT_HALF_LIVES)
    gave: int = 0
    took: int = 0
    last_give: int | None = None
