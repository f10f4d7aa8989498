"""Teach the student: the teachers' soft answers on many texts, and the labelled rows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from analyzers.classifier.encoder.tokens import Tokens, places
from analyzers.classifier.kinds import KINDS
from analyzers.classifier.reading import read
from tools.encoder.labelled import count, in_fold, labelled, marks, target
from tools.encoder.net import Student, Words, read_texts

_BATCH = 128


class Lesson(NamedTuple):
    """One text: its words, the probability to reach, how much it counts, and what else is known of it."""

    words: Tokens
    target: float
    counts: float
    logit: float | None
    kinds: np.ndarray | None
    marks: list[list[float]] | None
    marks_count: float


def main() -> None:
    """Read the options, teach, save the weights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--teachers", nargs="+", required=True)
    parser.add_argument("--work", type=Path, default=Path())
    parser.add_argument("--fold", type=int)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--start", help="weights of a student to go on from")
    parser.add_argument("--texts", nargs="+", default=["texts"])
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    words = Words(options.work)
    net = Student(words)
    if options.start:
        net.load_state_dict(torch.load(options.work / options.start), strict=False)
    lessons = [one for name in options.texts for one in soft_lessons(options.work, name, options.teachers)]
    teach(net, words, lessons + hard_lessons(options.fold), options.epochs, options.rate)
    torch.save(net.state_dict(), options.work / f"{options.out}.pt")


def soft_lessons(work: Path, texts_name: str, teachers: list[str]) -> list[Lesson]:
    """The texts with what the teachers say in the mean."""
    texts = json.loads((work / f"{texts_name}.json").read_text("utf-8"))
    paths = [work / f"{texts_name}-{name}.npy" for name in teachers]
    said = np.mean([np.load(path) for path in paths if path.exists()], axis=0)
    kinds = np.exp(said[:, 1:] - said[:, 1:].max(1, keepdims=True))
    kinds /= kinds.sum(1, keepdims=True)
    chances = 1 / (1 + np.exp(-said[:, 0]))
    rows = zip(read_texts(texts), chances, said[:, 0], kinds, strict=True)
    return [Lesson(found, float(chance), 0.7, float(logit), kind, None, 0.0) for found, chance, logit, kind in rows]


def hard_lessons(fold: int | None) -> list[Lesson]:
    """The labelled rows outside the fold."""
    rows = [row for row in labelled() if not in_fold(row, fold)]
    lessons = []
    for number, (row, found) in enumerate(zip(rows, read_texts([row.text for row in rows]), strict=True)):
        kinds = None
        if row.kind in KINDS and row.origin != "templates":
            kinds = np.full(len(KINDS), 0.02)
            kinds[KINDS.index(row.kind)] = 0.82
        marked = bool(row.own or row.ask)
        plain = row.label == "give" and bool(row.kind) and number % 3 == 0
        told = marks(row, _starts(row.text)) if marked or plain else None
        lessons.append(Lesson(found, target(row), count(row), None, kinds, told, 1.0 if marked else 0.3))
    return lessons


def _starts(text: str) -> list[int]:
    return [start for start, _ in places(read(text))]


def teach(net: Student, words: Words, lessons: list[Lesson], epochs: int, rate: float) -> None:
    """Adam with a falling rate, in batches of messages of about equal length."""
    random = np.random.default_rng(0)
    rows = [words.rows(lesson.words) for lesson in lessons]
    others = [part for name, part in net.named_parameters() if name != "res.weight"]
    groups = [{"params": [net.res.weight], "weight_decay": 0.02}, {"params": others, "weight_decay": 0.01}]
    adam = torch.optim.AdamW(groups, lr=rate)
    steps = epochs * -(-len(lessons) // _BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda at: min(1, (at + 1) / 100) * max(0.01, 1 - at / steps))
    net.train()
    for _ in range(epochs):
        for batch in _batches(np.array([len(one) for one in rows]), random):
            ids, clauses, there = padded([rows[at] for at in batch], [lessons[at] for at in batch], words)
            ids = np.where(random.random(ids.shape) < words.hide[ids], words.unknown[ids], ids)
            loss = _loss(net(*map(torch.from_numpy, (ids, clauses, there))), [lessons[at] for at in batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
            pace.step()


def padded(rows: list[np.ndarray], lessons: list[Lesson], words: Words) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of words, clause of every word, and where there is a word."""
    width = max(map(len, rows))
    ids = np.full((len(rows), width), words.nothing)
    clauses, there = np.zeros_like(ids), np.zeros(ids.shape, dtype=np.float32)
    for number, (row, lesson) in enumerate(zip(rows, lessons, strict=True)):
        size = len(row)
        ids[number, :size], there[number, :size] = row, 1.0
        clauses[number, :size] = np.searchsorted(lesson.words.clauses, np.arange(size), side="right") - 1
    return ids, clauses, there


def _batches(lengths: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    order, found = random.permutation(len(lengths)), []
    for at in range(0, len(order), _BATCH * 40):
        near = order[at : at + _BATCH * 40]
        near = near[np.argsort(lengths[near], kind="stable")]
        found += [near[start : start + _BATCH] for start in range(0, len(near), _BATCH)]
    random.shuffle(found)  # type: ignore[arg-type]
    return found


def _loss(said: tuple[torch.Tensor, torch.Tensor, torch.Tensor], lessons: list[Lesson]) -> torch.Tensor:
    """Log-loss of the label, distance to the teachers' log-odds, and small shares for kinds and marks."""
    logit, kinds, tags = said
    entropy, counts = nn.functional.binary_cross_entropy_with_logits, torch.tensor([one.counts for one in lessons])
    loss = (
        entropy(logit, torch.tensor([one.target for one in lessons]), reduction="none") * counts
    ).sum() / counts.sum()
    taught = [(at, one.logit) for at, one in enumerate(lessons) if one.logit is not None]
    if taught:
        wanted = torch.tensor([value for _, value in taught]).clamp(-6, 5)
        loss = loss + 0.05 * nn.functional.smooth_l1_loss(logit[[at for at, _ in taught]], wanted)
    told = [(at, one.kinds) for at, one in enumerate(lessons) if one.kinds is not None]
    if told:
        shares = torch.tensor(np.stack([kind for _, kind in told]), dtype=torch.float32)
        loss = loss - 0.1 * (shares * kinds[[at for at, _ in told]].log_softmax(1)).sum(1).mean()
    marked = [(at, one) for at, one in enumerate(lessons) if one.marks]
    if marked:
        missed = [one.marks_count * entropy(tags[at, : len(one.marks)], torch.tensor(one.marks)) for at, one in marked]
        loss = loss + 0.3 * torch.stack(missed).sum() / max(len(marked), 4)
    return loss


if __name__ == "__main__":
    main()
