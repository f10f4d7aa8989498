"""What communities put up with, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.policies import WEEKDAYS
from analyzers.verdict import exact
from bot.render.rows import Row, render_rows
from storage.policies import Norm

Shown = tuple[str, float, str, Norm | None, float | None, float | None, int, int, float | None]


def render_policies(rows: Sequence[Shown], form: str) -> str:
    """(community, tolerated, where from, norm, shares before trouble and else, counts of both, limit) as a table."""
    if form in ("json", "csv"):
        columns = (
            "community",
            "tolerated",
            "from",
            "welcome",
            "disclosure",
            "before_trouble",
            "else",
            "troubled",
            "fine",
        )
        table: list[Row] = [
            (community, tolerated, origin, _welcome(norm), _disclosure(norm), trouble, peace, troubled, fine, limit)
            for community, tolerated, origin, norm, trouble, peace, troubled, fine, limit in rows
        ]
        return render_rows((*columns, "limit"), table, form)
    shown = [
        (row[0], f"{exact(row[1])} ({row[2]})", _lesson(row), _welcome(row[3], _disclosure(row[3]))) for row in rows
    ]
    empty = "No community is known yet."
    wide = ("learned here", "welcome")
    return render_rows(("community", "rule", *wide), shown, form, empty=empty, folds=wide)


def _lesson(row: Shown) -> str:
    """What the past says, in words."""
    _, _, _, _, trouble, peace, troubled, fine, limit = row
    if trouble is None or peace is None:
        return "too few to say"
    told = f"{exact(trouble)} before {troubled} in trouble, {exact(peace)} before {fine} others"
    return f"{told}: {'no clear limit' if limit is None else f'limit {exact(limit)}'}"


def render_proposal(norm: Norm, form: str) -> str:
    """What was read from rules, setting by setting with the sentence it was read from."""
    values = {
        "preset": norm.preset, "tolerated": "" if norm.tolerated is None else exact(norm.tolerated),
        "threads": ", ".join(norm.threads), "flairs": ", ".join(norm.flairs), "weekdays": _days(norm),
        "disclosure": "yes" if norm.disclosure else "no",
    }  # fmt: skip
    said: dict[str, list[str]] = {}
    for setting, sentence in norm.evidence:
        said.setdefault(setting, []).append(sentence)
    rows = [(setting, value, " | ".join(said.get(setting, ()))) for setting, value in values.items()]
    return render_rows(("setting", "proposal", "read from"), rows, form)


def _welcome(norm: Norm | None, *more: str) -> str:
    if norm is None:
        return ""
    days = [_days(norm)] if norm.weekdays else []
    return ", ".join((*norm.channels, *norm.threads, *norm.flairs, *days, *filter(None, more)))


def _disclosure(norm: Norm | None) -> str:
    return "disclosure" if norm and norm.disclosure else ""


def _days(norm: Norm) -> str:
    return ", ".join(WEEKDAYS[day] for day in norm.weekdays)
