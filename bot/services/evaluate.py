"""Measure the classifier on labelled messages or on people's verdicts, and make it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from analyzers.classifier import deep_installed, load
from analyzers.classifier.evaluation import Agreement, Evaluation, agreement, evaluate
from analyzers.classifier.model import to_bytes
from analyzers.classifier.training.rows import read_rows
from analyzers.classifier.training.train import train
from storage.errors import NothingToReportError, SourceError
from storage.models import from_millis
from storage.store import Store


def evaluate_files(paths: Sequence[Path], *, deep: bool | None = None, model: Path | None = None) -> Evaluation:
    """Every figure over labelled JSON lines, with the second stage or not (None: where it is installed).

    Raises SourceError and ModelError.
    """
    classifier = load(model, deep=deep_installed() if deep is None else deep)
    rows = read_rows(paths)
    if not rows:
        raise SourceError("No labelled message in these files.", "Give JSON lines with text and label (give or take).")
    return evaluate(rows, classifier, classifier.settings.thresholds.take)


def evaluate_verdicts(store: Store) -> list[Agreement]:
    """How often moderators and the model agreed, by month. Raises NothingToReportError."""
    found = [(_month(from_millis(each.time)), each.human, each.label.label) for each in store.judged_by_people()]
    if not found:
        raise NothingToReportError("Nobody has given a verdict yet.", "Give some with: givetake queue")
    return agreement(found)


def train_files(paths: Sequence[Path], out: Path, unlabelled: Path | None = None) -> int:
    """Make the model from labelled files and write it; gives its size in bytes. Raises SourceError."""
    content = to_bytes(train(paths, unlabelled=unlabelled))
    try:
        out.write_bytes(content)
    except OSError as error:
        raise SourceError(f"{out} cannot be written: {error.strerror}.", "Name another file with --out.") from error
    return len(content)


def _month(time: datetime) -> str:
    return f"{time:%Y-%m}"
