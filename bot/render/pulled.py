"""What reading a platform brought, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence


def render_pulled(new: int, altered: int, problems: int, closed: Sequence[str]) -> str:
    """Counts, and the places that could not be read."""
    lines = [f"{new:,} new messages, {altered:,} changed."]
    lines += [f"{problems:,} could not be understood (givetake import --problems)."] if problems else []
    return "\n".join([*lines, *(f"Not read: {reason}" for reason in closed)])
