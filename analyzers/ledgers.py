"""How relationships add up: a contact becomes a ledger, ledgers merge.

``merge`` is associative and commutative and ``Ledger()`` is its identity, so one message, a late
message, a million messages and two processes all use the same few lines. Sums of decayed counts are
floats: equal up to rounding (about 1e-12), whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterable

from storage.ledger import DAY_MS, IN_HALF_LIVES, OUT_HALF_LIVES, Ledger
from storage.models import Exchange, to_millis

__all__ = ["DAY_MS", "IN_HALF_LIVES", "OUT_HALF_LIVES", "Ledger", "decay", "fold", "merge", "of"]


def of(exchange: Exchange) -> Ledger:
    """The ledger of a single contact."""
    at = to_millis(exchange.time)
    day = 1 << (at // DAY_MS)
    give, take = exchange.label == "give", exchange.label == "take"
    if exchange.inbound:
        return Ledger(
            at=at, in_count=1, in_first=at, in_last=at, in_days=day,
            in_decayed=(1.0,) * len(IN_HALF_LIVES), received=int(give), asked=int(take),
        )  # fmt: skip
    return Ledger(
        at=at, out_count=1, out_first=at, out_last=at, out_days=day,
        out_decayed=(1.0,) * len(OUT_HALF_LIVES), gave=int(give), took=int(take),
        last_give=at if give else None,
    )  # fmt: skip


def merge(a: Ledger, b: Ledger) -> Ledger:
    """The ledger of both pasts together: decay both to the later time, then add."""
    if a.at is None:
        return b
    if b.at is None:
        return a
    at = max(a.at, b.at)
    return Ledger(
        at=at,
        in_count=a.in_count + b.in_count,
        in_first=_earlier(a.in_first, b.in_first),
        in_last=_later(a.in_last, b.in_last),
        in_days=a.in_days | b.in_days,
        in_decayed=_add(decay(a.in_decayed, IN_HALF_LIVES, at - a.at), decay(b.in_decayed, IN_HALF_LIVES, at - b.at)),
        received=a.received + b.received,
        asked=a.asked + b.asked,
        out_count=a.out_count + b.out_count,
        out_first=_earlier(a.out_first, b.out_first),
        out_last=_later(a.out_last, b.out_last),
        out_days=a.out_days | b.out_days,
        out_decayed=_add(
            decay(a.out_decayed, OUT_HALF_LIVES, at - a.at), decay(b.out_decayed, OUT_HALF_LIVES, at - b.at)
        ),
        gave=a.gave + b.gave,
        took=a.took + b.took,
        last_give=_later(a.last_give, b.last_give),
    )


def fold(exchanges: Iterable[Exchange], start: Ledger | None = None) -> Ledger:
    """All contacts in one ledger, on top of ``start``; the order does not matter."""
    ledger = start or Ledger()
    for exchange in exchanges:
        ledger = merge(ledger, of(exchange))
    return ledger


def decay(counts: tuple[float, ...], half_lives: tuple[int, ...], millis: int) -> tuple[float, ...]:
    """Decayed counts as they stand ``millis`` later (one value a half-life, in days)."""
    if not millis:
        return counts
    days = millis / DAY_MS
    return tuple(count * 2.0 ** (-days / half) for count, half in zip(counts, half_lives, strict=True))


def _add(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _earlier(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _later(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)
