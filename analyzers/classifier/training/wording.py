"""What the encoder says of training rows without having learned from them, so that the mix is fitted honestly.

The encoder is frozen and has seen most training rows. ``data/encoder-heldout.bin`` holds, for each text that it learned
from, what an encoder made without the text's room says of it, where there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from analyzers.classifier.calibration import Floats
from analyzers.classifier.encoder import Encoder, encode
from analyzers.classifier.features import Seen
from analyzers.classifier.training.rows import Row

HELD_OUT = Path(__file__).parent.parent / "data" / "encoder-heldout.bin"
_BATCH = 128


class HeldOut(msgspec.Struct, frozen=True):
    """``keys`` are the sorted first 8 bytes of the texts' digests, ``logits`` half floats (not a number: none)."""

    keys: bytes
    logits: bytes


def held_out_logits(encoder: Encoder, rows: Sequence[Row], seen: Seen) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Log-odds of every row by an encoder that did not learn from it, and for which rows there are any.

    A text that the encoder never saw has the encoder's own.
    """
    known = _known()
    found = np.array([known.get(text_key(row.text), np.inf) for row in rows])
    fresh = np.flatnonzero(np.isinf(found))
    for start in range(0, len(fresh), _BATCH):
        part = fresh[start : start + _BATCH]
        found[part] = encode(encoder, [seen.readings[row] for row in part]).logits
    return np.nan_to_num(found), ~np.isnan(found)


def text_key(text: str) -> int:
    """A text's key in the file."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def held_out_bytes(logits: dict[int, float]) -> bytes:
    """The file's content from log-odds by key."""
    keys = sorted(logits)
    values = np.array([logits[key] for key in keys], dtype="<f2")
    return msgspec.msgpack.encode(HeldOut(np.array(keys, dtype="<u8").tobytes(), values.tobytes()))


def _known() -> dict[int, float]:
    file = msgspec.msgpack.decode(HELD_OUT.read_bytes(), type=HeldOut)
    keys, values = np.frombuffer(file.keys, dtype="<u8"), np.frombuffer(file.logits, dtype="<f2")
    return dict(zip(keys.tolist(), values.astype(float).tolist(), strict=True))
