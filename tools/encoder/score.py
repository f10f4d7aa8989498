"""What fine-tuned teachers say of many texts: log-odds of *take* and scores of the kinds, a file a teacher."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from analyzers.classifier.deep import kept
from tools.encoder.labelled import teacher_text
from tools.encoder.minilm import MiniLM, batches, padded, tokenizer


def main() -> None:
    """Score a file of texts in the work folder with each teacher named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("teachers", nargs="+")
    parser.add_argument("--work", type=Path, default=Path())
    parser.add_argument("--texts", default="texts")
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts = json.loads((options.work / f"{options.texts}.json").read_text("utf-8"))
    pieces = [kept(one.ids) for one in tokenizer().encode_batch([teacher_text(text) for text in texts])]
    for name in options.teachers:
        np.save(options.work / f"{options.texts}-{name}.npy", _scores(options.work / f"{name}.pt", pieces))


def _scores(weights: Path, pieces: list[list[int]]) -> np.ndarray:
    net = MiniLM()
    net.load_state_dict(torch.load(weights))
    net.eval()
    found = np.zeros((len(pieces), 11), dtype=np.float32)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches([len(one) for one in pieces], 64, None):
            found[batch] = net(*padded([pieces[row] for row in batch]))[0].float().numpy()
    return found


if __name__ == "__main__":
    main()
