"""What an import did, and what it could not read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render import clean
from bot.render.rows import render_rows
from bot.render.words import many
from storage.models import Problem

_SHORT = 30


def render_collected(
    *, records: int, new: int, altered: int, unchanged: int, problems: int, skipped: Sequence[str]
) -> str:
    """An import in a line or a few: what came in, what was known, what was put aside."""
    lines = [f"{many(records, 'record')} read: {many(new, 'new message')}, {altered:,} changed."]
    if unchanged:
        lines.append(f"Not read again, as nothing changed in them: {many(unchanged, 'file')}.")
    if problems:
        lines.append(f"Put aside as unreadable: {many(problems, 'record')}; givetake import --problems lists them.")
    if skipped:
        named = ", ".join(clean.line(name, 60) for name in skipped[:3]) + (" ..." if len(skipped) > 3 else "")
        lines.append(f"Passed over as no export: {many(len(skipped), 'file')}: {named}")
    return "\n".join(lines) + "\n"


def render_problems(problems: Sequence[Problem], form: str) -> str:
    """The quarantined records."""
    most = _SHORT if form == "text" else None
    rows = [(p.source, p.position, p.reason, p.excerpt[:most]) for p in problems]
    return render_rows(
        ("source", "position", "reason", "excerpt"), rows, form, empty="Every record could be read.", folds="reason"
    )
