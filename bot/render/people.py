"""Lists of people: who writes most, and how each relationship stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from analyzers.reports import Report
from bot.render.clean import line
from bot.render.csv import render_csv
from bot.render.json import as_json, dump
from bot.render.rows import Row, render_rows
from storage.models import Account, Member, Relationship

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def render_members(found: Sequence[tuple[Account, int, int, int]], form: str, like: str = "") -> str:
    """(account, messages, first day, last day) as a table; ``like`` is the part of a name that was looked for."""
    rows = [
        (account.id, account.display or account.name, "bot" if account.bot else "", count, _day(first), _day(last))
        for account, count, first, last in found
    ]
    nobody = "Nobody is known yet. Import something with: givetake import PATH..."
    empty = f"No name or id contains {line(like)!r}." if like else nobody
    return render_rows(
        ("account", "name", "bot", "messages", "first", "last"), rows, form,
        empty=empty, folds="name",
    )  # fmt: skip


def render_relationships(report: Report, form: str) -> str:
    """The relationships of a report alone: in data formats as the whole report has them, else a short table."""
    if form == "json":
        return dump(as_json(report)["relationships"])
    if form == "csv":
        return render_csv(report, "relationships")
    rows = [_shown(each) for each in report.relationships]
    return render_rows(_COLUMNS, rows, form, empty="No relationship to show.", folds="member")


_COLUMNS = ("member", "state", "chance", "norm", "last", "turns", "gave", "took", "got")


def _shown(each: Relationship) -> Row:
    return (
        each.member.name, each.state or "undecided", _percent(each.p_30d), _percent(each.norm),
        _date(each.last_contact), _date(each.trip_wire), each.gave, each.took, each.received,
    )  # fmt: skip


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{value:.0%}"


def _date(time: datetime | None) -> str | None:
    return f"{time:%Y-%m-%d}" if time else None


def _day(number: int) -> str:
    return f"{_EPOCH + timedelta(days=number):%Y-%m-%d}"


def render_standing(member: Member, found: Sequence[tuple[str, Relationship]], form: str) -> str:
    """How a person stands as a whole and on each platform."""
    rows = [(where, *_shown(each)[1:]) for where, each in found]
    empty = f"{member.name} ({', '.join(member.accounts)}) and the brand never spoke."
    return render_rows(("where", *_COLUMNS[1:]), rows, form, empty=empty)


def render_forgotten(
    messages: int, others: int, words: Mapping[str, int], backups: int, lost: Mapping[str, str]
) -> str:
    """What a forgetting did, and what it could not do."""
    lines = [f"Forgotten: {messages} messages; their name and marks are out of {others} messages of others."]
    lines += [f"Backups rewritten: {backups}."] if backups else []
    lines += [
        f"{count} messages hold {name!r}, which may be an ordinary word there; --every-word takes it out, too."
        for name, count in words.items()
    ]
    lines += [f"The backup {path} could not be rewritten: {why}. Delete it yourself." for path, why in lost.items()]
    return "\n".join(lines)
