"""Pieces of Markdown: tables of cells that are already escaped, and excerpts of messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.render.clean import line, link

_EXCERPT = 160


def table(header: Sequence[str], rows: Iterable[Sequence[str]], most: int | None = None) -> Iterator[str]:
    """A table with its cells as given, cut after ``most`` rows, and an empty line."""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    listed = list(rows)
    for row in listed[:most]:
        yield f"| {' | '.join(row)} |"
    cut = len(listed) - len(listed[:most])
    yield f"\nand {cut} more\n" if cut else ""


def excerpt(text: str, url: str | None = None) -> str:
    """The start of a message on one line, shown literally and linked to where it stands."""
    shown = line(text, 4 * _EXCERPT)
    return link(shown if len(shown) <= _EXCERPT else f"{shown[: _EXCERPT - 1]}…", url)
