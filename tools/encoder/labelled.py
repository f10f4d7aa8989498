"""The labelled rows as teachers and students see them: soft targets, weights, folds of rooms."""

from __future__ import annotations

import os
from pathlib import Path

from analyzers.classifier.deep import encoder_text
from analyzers.classifier.training.readings import read_labels
from analyzers.classifier.training.rows import OWN_FILES, Row, read_rows
from analyzers.classifier.training.train import fold_of

LABELS = Path(os.environ.get("GIVETAKE_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "labels"
FOLDS = 3
#: How much a row of each file counts; ambiguous ones count half, takes half again as much.
_COUNTS = {
    "train": 1.3,
    "makers": 0.4,
    "youtube": 0.25,
    "pairs": 1.3,
    "templates": 0.25,
    "worlds": 1.0,
    "readings": 0.7,
}
#: Files whose rows are held out by their room or world.
HELD = ("train", "makers", "worlds", "readings")


def labelled() -> list[Row]:
    """All rows that may be trained on."""
    labelled_files = [LABELS / f"{name}.jsonl" for name in ("train", "makers", "youtube")]
    return [*read_rows([*labelled_files, *OWN_FILES]), *read_labels(LABELS / "unlabelled.jsonl.gz")]


def in_fold(row: Row, fold: int | None) -> bool:
    """Whether a row is held out: its room, thread or world falls into the fold."""
    return fold is not None and row.origin in HELD and fold_of(row, FOLDS) == fold


def target(row: Row) -> float:
    """The probability of *take* to reach: readers leave less doubt where they are sure."""
    if row.ambiguous:
        return 0.75 if row.label == "take" else 0.2
    return 0.985 if row.label == "take" else 0.005


def count(row: Row) -> float:
    """How much a row counts."""
    return _COUNTS[row.origin] * (0.5 if row.ambiguous else 1.0) * (1.5 if row.label == "take" else 1.0)


def marks(row: Row, starts: list[int]) -> list[list[float]]:
    """For every word that begins at one of ``starts``: whether it is in the own and in the ask span."""
    places = []
    for part in (row.own, row.ask):
        at = row.text.find(part) if part else -1
        places.append((at, at + len(part or "")) if at >= 0 else (0, 0))
    return [[float(low <= start < high) for low, high in places] for start in starts]


def teacher_text(text: str) -> str:
    """The text as MiniLM reads it: as the second stage does."""
    return encoder_text(text)
