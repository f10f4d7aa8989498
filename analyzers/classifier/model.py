"""The model as one small file: weights in half precision, calibration, thresholds; as MessagePack, always the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from analyzers.classifier.calibration import Calibration, Mix
from analyzers.classifier.encoder.weights import Encoder, load_encoder
from analyzers.classifier.features import SAYS
from analyzers.classifier.kinds import KINDS, KindModel
from analyzers.classifier.network import Network
from analyzers.classifier.settings import Thresholds
from analyzers.classifier.signs import SIGNS
from storage.errors import ModelError

#: The shipped model.
SHIPPED = Path(__file__).parent / "data" / "model.bin"

_FORMAT = "givetake/model@2"
_REMEDY = "Use the model shipped with this version, or train it anew."


class Model(msgspec.Struct, frozen=True):
    """All that a classifier needs. ``evidence`` says, by sign, how often its span is what a reader would mark.

    Without ``mix`` and ``encoder`` the network judges alone.
    """

    name: str
    network: Network
    calibration: Calibration
    kinds: KindModel
    evidence: tuple[float, ...]
    thresholds: Thresholds = Thresholds()
    mix: Mix | None = None
    encoder: Encoder | None = None


class _File(msgspec.Struct, frozen=True):
    format: str
    name: str
    columns: list[str]
    calibration: Calibration
    mix: Mix | None
    thresholds: Thresholds
    evidence: tuple[float, ...]
    bias: float
    arrays: dict[str, tuple[list[int], bytes]]


def to_bytes(model: Model) -> bytes:
    """The model file's content."""
    network, kinds = model.network, model.kinds
    arrays = {
        "grams": network.grams,
        "direct": network.direct,
        "hidden": network.hidden,
        "hidden_bias": network.hidden_bias,
        "out": network.out,
        "kind_grams": kinds.grams,
        "kind_dense": kinds.dense,
        "kind_bias": kinds.bias,
    }
    packed = {name: (list(array.shape), array.astype("<f2").tobytes()) for name, array in arrays.items()}
    known = (model.calibration, model.mix, model.thresholds, model.evidence)
    return msgspec.msgpack.encode(_File(_FORMAT, model.name, list(SAYS), *known, network.bias, packed))


def from_bytes(content: bytes) -> Model:
    """The model of a file's content.

    Raises:
        ModelError: The content is no model, or was made for other signs than this version's, or needs an encoder
            that is missing.
    """
    try:
        file = msgspec.msgpack.decode(content, type=_File)
    except msgspec.DecodeError as error:
        raise ModelError(f"This is no classifier model: {error}.", _REMEDY) from error
    if file.format != _FORMAT or file.columns != list(SAYS) or len(file.evidence) != len(SIGNS):
        raise ModelError(f"The model {file.name} was made for another version.", _REMEDY)
    try:
        return _model(file)
    except (KeyError, ValueError) as error:
        raise ModelError(f"The model {file.name} is damaged: {error}.", _REMEDY) from error


def load_model(path: Path | None = None) -> Model:
    """The model of a file, or the shipped one.

    Raises:
        ModelError: The file cannot be read or does not fit.
    """
    try:
        content = (path or SHIPPED).read_bytes()
    except OSError as error:
        raise ModelError(f"Cannot read the model {path or SHIPPED}: {error.strerror}.", _REMEDY) from error
    return from_bytes(content)


def _model(file: _File) -> Model:
    arrays: dict[str, Any] = {
        name: np.frombuffer(content, dtype="<f2").reshape(shape).astype(np.float32)
        for name, (shape, content) in file.arrays.items()
    }
    if arrays["kind_dense"].shape != (len(SAYS), len(KINDS)) or arrays["hidden"].shape[0] != len(SAYS):
        raise ValueError("its tables have the wrong shape")
    names = ("grams", "direct", "hidden", "hidden_bias", "out")
    network = Network(**{name: arrays[name] for name in names}, bias=file.bias)
    kinds = KindModel(arrays["kind_grams"], arrays["kind_dense"], arrays["kind_bias"])
    encoder = load_encoder() if file.mix else None
    return Model(file.name, network, file.calibration, kinds, file.evidence, file.thresholds, file.mix, encoder)
