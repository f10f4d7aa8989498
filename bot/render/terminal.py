"""From Rich objects to a string for a terminal, a pipe or a file."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.render.clean import line

# A private character stands for the glued blank; no text of others contains one once it is clean.
_GLUE = "\ue000"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|[A-Z][a-z]{2}\b)")

#: Wider lines are hard to read; narrower terminals cannot hold the tables.
NARROWEST, WIDEST, PIPED = 60, 120, 80


def width_of(width: int | None) -> int:
    """The width to write for: the one asked for, else the terminal's, else 80, within reason."""
    if width is None:
        width = shutil.get_terminal_size((PIPED, 24)).columns if sys.stdout.isatty() else PIPED
    return max(NARROWEST, min(WIDEST, width))


def wants_color(color: bool | None) -> bool:
    """Whether to colour: as asked for, else on a terminal unless ``NO_COLOR`` or a dumb terminal forbids it."""
    if color is not None:
        return color
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def glue(text: str) -> str:
    """Keep figures and their units, days and their months, on one line.

    Rich breaks lines at every white space, even the no-break one.
    """
    return _BEFORE_UNIT.sub(_GLUE, text)


def paint(parts: Iterable[RenderableType], width: int, color: bool) -> str:
    """All parts, one below the other, as one string that ends in a line end."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(row.rstrip() for row in out.getvalue().replace(_GLUE, " ").splitlines()) + "\n"


def heading(title: str, key: str, width: int) -> Text:
    """A section's title on a line that ends in the key that explains it."""
    rule = "─" * max(2, width - cell_len(title) - cell_len(key) - 2)
    return Text.assemble((title, "bold"), " ", (rule, "dim"), " ", (key, "dim"))


def small_print(text: str) -> Padding:
    """What the columns above mean, indented as they are."""
    return Padding(Text(text, style="dim"), (0, 0, 0, 2))


def said(text: str, cells: int) -> Text:
    """Somebody's words on one line of at most ``cells``, cut with an ellipsis; markup in them means nothing."""
    shown = Text(line(text, 4 * cells + 200), no_wrap=True)
    shown.truncate(max(1, cells), overflow="ellipsis")
    return shown
