"""Lists of people: who writes most, and how each relationship stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.render.rows import render_rows
from storage.models import Account, Relationship

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def render_members(found: Sequence[tuple[Account, int, int, int]], form: str) -> str:
    """(account, messages, first day, last day) as a table."""
    rows = [
        (account.id, account.display or account.name, "bot" if account.bot else "", count, _day(first), _day(last))
        for account, count, first, last in found
    ]
    return render_rows(
        ("account", "name", "bot", "messages", "first", "last"), rows, form,
        empty="Nobody is known yet. Import something with: givetake import PATH...",
    )  # fmt: skip


def render_relationships(found: Sequence[Relationship], form: str) -> str:
    """Relationships as a table; ``p_30d`` and ``norm`` are shares in data formats, percent in text."""
    columns = ("member", "state", "p_30d", "norm", "last_contact", "trip_wire", "gave", "took", "received", "accounts")
    return render_rows(columns, [_row(each, form) for each in found], form, empty="No relationship to show.")


def _row(each: Relationship, form: str) -> tuple[str | int | float | None, ...]:
    share = _percent if form in ("text", "markdown") else _rounded
    return (
        each.member.name, each.state, share(each.p_30d), share(each.norm), _date(each.last_contact),
        _date(each.trip_wire), each.gave, each.took, each.received, " ".join(each.member.accounts),
    )  # fmt: skip


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{value:.0%}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _date(time: datetime | None) -> str | None:
    return f"{time:%Y-%m-%d}" if time else None


def _day(number: int) -> str:
    return f"{_EPOCH + timedelta(days=number):%Y-%m-%d}"
