"""The store's room for forecasts: the models a brand's own past made, and what they said, to be scored later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from storage.connection import Connection
from storage.models import Relationship, State
from storage.sql import upsert


class Said(msgspec.Struct, frozen=True):
    """What was forecast of a member on a UTC day: the ``state`` announced, and the one ``seen`` at that look."""

    member: str
    day: int
    p_30d: float
    state: State | None
    seen: State | None
    model: str


class Forecasts(Connection):
    """The store's room for forecasts."""

    def forecast_model(self, brand: str, until: int, prior: str) -> tuple[int, bytes] | None:
        """The latest model of the brand fitted on or before the UTC day ``until`` on top of ``prior``: (day, model)."""
        row = self.conn.execute(
            "SELECT fitted, weights FROM forecast_model WHERE brand = ? AND prior = ? AND fitted <= ?"
            " ORDER BY fitted DESC LIMIT 1", (brand, prior, until),
        ).fetchone()  # fmt: skip
        return (row[0], row[1]) if row else None

    def keep_forecast_model(self, brand: str, fitted: int, prior: str, weights: bytes) -> None:
        """Keep a model; older ones stay, so that what they said can be explained."""
        self.conn.execute(
            upsert("forecast_model", ("brand", "fitted", "prior"), "weights"), (brand, fitted, prior, weights)
        )

    def keep_forecasts(
        self, brand: str, day: int, model: str, found: Iterable[Relationship], seen: Mapping[str, State | None]
    ) -> None:
        """Keep what was said of each member on a day, and the state ``seen`` then; saying it again replaces it."""
        self.conn.executemany(
            upsert("forecast", ("brand", "day", "member"), "p_30d", "state", "seen", "model"),
            [(brand, day, each.member.id, each.p_30d, each.state, seen[each.member.id], model) for each in found],
        )

    def forecasts(self, brand: str, day: int) -> list[Said]:
        """What was said on a UTC day."""
        rows = self.conn.execute(
            "SELECT member, day, p_30d, state, seen, model FROM forecast WHERE brand = ? AND day = ? ORDER BY member",
            (brand, day),
        )
        return [Said(*row) for row in rows]

    def forecast_days(self, brand: str, start: int, end: int) -> list[int]:
        """The UTC days in ``start <= day <= end`` on which something was said."""
        rows = self.conn.execute(
            "SELECT DISTINCT day FROM forecast WHERE brand = ? AND day BETWEEN ? AND ? ORDER BY day",
            (brand, start, end),
        )
        return [row[0] for row in rows]
