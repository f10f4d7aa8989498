"""Training: files of labelled messages in, the model out; the same files give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.classifier.calibration import Calibration, fit_calibration
from analyzers.classifier.features import Seen, see
from analyzers.classifier.kinds import KINDS
from analyzers.classifier.model import Model
from analyzers.classifier.network import Network, times
from analyzers.classifier.training.evidence import evidence
from analyzers.classifier.training.fit import fit, gram_matrix
from analyzers.classifier.training.kinds import fit_kinds
from analyzers.classifier.training.rows import OWN_FILES, Row, read_rows
from storage.errors import SourceError

NAME = "givetake-fast@2"
#: Folds of rooms for calibration.
FOLDS = 5
#: Messages of rooms never seen score lower than the held-out rooms of the training files: log-odds to add back.
NEW_ROOMS = 0.8

Floats = npt.NDArray[np.float64]


def train(paths: Sequence[Path], own: Sequence[Path] = OWN_FILES) -> Model:
    """The model of some labelled files and of the project's own.

    Raises:
        SourceError: A file cannot be read, or there is nothing to learn from.
    """
    return train_rows(read_rows([*paths, *own]))


def train_rows(rows: Sequence[Row]) -> Model:
    """The model of some labelled rows."""
    if len({row.label for row in rows}) < 2:
        raise SourceError("There is nothing to learn from.", "Give labelled files with gives and takes.")
    seen = see([row.text for row in rows])
    grams = gram_matrix(seen)
    target, weight = targets(rows)
    network = fit(seen.dense, grams, target, weight)
    known = [index for index, row in enumerate(rows) if row.kind in KINDS]
    kinds = np.array([KINDS.index(rows[index].kind or "") for index in known], dtype=np.int64)
    return Model(
        name=NAME,
        network=network,
        calibration=_calibration(rows, seen, grams),
        kinds=fit_kinds(seen.dense[known], grams[known], kinds, weight[known]),
        evidence=evidence(rows, seen),
    )


def targets(rows: Sequence[Row]) -> tuple[Any, Any]:
    """What to reach (1 for a take) and how much each row counts."""
    target = np.array([row.label == "take" for row in rows], dtype=np.float32)
    return target, np.array([row.weight for row in rows], dtype=np.float32)


def fold_of(row: Row, folds: int = FOLDS) -> int:
    """The fold of a row: the same for a whole room, and for ever."""
    return int(hashlib.md5(row.fold_key.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def held_out(rows: Sequence[Row], seen: Seen, grams: Any, judged: npt.NDArray[np.bool_]) -> Floats:
    """Log-odds of the ``judged`` rows from networks that saw nothing of their rooms; others stay 0."""
    target, weight = targets(rows)
    fold = np.array([fold_of(row) for row in rows])
    found = np.zeros(len(rows))
    for number in sorted(set(fold[judged])):
        test = judged & (fold == number)
        learn = ~(fold == number) | ~judged
        network = fit(seen.dense[learn], grams[learn], target[learn], weight[learn], seeds=(0,))
        found[test] = _logits(network, seen.dense[test], grams[test])
    return found


def _logits(network: Network, dense: Any, grams: Any) -> Any:
    active = np.maximum(times(dense, network.hidden) + network.hidden_bias, 0.0)
    return grams @ network.grams + times(dense, network.direct) + times(active, network.out) + network.bias


def _calibration(rows: Sequence[Row], seen: Seen, grams: Any) -> Calibration:
    """Platt scaling on the rows that a reader labelled in a real room (those with a kind and a group)."""
    own = {path.stem for path in OWN_FILES}
    judged = np.array([row.kind is not None and row.origin not in own for row in rows])
    if len({fold_of(row) for row, wanted in zip(rows, judged, strict=True) if wanted}) < 2:
        return Calibration()
    logit = held_out(rows, seen, grams, judged)[judged]
    target, _ = targets(rows)
    weight = np.array([0.5 if row.ambiguous else 1.0 for row in rows])
    found = fit_calibration(logit, target[judged].astype(float), weight[judged])
    return Calibration(slope=found.slope, shift=round(found.shift + NEW_ROOMS, 6))
