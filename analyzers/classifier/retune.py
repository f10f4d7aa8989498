"""Verdicts teach: counts of human verdicts in, settings out; no text is learned, and a few clicks change nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from analyzers.classifier.settings import ContextWeights, Thresholds

#: Fewer verdicts than this leave everything as it is.
FLOOR = 25
#: The model's own probability counts as this many verdicts in each bin, and for each context weight.
PRIOR = 20.0
#: Furthest that verdicts may move a threshold (probability) or a context weight (log-odds).
MOST_THRESHOLD, MOST_WEIGHT = 0.25, 1.5
#: Equal bins of probability in which verdicts are counted.
BINS = 20


class BinCount(msgspec.Struct, frozen=True):
    """Human verdicts on messages whose ``p_take`` fell in one bin."""

    gives: int = 0
    takes: int = 0


class PushCount(msgspec.Struct, frozen=True):
    """Human verdicts on messages where one context reason spoke; ``expected`` is the sum of their ``p_take``."""

    gives: int = 0
    takes: int = 0
    expected: float = 0.0


def bin_of(p_take: float) -> int:
    """The bin of a probability, 0 to BINS - 1."""
    return max(0, min(BINS - 1, int(p_take * BINS)))


def retune_thresholds(counts: Sequence[BinCount], shipped: Thresholds, floor: int = FLOOR) -> Thresholds:
    """Thresholds for one community from its verdicts by bin of ``p_take`` (BINS of them).

    In each bin the share of takes is the verdicts' together with PRIOR verdicts at the model's word; the shares
    are made to rise with the bin, and the thresholds go where they cross the shipped ones.
    """
    if sum(count.gives + count.takes for count in counts) < floor:
        return shipped
    shares = _rising([_share(index, count) for index, count in enumerate(counts)])
    take = _crossing(shares, shipped.take)
    give = _crossing(shares, shipped.give)
    take = _near(take, shipped.take, MOST_THRESHOLD)
    return Thresholds(take=take, give=min(_near(give, shipped.give, MOST_THRESHOLD), take))


def retune_context(counts: Mapping[str, PushCount], shipped: ContextWeights, floor: int = FLOOR) -> ContextWeights:
    """Context weights for one community: each moves by how far its verdicts are from what was expected.

    Unknown names are ignored, so that counts outlive a renamed weight.
    """
    known = {name: value for name, value in msgspec.structs.asdict(shipped).items() if name in counts}
    moved = {name: value + _lesson(counts[name], floor) for name, value in known.items()}
    return msgspec.structs.replace(shipped, **{name: round(value, 4) for name, value in moved.items()})


def _share(index: int, count: BinCount) -> float:
    seen = count.gives + count.takes
    return (count.takes + PRIOR * (index + 0.5) / BINS) / (seen + PRIOR)


def _rising(shares: list[float]) -> list[float]:
    """The nearest sequence that never falls (pool adjacent violators, equal weights)."""
    blocks: list[tuple[float, int]] = []
    for share in shares:
        block = (share, 1)
        while blocks and blocks[-1][0] > block[0]:
            last, size = blocks.pop()
            block = ((last * size + block[0] * block[1]) / (size + block[1]), size + block[1])
        blocks.append(block)
    return [share for share, size in blocks for _ in range(size)]


def _crossing(shares: list[float], level: float) -> float:
    """The probability at which the shares, read as a line through the bins' middles, reach ``level``."""
    middles = [(index + 0.5) / BINS for index in range(len(shares))]
    for index, share in enumerate(shares):
        if share >= level:
            if index == 0:
                return middles[0]
            before = shares[index - 1]
            part = (level - before) / (share - before)
            return round(middles[index - 1] + part * (middles[index] - middles[index - 1]), 4)
    return middles[-1]


def _lesson(count: PushCount, floor: int) -> float:
    seen = count.gives + count.takes
    if seen < floor:
        return 0.0
    prior = PRIOR * min(max(count.expected / seen, 0.02), 0.98)
    takes, gives = count.takes + prior, count.gives + PRIOR - prior
    expected = min(max(count.expected / seen, 0.02), 0.98)
    return max(-MOST_WEIGHT, min(MOST_WEIGHT, math.log(takes / gives) - math.log(expected / (1 - expected))))


def _near(value: float, centre: float, most: float) -> float:
    return round(max(centre - most, min(centre + most, value)), 4)
