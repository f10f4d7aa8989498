"""The give/take classifier: where does the value of a message flow?

``load()`` gives the shipped one. Importing this package stays light: spaCy is only loaded by :mod:`.pipeline`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.classifier.protocol import Classifier


def load(path: Path | None = None) -> Classifier:
    """The classifier of a model file, or the shipped one."""
    from analyzers.classifier.judge import SignClassifier

    return SignClassifier()


__all__ = ["load"]
