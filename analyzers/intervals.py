"""Confidence intervals for shares and for the difference of two shares; small counts get wide ones."""

from __future__ import annotations

from math import sqrt

#: Two-sided 95 % and 80 % quantiles of the standard normal distribution.
Z95 = 1.959963984540054
Z80 = 1.2815515655446004

Interval = tuple[float, float]


def wilson(hits: int, total: int, z: float = Z95) -> Interval:
    """The score interval of a share, ``hits`` of ``total`` (at least one), within 0 to 1.

    E. B. Wilson, "Probable inference", JASA 22 (1927), 209-212; without continuity correction.
    """
    share, weight = hits / total, z * z / total
    middle = (share + weight / 2) / (1 + weight)
    reach = z * sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight)
    low = 0.0 if hits == 0 else max(0.0, middle - reach)
    high = 1.0 if hits == total else min(1.0, middle + reach)
    return low, high


def newcombe(hits: int, total: int, hits_before: int, total_before: int, z: float = Z95) -> Interval:
    """The interval of a difference of shares, ``hits / total - hits_before / total_before``.

    R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10: the distances to the two
    Wilson limits are squared and added.
    """
    share, before = hits / total, hits_before / total_before
    low, high = wilson(hits, total, z)
    low_before, high_before = wilson(hits_before, total_before, z)
    difference = share - before
    below = sqrt((share - low) ** 2 + (high_before - before) ** 2)
    above = sqrt((high - share) ** 2 + (before - low_before) ** 2)
    return max(-1.0, difference - below), min(1.0, difference + above)
