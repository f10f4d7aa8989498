"""The encoder's file: words, their vectors in 8 bits, the other weights in half precision; as MessagePack."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from analyzers.classifier.network import exact
from analyzers.classifier.reading import LINK
from storage.errors import ModelError

#: The shipped encoder.
SHIPPED = Path(__file__).parent.parent / "data" / "encoder.bin"

_FORMAT = "givetake/encoder@1"
_REMEDY = "Use the encoder shipped with this version."
#: Words whose windows are kept ready; a dump's vocabulary fits, a hostile flood of words does not grow it.
_KEPT = 8192

Numbers = npt.NDArray[np.float32]


class Layers(msgspec.Struct, frozen=True):
    """Weights behind the word vectors.

    ``conv`` is offsets by vector by windows; ``whole`` and ``clause`` lead to one hidden layer each, ``*_out`` from
    it to the log-odds of *take*; ``kinds`` from the whole's layer to the ten kinds; ``tag`` and ``tag_out`` from a
    window and the whole to own and ask.
    """

    conv: Numbers
    conv_bias: Numbers
    heed: Numbers
    whole: Numbers
    whole_bias: Numbers
    whole_out: Numbers
    kinds: Numbers
    kinds_bias: Numbers
    clause: Numbers
    clause_bias: Numbers
    clause_out: Numbers
    tag: Numbers
    tag_bias: Numbers
    tag_out: Numbers
    tag_out_bias: Numbers


class _File(msgspec.Struct, frozen=True):
    format: str
    name: str
    words: list[str]
    bias: float
    clause_bias: float
    arrays: dict[str, tuple[list[int], bytes]]


class Encoder:
    """The frozen weights, and the windows' sums of the words met so far."""

    def __init__(self, name: str, words: list[str], vectors: Numbers, scale: Numbers, layers: Layers, out: Any) -> None:
        """``vectors`` are whole numbers, a row a word, then rows for unknown words by their ending."""
        self.name, self.layers = name, layers
        self.bias, self.clause_bias = out
        self._rows = {word: row for row, word in enumerate(words)}
        self._known = len(words)
        self._vectors, self._scale = vectors, scale
        offsets, size, windows = layers.conv.shape
        self._mix = np.ascontiguousarray(layers.conv.transpose(1, 0, 2).reshape(size, offsets * windows))
        self._shape = (offsets, windows)
        self._places: dict[str, int] = {}
        self._tables = np.zeros((offsets, _KEPT + 1, windows), dtype=np.float32)

    def places(self, words: list[str]) -> tuple[npt.NDArray[np.int64], Numbers]:
        """Rows of the words in the tables, and the tables (offsets by rows by windows); the last row is nothing."""
        find = self._places.get
        rows = [find(word, -1) for word in words]
        if -1 in rows:
            self._meet(words)
            rows = [find(word, _KEPT) for word in words]
        return np.array(rows, dtype=np.int64), self._tables

    def _meet(self, words: list[str]) -> None:
        """Make room for words that are not kept yet, and keep them."""
        fresh = [word for word in dict.fromkeys(words) if word not in self._places]
        if len(self._places) + len(fresh) > _KEPT:
            self._places.clear()
            fresh = list(dict.fromkeys(words))[:_KEPT]
        self._learn(fresh)

    def _learn(self, fresh: list[str]) -> None:
        rows = self._vectors[[self._row(word) for word in fresh]] * self._scale
        start = len(self._places)
        tables = exact(rows, self._mix).reshape(-1, *self._shape)
        self._tables[:, start : start + len(fresh)] = tables.transpose(1, 0, 2)
        self._places.update((word, start + number) for number, word in enumerate(fresh))

    def _row(self, word: str) -> int:
        row = self._rows.get(word)
        if row is not None:
            return row
        if word[0] == LINK:
            return self._known
        others = len(self._vectors) - self._known - 1
        return self._known + 1 + zlib.crc32(word[-3:].encode("utf-8", "replace")) % others


def load_encoder(path: Path | None = None) -> Encoder:
    """The encoder of a file, or the shipped one.

    Raises:
        ModelError: The file cannot be read or is no encoder.
    """
    source = path or SHIPPED
    try:
        file = msgspec.msgpack.decode(source.read_bytes(), type=_File)
        if file.format != _FORMAT:
            raise ModelError(f"The encoder {source} was made for another version.", _REMEDY)
        return _encoder(file)
    except OSError as error:
        raise ModelError(f"Cannot read the encoder {source}: {error.strerror}.", _REMEDY) from error
    except (msgspec.DecodeError, KeyError, ValueError) as error:
        raise ModelError(f"{source} is no encoder: {error}.", _REMEDY) from error


def _encoder(file: _File) -> Encoder:
    arrays = {
        name: np.frombuffer(content, dtype="<i1" if name == "vectors" else "<f2").reshape(shape)
        for name, (shape, content) in file.arrays.items()
    }
    layers = Layers(**{name: arrays[name].astype(np.float32) for name in Layers.__struct_fields__})
    scale = arrays["scale"].astype(np.float32)
    return Encoder(file.name, file.words, arrays["vectors"], scale, layers, (file.bias, file.clause_bias))
