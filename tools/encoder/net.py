"""The student in torch: the same numbers as ``analyzers/classifier/encoder`` in numpy."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import nn

from analyzers.classifier.encoder.tokens import Tokens, tokens
from analyzers.classifier.reading import LINK, read

SIZE, WINDOWS, WIDTH, HIDDEN, TAG_HIDDEN, ENDINGS = 64, 192, 5, 96, 48, 1023


class Words:
    """Rows of words: known ones, one for an unknown site, then unknown words by their ending, and one for nothing."""

    def __init__(self, work: Path) -> None:
        self.words: list[str] = json.loads((work / "words.json").read_text("utf-8"))
        stored = np.load(work / "vectors.npz")
        self.row = {word: row for row, word in enumerate(self.words)}
        self.nothing = len(self.words) + 1 + ENDINGS
        self.vectors = np.vstack([stored["vectors"], np.zeros((2 + ENDINGS, stored["vectors"].shape[1]), np.float32)])
        self.unknown = np.array([*map(self._unknown, self.words), *range(len(self.words), self.nothing + 1)])
        #: Chance that a known word is read as unknown while training, rare ones more often.
        rare = np.clip(0.35 / np.sqrt(np.maximum(stored["counts"], 1)), 0.02, 0.35)
        self.hide = np.concatenate([rare, np.zeros(2 + ENDINGS)])

    def rows(self, found: Tokens) -> np.ndarray:
        """The rows of a message's words."""
        return np.array([self.row[word] if word in self.row else self._unknown(word) for word in found.words])

    def _unknown(self, word: str) -> int:
        if word[0] == LINK:
            return len(self.words)
        return len(self.words) + 1 + zlib.crc32(word[-3:].encode("utf-8", "replace")) % ENDINGS


def read_texts(texts: list[str]) -> list[Tokens]:
    """The words of texts."""
    return [tokens(read(text)) for text in texts]


class Student(nn.Module):
    """A convolution over word vectors; the strongest windows of the message and of each clause lead to the label."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.register_buffer("base", torch.from_numpy(words.vectors), persistent=False)
        self.res = nn.Embedding(len(words.vectors), SIZE)
        self.P = nn.Linear(words.vectors.shape[1], SIZE, bias=False)
        nn.init.normal_(self.res.weight, std=0.05)
        nn.init.normal_(self.P.weight, std=0.06)
        self.conv = nn.Conv1d(SIZE, WINDOWS, WIDTH, padding=WIDTH // 2)
        self.att = nn.Linear(WINDOWS, 1)
        self.h, self.o, self.k = nn.Linear(3 * WINDOWS, HIDDEN), nn.Linear(HIDDEN, 1), nn.Linear(HIDDEN, 10)
        self.ch, self.co = nn.Linear(2 * WINDOWS, HIDDEN), nn.Linear(HIDDEN, 1)
        self.t1, self.t2 = nn.Linear(2 * WINDOWS, TAG_HIDDEN), nn.Linear(TAG_HIDDEN, 2)
        self.drop = nn.Dropout(0.2)

    def forward(
        self, rows: torch.Tensor, clause: torch.Tensor, there: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Log-odds and kinds of every message, own and ask of every word; ``there`` is 1 for a word, 0 for filling."""
        kept = there.unsqueeze(-1)
        vectors = (self.P(self.base[rows]) + self.res(rows)) * kept
        windows = torch.relu(self.conv(self.drop(vectors).transpose(1, 2))).transpose(1, 2)
        whole = (windows * kept).max(1).values
        mean = (windows * kept).sum(1) / kept.sum(1)
        heed = torch.softmax(self.att(windows)[:, :, 0].masked_fill(there == 0, -1e4), 1)
        heeded = (windows * heed.unsqueeze(-1)).sum(1)
        active = torch.relu(self.h(self.drop(torch.cat([whole, mean, heeded], 1))))
        both = torch.cat([windows, whole.unsqueeze(1).expand_as(windows)], 2)
        tags = self.t2(torch.relu(self.t1(self.drop(both))))
        return self.o(active)[:, 0] + self._clauses(windows * kept, whole, clause, there), self.k(active), tags

    def _clauses(
        self, windows: torch.Tensor, whole: torch.Tensor, clause: torch.Tensor, there: torch.Tensor
    ) -> torch.Tensor:
        count = int(clause.max()) + 1
        most = torch.zeros(len(windows), count, WINDOWS).scatter_reduce(
            1, clause.unsqueeze(-1).expand_as(windows), windows, "amax"
        )
        both = torch.cat([most, whole.unsqueeze(1).expand_as(most)], 2)
        scores = self.co(torch.relu(self.ch(self.drop(both))))[:, :, 0]
        spoken = torch.zeros(len(windows), count).scatter_reduce(1, clause, there, "amax")
        return torch.relu(scores.masked_fill(spoken == 0, -1e4).max(1).values)
