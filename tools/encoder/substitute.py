"""More texts to learn from: messages in which words are replaced by neighbours, also by words that no message holds.

The teachers say what they become; so the student learns how to take words it would otherwise first meet in use.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

import numpy as np

from tools.encoder.labelled import labelled

_WORD = re.compile(r"[A-Za-z]{3,}")
_LINK = re.compile(r"((?:https?://|www\.)\S+)")
_NEIGHBOURS, _COMMONEST, _LONGEST = 24, 160, 500
#: How often texts of each source are drawn.
_SOURCES = {
    "pairs": 5, "templates": 1, "worlds": 9, "train take": 4, "train give": 3, "readings": 1, "makers": 2, "youtube": 1,
    "texts": 8,
}  # fmt: skip


class Neighbours:
    """Words near each other, by the vectors that the student starts from."""

    def __init__(self, work: Path) -> None:
        words = json.loads((work / "words.json").read_text("utf-8"))
        stored = np.load(work / "vectors.npz")
        rows = [row for row, word in enumerate(words) if re.fullmatch(r"[a-z]{3,}", word)]
        self._words = [words[row] for row in rows]
        vectors = stored["vectors"][rows]
        self._vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)
        common = np.argsort(-stored["counts"][rows])[:_COMMONEST].tolist()
        self._kept = {self._words[row] for row in common}
        self._row = {word: row for row, word in enumerate(self._words)}
        self._near: dict[int, list[int]] = {}

    def instead(self, word: str, order: random.Random) -> str:
        """A neighbour written like the word; the commonest words and unknown ones stay."""
        row = self._row.get(word.lower())
        if row is None or word.lower() in self._kept:
            return word
        if row not in self._near:
            nearness = self._vectors @ self._vectors[row]
            near = np.argpartition(-nearness, _NEIGHBOURS + 1)[: _NEIGHBOURS + 1].tolist()
            self._near[row] = [other for other in near if other != row]
        found = self._words[order.choice(self._near[row])]
        return found.upper() if word.isupper() else found.capitalize() if word[0].isupper() else found


def main() -> None:
    """Write ``substituted.json`` into the work folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=Path())
    parser.add_argument("--count", type=int, default=40_000)
    options = parser.parse_args()
    order = random.Random(5)  # noqa: S311  # repeatable, no secret
    near, sources = Neighbours(options.work), _sources(options.work)
    found = []
    for _ in range(options.count):
        name = order.choices(list(_SOURCES), list(_SOURCES.values()))[0]
        found.append(_one(order.choice(sources[name])[:_LONGEST], near, order))
    (options.work / "substituted.json").write_text(json.dumps(list(dict.fromkeys(found))), "utf-8")


def _sources(work: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in _SOURCES}
    for row in labelled():
        name = f"train {row.label}" if row.origin == "train" else row.origin
        if row.origin != "youtube" or row.label == "take":
            found[name].append(row.text)
    found["texts"] = json.loads((work / "texts.json").read_text("utf-8"))
    return found


def _one(text: str, near: Neighbours, order: random.Random) -> str:
    share = order.choice((0.15, 0.3, 0.5))

    def instead(match: re.Match[str]) -> str:
        return near.instead(match.group(), order) if order.random() < share else match.group()

    parts = _LINK.split(text)
    return "".join(part if number % 2 else _WORD.sub(instead, part) for number, part in enumerate(parts))


if __name__ == "__main__":
    main()
