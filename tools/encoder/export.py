"""Write the student as ``encoder.bin``, and what the students without a row's room say as ``encoder-heldout.bin``."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
import numpy as np
import torch

from analyzers.classifier.encoder.encode import encode
from analyzers.classifier.encoder.weights import SHIPPED, load_encoder
from analyzers.classifier.reading import read
from analyzers.classifier.training.wording import HELD_OUT, held_out_bytes, text_key
from tools.encoder.labelled import in_fold, labelled
from tools.encoder.net import Student, Words

#: The largest word vectors are cut off at this share, for finer steps in 8 bits.
_CUT = 0.8


def main() -> None:
    """Export the student on all rows and the held-out answers of the students of the folds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=Path())
    parser.add_argument("--whole", required=True)
    parser.add_argument("--folds", nargs="+", default=[], help="weights of the students without fold 0, 1, ...")
    options = parser.parse_args()
    words = Words(options.work)
    SHIPPED.write_bytes(encoder_bytes(words, options.work / options.whole))
    rows = labelled()
    found = {text_key(row.text): float("nan") for row in rows}
    for fold, name in enumerate(options.folds):
        held = [row for row in rows if row.origin != "makers" and in_fold(row, fold)]
        path = options.work / f"{name}.bin"
        path.write_bytes(encoder_bytes(words, options.work / name))
        said = encode(load_encoder(path), [read(row.text) for row in held]).logits
        found.update((text_key(row.text), float(logit)) for row, logit in zip(held, said, strict=True))
    HELD_OUT.write_bytes(held_out_bytes(found))


def encoder_bytes(words: Words, weights: Path) -> bytes:
    """The encoder file of a student's weights."""
    net = Student(words)
    net.load_state_dict(torch.load(weights), strict=False)
    table = (net.P(net.base) + net.res.weight)[: words.nothing].detach().numpy()
    scale = (np.abs(table).max(0) * _CUT / 127).astype(np.float16)
    vectors = np.clip(np.round(table / scale.astype(np.float32)), -127, 127).astype(np.int8)
    arrays = {name: (list(part.shape), part.astype("<f2").tobytes()) for name, part in _layers(net).items()}
    arrays["scale"] = ([len(scale)], scale.tobytes())
    arrays["vectors"] = (list(vectors.shape), vectors.tobytes())
    return msgspec.msgpack.encode(
        {
            "format": "givetake/encoder@1",
            "name": "givetake-encoder@2",
            "words": words.words,
            "bias": float(net.o.bias.detach()[0]),
            "clause_bias": float(net.co.bias.detach()[0]),
            "arrays": arrays,
        }
    )


def _layers(net: Student) -> dict[str, np.ndarray]:
    parts = {
        "conv": net.conv.weight.permute(2, 1, 0), "conv_bias": net.conv.bias, "heed": net.att.weight[0],
        "whole": net.h.weight.T, "whole_bias": net.h.bias, "whole_out": net.o.weight[0],
        "kinds": net.k.weight.T, "kinds_bias": net.k.bias,
        "clause": net.ch.weight.T, "clause_bias": net.ch.bias, "clause_out": net.co.weight[0],
        "tag": net.t1.weight.T, "tag_bias": net.t1.bias, "tag_out": net.t2.weight.T, "tag_out_bias": net.t2.bias,
    }  # fmt: skip
    return {name: part.detach().numpy() for name, part in parts.items()}


if __name__ == "__main__":
    main()
