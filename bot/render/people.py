"""Lists of people: who writes most, and how each relationship stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.render.rows import Row, render_rows
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
        empty="Nobody is known yet. Import something with: givetake import PATH...", folds="name",
    )  # fmt: skip


def render_relationships(found: Sequence[Relationship], form: str) -> str:
    """Relationships as a table: shares and account ids in data formats, percent and names for readers."""
    empty = "No relationship to show."
    if form in ("text", "markdown"):
        return render_rows(_SHOWN, [_shown(each) for each in found], form, empty=empty, folds="member")
    return render_rows(_DATA, [_data(each) for each in found], form, empty=empty)


_SHOWN = ("member", "state", "chance", "norm", "last", "turns", "gave", "took", "got")
_DATA = ("member", "accounts", "state", "p_30d", "norm", "last_contact", "trip_wire", "gave", "took", "received")


def _shown(each: Relationship) -> Row:
    return (
        each.member.name, each.state or "too new", _percent(each.p_30d), _percent(each.norm),
        _date(each.last_contact), _date(each.trip_wire), each.gave, each.took, each.received,
    )  # fmt: skip


def _data(each: Relationship) -> Row:
    return (
        each.member.name, " ".join(each.member.accounts), each.state, round(each.p_30d, 4),
        None if each.norm is None else round(each.norm, 4), _date(each.last_contact), _date(each.trip_wire),
        each.gave, each.took, each.received,
    )  # fmt: skip


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{value:.0%}"


def _date(time: datetime | None) -> str | None:
    return f"{time:%Y-%m-%d}" if time else None


def _day(number: int) -> str:
    return f"{_EPOCH + timedelta(days=number):%Y-%m-%d}"
