"""The give/take classifier: where does the value of a message flow?

``load()`` gives the shipped one. Importing this package stays light: numpy is only loaded by ``load``, spaCy only by
:mod:`analyzers.classifier.pipeline`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.classifier.judge import FastClassifier
    from analyzers.classifier.settings import Settings


def deep_installed() -> bool:
    """Whether the libraries of the second stage are there."""
    return all(find_spec(name) for name in ("onnxruntime", "tokenizers"))


def load(path: Path | None = None, settings: Settings | None = None, *, deep: bool = False) -> FastClassifier:
    """The classifier of a model file, or the shipped one; ``deep`` adds the second stage (extra ``givetake[deep]``).

    Raises:
        ModelError: The file cannot be read or does not fit this version, or the second stage is not installed.
    """
    from analyzers.classifier.judge import FastClassifier
    from analyzers.classifier.model import load_model

    if not deep:
        return FastClassifier(load_model(path), settings)
    from analyzers.classifier.deep import DeepStage

    return FastClassifier(load_model(path), settings, DeepStage())


__all__ = ["deep_installed", "load"]
