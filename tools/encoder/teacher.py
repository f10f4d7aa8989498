"""Fine-tune MiniLM on the labelled rows, without one fold of rooms or on all of them."""

from __future__ import annotations

import argparse
import random
import re

import torch
from torch import nn

from analyzers.classifier.deep import kept
from analyzers.classifier.kinds import KINDS
from analyzers.classifier.training.rows import Row
from tools.encoder.labelled import count, in_fold, labelled, marks, target, teacher_text
from tools.encoder.minilm import MiniLM, batches, padded, tokenizer

#: Number and place of each word piece.
Pieces = list[tuple[int, tuple[int, int]]]

_BATCH, _RATE, _HEAD_RATE = 32, 1.2e-4, 1e-3
#: Each layer learns so much slower than the one above it.
_SLOWER = 0.85


def main() -> None:
    """Read the options, train, save the weights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    rows = [row for row in labelled() if not in_fold(row, options.fold)]
    net = train(rows, options.epochs, random.Random(options.seed))  # noqa: S311  # repeatable
    torch.save(net.state_dict(), f"{options.out}.pt")


def train(rows: list[Row], epochs: int, order: random.Random) -> MiniLM:
    """A fine-tuned MiniLM."""
    reader, net = tokenizer(), MiniLM()
    whole = [reader.encode(teacher_text(row.text)) for row in rows]
    pieces = [list(zip(kept(one.ids), kept(one.offsets), strict=True)) for one in whole]
    lengths = [len(one) for one in pieces]
    groups = [{"params": [part], "lr": _rate(name)} for name, part in net.named_parameters()]
    adam = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * -(-len(rows) // _BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda at: min(1, (at + 1) / (0.08 * steps)) * max(0.02, 1 - at / steps)
    )
    net.train()
    for _ in range(epochs):
        for batch in batches(lengths, _BATCH, order):
            loss = _loss(net, [rows[row] for row in batch], [pieces[row] for row in batch])
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
            pace.step()
    return net


def _rate(name: str) -> float:
    if not name.startswith("enc"):
        return _HEAD_RATE
    layer = re.search(r"layer\.(\d)", name)
    height = int(layer[1]) + 1 if layer else 0 if "embeddings" in name else 6
    return float(_RATE * _SLOWER ** (6 - height))


def _loss(net: MiniLM, rows: list[Row], pieces: list[Pieces]) -> torch.Tensor:
    ids, mask = padded([[number for number, _ in one] for one in pieces])
    with torch.autocast("cpu", torch.bfloat16):
        scores, tags = net(ids, mask)
    scores, tags = scores.float(), tags.float()
    entropy = nn.functional.binary_cross_entropy_with_logits
    label = entropy(scores[:, 0], torch.tensor([target(row) for row in rows]), reduction="none")
    loss = (label * torch.tensor([count(row) for row in rows])).mean()
    told = torch.tensor([KINDS.index(row.kind) if row.kind in KINDS else -100 for row in rows])
    if (told >= 0).any():
        loss = loss + 0.2 * nn.functional.cross_entropy(scores[:, 1:], told)
    wanted, heed = torch.zeros_like(tags), torch.zeros(len(rows))
    for number, (row, one) in enumerate(zip(rows, pieces, strict=True)):
        heed[number] = 1.0 if row.own or row.ask else 0.3 if row.label == "give" and row.kind else 0.0
        if row.own or row.ask:
            places = marks_in(row, one)
            wanted[number, : len(places)] = torch.tensor(places)
    missed = entropy(tags, wanted, reduction="none").mean(-1) * mask
    return loss + 0.6 * (missed.sum(1) / mask.sum(1) * heed).mean()


def marks_in(row: Row, pieces: Pieces) -> list[list[float]]:
    """Own and ask of every word piece, by where it stands in the text that MiniLM reads."""
    text = teacher_text(row.text)
    parts = [teacher_text(part).strip() if part else None for part in (row.own, row.ask)]
    read = Row(text, row.label, own=parts[0], ask=parts[1])
    return marks(read, [start if end > start else -1 for _, (start, end) in pieces])


if __name__ == "__main__":
    main()
