"""The student's words: those of the messages and MiniLM's own whole words, each with a vector to start from."""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel

from analyzers.classifier.encoder.tokens import tokens
from analyzers.classifier.reading import read
from tools.encoder.labelled import LABELS, labelled
from tools.encoder.minilm import FOLDER, batches, padded, tokenizer

#: A word of the messages is kept from so many messages on; words of labelled ones count threefold.
_LEAST, _LABELLED = 3, 3
_PARTS = (96, 128, 64)


def main() -> None:
    """Write ``words.json`` and ``vectors.npz`` into the work folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=Path())
    parser.add_argument("--tuned", required=True, help="weights of a teacher fine-tuned on all rows")
    options = parser.parse_args()
    torch.set_num_threads(1)
    seen = _counts()
    words = [word for word, count in seen.most_common() if count >= _LEAST and len(word) <= 24]
    known = set(words)
    words += sorted(w for w in tokenizer().get_vocab() if re.fullmatch(r"[a-z]{3,}", w) and w not in known)
    counts = np.array([seen[word] for word in words])
    (options.work / "words.json").write_text(json.dumps(words), "utf-8")
    np.savez(options.work / "vectors.npz", vectors=_vectors(words, counts, options.work / options.tuned), counts=counts)


def _counts() -> Counter[str]:
    seen: Counter[str] = Counter()
    with gzip.open(LABELS / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            seen.update(set(tokens(read(json.loads(line)["text"])).words))
    for row in labelled():
        for word in set(tokens(read(row.text)).words):
            seen[word] += _LABELLED
    return seen


def _vectors(words: list[str], counts: np.ndarray, tuned_weights: Path) -> np.ndarray:
    """Static vectors and those of two encoders that read each word alone, each shortened by its main directions."""
    plain, tuned = AutoModel.from_pretrained(FOLDER).eval(), AutoModel.from_pretrained(FOLDER).eval()
    weights = {name[4:]: part for name, part in torch.load(tuned_weights).items() if name.startswith("enc.")}
    tuned.load_state_dict(weights, strict=False)
    reader = tokenizer()
    pieces = [reader.encode(word.lstrip("\ue000")).ids for word in words]
    some = np.array([len(one) > 2 for one in pieces])
    parts = [_static(plain, pieces), _alone(plain, pieces, some), _alone(tuned, pieces, some)]
    return np.hstack([_shortened(part, counts, some, size) for part, size in zip(parts, _PARTS, strict=True)])


def _static(net: torch.nn.Module, pieces: list[list[int]]) -> np.ndarray:
    table = net.embeddings.word_embeddings.weight.detach().numpy()  # type: ignore[union-attr]
    return np.stack([table[one[1:-1]].mean(0) if len(one) > 2 else np.zeros(384) for one in pieces])


def _alone(net: torch.nn.Module, pieces: list[list[int]], some: np.ndarray) -> np.ndarray:
    found = np.zeros((len(pieces), 384))
    rows = np.flatnonzero(some)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches([len(pieces[row]) for row in rows], 512, None):
            ids, mask = padded([pieces[rows[number]] for number in batch])
            last = net(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            inner = mask.clone()
            inner[:, 0] = 0
            inner[torch.arange(len(batch)), mask.sum(1) - 1] = 0
            found[rows[batch]] = ((last * inner.unsqueeze(-1)).sum(1) / inner.sum(1, keepdim=True)).numpy()
    return found


def _shortened(part: np.ndarray, counts: np.ndarray, some: np.ndarray, size: int) -> np.ndarray:
    weight = (np.maximum(counts, 1) * some)[:, None] ** 0.25
    centred = (part - (part * weight).sum(0) / weight.sum()) * some[:, None]
    directions = np.linalg.eigh((centred * weight).T @ (centred * weight))[1][:, ::-1][:, :size]
    short = centred @ directions
    return (short / short[some].std()).astype(np.float32)


if __name__ == "__main__":
    main()
