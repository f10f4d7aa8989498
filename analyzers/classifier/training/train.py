"""Training: files of labelled messages in, the model out; the same files give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzers.classifier.calibration import Calibration, Mix, fit_calibration, fit_mix, probabilities
from analyzers.classifier.encoder import Encoder, load_encoder
from analyzers.classifier.features import Seen, see
from analyzers.classifier.kinds import KINDS
from analyzers.classifier.model import Model
from analyzers.classifier.network import Network
from analyzers.classifier.training.evidence import evidence
from analyzers.classifier.training.fit import fit, gram_matrix, times
from analyzers.classifier.training.kinds import fit_kinds
from analyzers.classifier.training.readings import read_labels
from analyzers.classifier.training.rows import OWN_FILES, Row, read_rows
from analyzers.classifier.training.wording import held_out_logits
from storage.errors import SourceError

NAME = "givetake-fast@4"
#: Folds of rooms for calibration.
FOLDS = 5
#: The share of takes that probabilities are fitted for: about what moderators meet among messages worth a look.
SHARE = 0.12

#: Files whose messages were written or put together one by one, for no community.
_NOWHERE = frozenset({"pairs", "templates"})
#: The mix where there are too few rows to fit one.
_NO_MIX = Mix(0.5, 0.5, 0.0)

Floats = npt.NDArray[np.float64]


def train(paths: Sequence[Path], own: Sequence[Path] = OWN_FILES, unlabelled: Path | None = None) -> Model:
    """The model of some labelled files, of the project's own, and of ``unlabelled`` messages that it has labels for.

    Raises:
        SourceError: A file cannot be read, or there is nothing to learn from.
    """
    return train_rows([*read_rows([*paths, *own]), *(read_labels(unlabelled) if unlabelled else ())])


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
    encoder = load_encoder()
    calibration, mix = _calibrations(rows, seen, grams, encoder)
    return Model(
        name=NAME,
        network=network,
        calibration=calibration,
        kinds=fit_kinds(seen.dense[known], grams[known], kinds, weight[known]),
        evidence=evidence(rows, seen),
        mix=mix,
        encoder=encoder,
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


def _calibrations(rows: Sequence[Row], seen: Seen, grams: Any, encoder: Encoder) -> tuple[Calibration, Mix]:
    """Platt scaling of the network, and its mix with the encoder.

    Both are fitted on the rows that a reader labelled in a community (those with a kind and a group), by networks
    and encoders that saw nothing of it.
    """
    judged = np.array([row.kind is not None and row.origin not in _NOWHERE for row in rows])
    if len({fold_of(row) for row, wanted in zip(rows, judged, strict=True) if wanted}) < 2:
        return Calibration(), _NO_MIX
    logit = held_out(rows, seen, grams, judged)
    target = np.array([row.label == "take" for row in rows], dtype=float)
    weight = shares(rows, judged)
    calibration = fit_calibration(logit[judged], target[judged], weight[judged])
    wording, usable = held_out_logits(encoder, rows, seen)
    both = judged & usable & _NO_MIX.reads(probabilities(calibration(logit)))
    if len(set(target[both])) < 2:
        return calibration, _NO_MIX
    return calibration, fit_mix(logit[both], wording[both], target[both], weight[both])


def shares(rows: Sequence[Row], judged: npt.NDArray[np.bool_]) -> Floats:
    """How much each ``judged`` row counts for the probabilities: ambiguous ones half, gives so that SHARE is takes.

    The rows of real rooms and the written ones are brought to that share each on their own.
    """
    weight = np.array([0.5 if row.ambiguous else 1.0 for row in rows])
    takes = np.array([row.label == "take" for row in rows])
    written = np.array([row.origin == "worlds" for row in rows])
    for part in (judged & written, judged & ~written):
        gives = weight[part & ~takes].sum()
        if gives and (part & takes).any():
            weight[part & ~takes] *= weight[part & takes].sum() / gives * (1 - SHARE) / SHARE
    return weight
