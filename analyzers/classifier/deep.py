"""The second stage: a small quantised encoder reads the messages on which the fast model is not sure.

Needs the extra ``givetake[deep]`` (onnxruntime, tokenizers). It reads one message at a time: the quantised encoder
scales its numbers to what it reads, so a message's score must not depend on its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from storage.errors import ModelError

_T = TypeVar("_T")
_FOLDER = Path(__file__).parent / "data"
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|$)", re.DOTALL)
_SCHEME = re.compile(r"^https?://(?:www\.)?|^www\.", re.IGNORECASE)
_LINK_LENGTH = 44
#: Characters and word pieces that are read: of a longer message the first and the last, for pitches stand at the end.
_READ, _LAST_READ = 2000, 700
PIECES, LAST_PIECES = 160, 56


class Blend(msgspec.Struct, frozen=True):
    """How both stages add up: ``fast * fast_logit + deep * deep_logit + shift``, for fast probabilities in the band."""

    fast: float = 0.49
    deep: float = 0.48
    shift: float = -0.52
    low: float = 0.01
    high: float = 0.99


class DeepStage:
    """The encoder, loaded once."""

    def __init__(self, folder: Path | None = None, blend: Blend | None = None) -> None:
        """Load the encoder and its tokenizer.

        Raises:
            ModelError: The libraries or the files are missing.
        """
        self.blend = blend or Blend()
        self._session, self._tokenizer = _load(folder or _FOLDER)

    def logit(self, text: str) -> float:
        """Log-odds of *take* of one text, before blending."""
        import numpy as np

        ids = np.array([kept(self._tokenizer.encode(encoder_text(text)).ids)], dtype=np.int64)
        return float(self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0][0])

    def second(self, texts: Sequence[str], logits: Sequence[float], chances: Sequence[float]) -> list[float]:
        """The blended log-odds of a batch; outside the band the fast model's stay."""
        blend = self.blend
        return [
            blend.fast * first + blend.deep * self.logit(text) + blend.shift if blend.low < p < blend.high else first
            for text, first, p in zip(texts, logits, chances, strict=True)
        ]


def encoder_text(text: str) -> str:
    """The text as the encoder was trained on it: links short, code blocks one mark."""
    if len(text) > _READ:
        text = f"{text[: _READ - _LAST_READ]} … {text[-_LAST_READ:]}"
    sound = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text to a tokenizer
    return _URL.sub(_short, _FENCE.sub(" [code] ", sound))


def kept(pieces: list[_T]) -> list[_T]:
    """The word pieces that are read."""
    return pieces if len(pieces) <= PIECES else pieces[: PIECES - LAST_PIECES] + pieces[-LAST_PIECES:]


def _short(match: re.Match[str]) -> str:
    link = _SCHEME.sub("", match.group())
    return f" {link if len(link) <= _LINK_LENGTH else link[:_LINK_LENGTH] + '…'} "


def _load(folder: Path) -> tuple[Any, Any]:
    remedy = 'Install the second stage with: pip install "givetake[deep]".'
    try:
        import onnxruntime  # type: ignore[import-untyped]  # it ships no types
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ModelError(f"The second stage needs {error.name}.", remedy) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        content = (folder / "deep.onnx").read_bytes()
        tokenizer = Tokenizer.from_str((folder / "deep-tokenizer.json").read_text("utf-8"))
        tokenizer.no_truncation()
    except OSError as error:
        raise ModelError(f"Cannot read the second stage in {folder}: {error.strerror}.", remedy) from error
    return onnxruntime.InferenceSession(content, options), tokenizer
