"""The labelled rows as teachers and students see them: soft targets, weights, folds of rooms."""

from __future__ import annotations

import os
import re
from pathlib import Path

from analyzers.classifier.training.rows import OWN_FILES, Row, read_rows
from analyzers.classifier.training.train import fold_of

LABELS = Path(os.environ.get("GIVETAKE_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "labels"
FOLDS = 3
#: How much a row of each file counts; ambiguous ones count half, takes half again as much.
_COUNTS = {"train": 1.3, "makers": 0.4, "youtube": 0.25, "pairs": 1.3, "templates": 0.25}
_FENCE = re.compile(r"```.*?(?:```|$)", re.DOTALL)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_SCHEME = re.compile(r"^https?://(?:www\.)?|^www\.", re.IGNORECASE)


def labelled() -> list[Row]:
    """All rows that may be trained on."""
    return read_rows([*(LABELS / f"{name}.jsonl" for name in ("train", "makers", "youtube")), *OWN_FILES])


def in_fold(row: Row, fold: int | None) -> bool:
    """Whether a row is held out: its room or thread falls into the fold."""
    return fold is not None and row.origin in ("train", "makers") and fold_of(row, FOLDS) == fold


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
    """The text as MiniLM reads it: links short, code blocks one mark."""
    return _URL.sub(_short, _FENCE.sub(" [code] ", text))


def _short(match: re.Match[str]) -> str:
    link = _SCHEME.sub("", match.group())
    return f" {link if len(link) <= 44 else link[:44] + '…'} "
