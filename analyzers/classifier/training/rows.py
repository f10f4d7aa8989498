"""Labelled messages as JSON lines, and how much each counts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from storage.errors import SourceError

_DATA = Path(__file__).parent.parent / "data"
#: Messages written for this project: minimal pairs and voices that the other files lack; offers and talk of the same
#: goods, put together from a few dozen sentences; talk of fifteen kinds of communities.
OWN_FILES = (_DATA / "pairs.jsonl", _DATA / "templates.jsonl", _DATA / "worlds.jsonl")

#: Files whose labels are weak or far from chat count less; our own pairs count more. Others count 1.
FILE_WEIGHTS = {"makers": 0.4, "youtube": 0.15, "pairs": 1.5, "templates": 0.25, "worlds": 0.3, "readings": 0.5}


class Row(msgspec.Struct, frozen=True):
    """A labelled message; ``own`` and ``ask`` are exact substrings of ``text`` where a reader marked them.

    ``kind`` is empty where nobody told it. ``group`` is the room or video a message comes from; rows of one group
    are never split between training and test. ``origin`` is the stem of the file it was read from.
    """

    text: str
    label: Literal["give", "take"]
    id: str = ""
    kind: str | None = None
    ambiguous: bool = False
    own: str | None = None
    ask: str | None = None
    source: str = ""
    group: str = ""
    hard: bool = False
    origin: str = ""

    @property
    def fold_key(self) -> str:
        """What must stay together in cross-validation: the room, or the thread where one group holds a whole site."""
        return self.source.split(" ")[0] if self.group.startswith("hn") and self.source else self.group or self.source

    @property
    def weight(self) -> float:
        """How much the row counts in training."""
        return (
            FILE_WEIGHTS.get(self.origin, 1.0)
            * (0.5 if self.ambiguous else 1.0)
            * (2.0 if self.label == "take" else 1.0)
        )


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """All rows of some JSON lines files, in order.

    Raises:
        SourceError: A file cannot be read, or a line is no labelled message.
    """
    return [row for path in paths for row in _rows_of(path)]


def _rows_of(path: Path) -> list[Row]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"Cannot read {path}: {error}.", "Give JSON lines in UTF-8 with text and label.") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            rows.append(_row(path, number, line))
    return rows


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = msgspec.json.decode(line, type=Row)
    except msgspec.DecodeError as error:
        raise SourceError(
            f"{path}, line {number}: {error}.", 'Each line needs "text" and "label" ("give" or "take").'
        ) from error
    return msgspec.structs.replace(row, origin=path.stem)
