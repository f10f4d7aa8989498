"""The texts to learn from: unlabelled messages that are not plain, some that are, and recombined sentences."""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from analyzers.classifier import load
from analyzers.classifier.protocol import Item
from analyzers.classifier.training.rows import Row
from tools.encoder.labelled import LABELS, labelled

_PLAIN, _RECOMBINED = 10_000, 45_000
#: From this probability on an unlabelled message is not plain.
_TELLING = 0.01
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|\s+[-–—|]\s+|,\s+(?=(?:and|but|so|please|check|join|follow|feel|let|if)\b)")
_LINK = re.compile(r"(?:https?://|www\.)\S+")


def main() -> None:
    """Write ``texts.json`` into the work folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=Path())
    options = parser.parse_args()
    order = random.Random(7)  # noqa: S311  # repeatable, no secret
    with gzip.open(LABELS / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        pool = [json.loads(line)["text"] for line in lines]
    labels = load().label(Item(text=text) for text in pool)
    chances = [label.p_take for label in labels]
    telling = [text for text, chance in zip(pool, chances, strict=True) if chance > _TELLING]
    plain = [text for text, chance in zip(pool, chances, strict=True) if chance <= _TELLING]
    texts = telling + order.sample(plain, min(_PLAIN, len(plain))) + _recombined(telling, pool, order)
    (options.work / "texts.json").write_text(json.dumps(list(dict.fromkeys(texts))), "utf-8")


def _recombined(telling: list[str], pool: list[str], order: random.Random) -> list[str]:
    rows = labelled()
    own = [row.text for row in rows if row.origin in ("pairs", "templates")]
    world_takes, world_gives = _of(rows, "worlds", "take"), _of(rows, "worlds", "give")
    takes, gives = _of(rows, "train", "take"), _of(rows, "train", "give")
    ads = [row.text for row in rows if row.origin == "youtube"]
    sources = [own, world_takes, world_gives, takes, ads, gives, telling, pool]
    weights = [5, 7, 9, 5, 2, 5, 3, 2]
    links = [link for text in (*takes, *own, *world_takes) for link in _LINK.findall(text)]

    def pick() -> str:
        return order.choice(order.choices(sources, weights)[0])

    return [text for _ in range(_RECOMBINED) if len(text := _one(pick, links, order)[:700]) > 3]


def _of(rows: list[Row], origin: str, label: str) -> list[str]:
    return [row.text for row in rows if row.origin == origin and row.label == label]


def _one(pick: Callable[[], str], links: list[str], order: random.Random) -> str:
    """A stretch of a message, two stretches together, a message with other links or none, or with words left out."""
    text, way = pick(), order.random()
    if way < 0.3:
        return _stretch(text, order)
    if way < 0.62:
        parts = [_stretch(text, order), _stretch(pick(), order)]
        order.shuffle(parts)
        return order.choice([" ", "\n", ". ", ", "]).join(parts)
    if way < 0.74:
        return _LINK.sub("", text)
    if way < 0.84:
        return _LINK.sub(lambda _: order.choice(links), text) if _LINK.search(text) else f"{text} {order.choice(links)}"
    if way < 0.9:
        return " ".join(word for word in text.split() if order.random() > 0.15)
    return text


def _stretch(text: str, order: random.Random) -> str:
    sentences = [part for part in _SENTENCE.split(text) if part and part.strip()] or [text]
    start = order.randrange(len(sentences))
    return " ".join(sentences[start : start + order.randint(1, 3)])


if __name__ == "__main__":
    main()
