"""What communities put up with, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.policies import WEEKDAYS
from analyzers.verdict import exact
from bot.render.rows import Row, render_rows
from storage.policies import Norm

Shown = tuple[str, float, str, Norm | None, float | None, float | None, int, int, float | None]


def render_policies(rows: Sequence[Shown], form: str) -> str:
    """(community, tolerated, where that is from, norm, learned limit and the shares it comes from) as a table."""
    columns = ("community", "tolerated", "from", "welcome", "disclose", "learned", "before_trouble", "else", "seen")
    table: list[Row] = [
        (
            community, exact(tolerated), origin, _welcome(norm), "yes" if norm and norm.disclosure else "",
            _share(limit), _share(trouble), _share(peace), f"{troubled} of {troubled + fine}",
        )
        for community, tolerated, origin, norm, trouble, peace, troubled, fine, limit in rows
    ]  # fmt: skip
    return render_rows(columns, table, form, empty="No community is known yet.", folds="welcome")


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


def _welcome(norm: Norm | None) -> str:
    if norm is None:
        return ""
    return ", ".join((*norm.channels, *norm.threads, *norm.flairs, *([_days(norm)] if norm.weekdays else [])))


def _days(norm: Norm) -> str:
    return ", ".join(WEEKDAYS[day] for day in norm.weekdays)


def _share(value: float | None) -> str:
    return "too few to say" if value is None else exact(value)
