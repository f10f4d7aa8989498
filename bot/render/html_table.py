"""Small pages: the origin of one line of a report, and plain tables."""

from __future__ import annotations

from collections.abc import Sequence

from analyzers.explain import Explanation
from bot.render.html_base import fill
from bot.render.html_evidence import evidence_of

_MOST = 500


def render_explanation_html(explanation: Explanation) -> str:
    """The origin of one line as a page, with at most 500 of its messages."""
    return fill("line.html", it=evidence_of(explanation, "line", _MOST), key=explanation.key)


def render_table_html(columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    """A table of cells as a page; ``empty`` is said where there is no row."""
    return fill("table.html", columns=columns, rows=rows, empty=empty)
