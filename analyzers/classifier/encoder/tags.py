"""Own and ask as the encoder reads them: the stretch of words around the most telling one."""

from __future__ import annotations

import re

import numpy as np

from analyzers.classifier.encoder.encode import Encoded
from analyzers.classifier.encoder.tokens import places
from analyzers.classifier.encoder.weights import Encoder, Numbers
from analyzers.classifier.network import exact
from analyzers.classifier.reading import Reading
from analyzers.classifier.signs.sign import Role
from storage.models import Span

#: Words beside the most telling one belong to it from this share of its chance on, and from this chance on.
_SHARE, _LEAST = 0.2, 0.05
#: Stretches of one role that are read of a message, and the chance from which on there is one.
_MOST, _FAINTEST = 4, 0.02
_WORD = re.compile(r"[^\W_]+|[$€£@]|\ue000")
_LITTLE_TEXT = (
    "a an the is are was be of on in at to for if it its and or but so as by off out up from this that there here with"
)
_LITTLE = frozenset(_LITTLE_TEXT.split())
_ROLES: tuple[Role, ...] = ("own", "ask")


def read_spans(encoder: Encoder, encoded: Encoded, number: int, reading: Reading) -> list[tuple[float, Span]]:
    """The stretches of message ``number`` of the batch that show own or ask, and how sure each is (0 to 1)."""
    found = places(reading)
    if not found:
        return []
    chances = _chances(encoder, encoded, number)
    text = reading.masked
    stretches = [one for column, role in enumerate(_ROLES) for one in _stretches(text, found, chances[:, column], role)]
    return sorted(stretches, key=lambda one: -one[0])


def _chances(encoder: Encoder, encoded: Encoded, number: int) -> Numbers:
    layers, start = encoder.layers, encoded.starts[number]
    windows = encoded.windows[start : start + len(encoded.tokens[number].words)]
    size = windows.shape[1]
    alike = exact(encoded.whole[number : number + 1], layers.tag[size:]) + layers.tag_bias
    active = np.maximum(exact(windows, layers.tag[:size]) + alike, 0.0)
    chances = 1.0 / (1.0 + np.exp(-np.clip(exact(active, layers.tag_out) + layers.tag_out_bias, -30.0, 30.0)))
    return chances.astype(np.float32)


def _stretches(text: str, found: list[tuple[int, int]], chances: Numbers, role: Role) -> list[tuple[float, Span]]:
    """The best stretch, then the best of the words that are left, and so on."""
    left = chances.copy()
    stretches: list[tuple[float, Span]] = []
    while len(stretches) < _MOST:
        best = int(left.argmax())
        chance = float(left[best])
        if chance < _FAINTEST:
            break
        first, last = _around(left, best, max(chance * _SHARE, _LEAST))
        left[first : last + 1] = 0.0
        span = Span(start=found[first][0], end=found[last][1], role=role, signal=f"{role}.read")
        if _tells(text[span.start : span.end]):
            stretches.append((chance, span))
    return stretches


def _tells(words: str) -> bool:
    """Whether the words show anything by themselves: marks and little words do not."""
    return any(word not in _LITTLE for word in _WORD.findall(words))


def _around(chances: Numbers, best: int, least: float) -> tuple[int, int]:
    first = last = best
    while first and chances[first - 1] >= least:
        first -= 1
    while last + 1 < len(chances) and chances[last + 1] >= least:
        last += 1
    return first, last
