"""What labelling costs: through spaCy against its tokenizer alone, a dump against spaCy's own classifiers and VADER.

Every turn gets texts that its pipelines have not seen, as in a dump, after all of them warmed up on others.
The texts are chat messages and Reddit comments of the shared data, half each, else made-up ones.
"""

from __future__ import annotations

import gzip
import io
import itertools
import json
import random
from collections.abc import Callable

import spacy
import zstandard
from spacy.training import Example

from analyzers.classifier import load
from analyzers.classifier.pipeline import build
from analyzers.classifier.protocol import Item
from benchmarks.measure import SHARED, Measure, interleave, ratio, seconds

COUNT, WARM = 3_000, 3_000
BOW = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "length": 262_144, "ngram_size": 1,
       "no_output_layer": False}  # fmt: skip


def measure(repeats: int) -> list[Measure]:
    runners = all_runners()
    stream = texts((repeats + 2) * COUNT + WARM)
    warm = list(itertools.islice(stream, WARM))
    for run in runners.values():
        run(warm)
    batch: list[str] = []
    turn = itertools.count()

    def next_batch():
        if next(turn) % len(runners) == 0:
            batch[:] = itertools.islice(stream, COUNT)

    costs = interleave({name: lambda run=run: run(batch) for name, run in runners.items()}, repeats, before=next_batch)
    apart = difference(batch)
    told = f"{COUNT:,} texts a turn that no pipeline has seen before, all in one process."
    shipped = f"{told} The shipped pipeline has a light tokenizer of its own."
    detail = {
        **seconds(costs),
        "the judge behind spaCy's own tokenizer, over the baseline": ratio(costs["behind spaCy's"], costs["blank"]),
        "largest difference of a probability from the pipeline's": apart,
    }
    ours = costs["label"]
    found = [
        Measure(
            "label messages through spaCy", 'blank("en").pipe alone', ratio(costs["through spaCy"], costs["blank"]), 1.5,
            repeats, detail, shipped,
        )
    ]  # fmt: skip
    found.append(
        Measure("label messages", 'blank("en").pipe alone', ratio(ours, costs["blank"]), 1.5, repeats, {}, told)
    )
    for name, aim in (("TextCatBOW", 5), ("TextCatEnsemble", 6), ("VADER", 1)):
        label = f"label a dump, against {name}"
        if name in costs:
            found.append(Measure(label, name, ratio(costs[name], ours), aim, repeats, {}, told, least=True))
        else:
            found.append(Measure(label, name, None, aim, 0, least=True, skipped="vaderSentiment is not installed"))
    return found


def all_runners() -> dict[str, Callable[[list[str]], object]]:
    blank, piped, behind, ours = spacy.blank("en"), build(), spacy.blank("en"), load()
    behind.add_pipe("givetake_judge")
    trained = {"TextCatBOW": textcat({"model": BOW}), "TextCatEnsemble": textcat({})}
    runners: dict[str, Callable[[list[str]], object]] = {
        "blank": lambda batch: drained(blank.pipe(batch)),
        "through spaCy": lambda batch: drained(piped.pipe(batch)),
        "behind spaCy's": lambda batch: drained(behind.pipe(batch)),
        "label": lambda batch: drained(ours.label([Item(text=text) for text in batch])),
    }
    runners |= {name: lambda batch, nlp=nlp: drained(nlp.pipe(batch)) for name, nlp in trained.items()}
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return runners
    vader = SentimentIntensityAnalyzer()
    return {**runners, "VADER": lambda batch: drained(map(vader.polarity_scores, batch))}


def textcat(config):
    """A text classifier of spaCy's, trained for a moment on made-up texts: its speed does not depend on what it knows."""
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("textcat", config=config)
    for label in ("take", "give"):
        pipe.add_label(label)
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {"take": float(n % 2), "give": float(1 - n % 2)}})
        for n, text in enumerate(made_up(200))
    ]
    nlp.initialize(lambda: examples)
    nlp.update(examples)
    return nlp


def difference(batch):
    """How far apart the quick way and the pipeline ever are."""
    quick = [label.p_take for label in load().label([Item(text=text) for text in batch])]
    return max(abs(doc.cats["take"] - p_take) for doc, p_take in zip(build().pipe(batch), quick, strict=True))


def drained(stream):
    for _ in stream:
        pass


def texts(count):
    chat, posts = SHARED / "data/labels/unlabelled.jsonl.gz", SHARED / "data/reddit/GradSchool_comments.zst"
    if not (chat.exists() and posts.exists()):
        return iter(made_up(count))
    with gzip.open(chat, "rt") as lines:
        said = [json.loads(line)["text"] for line in lines]
    with posts.open("rb") as packed:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(packed)
        written = [json.loads(line).get("body") or "" for line in io.TextIOWrapper(reader, encoding="utf-8")]
    rng = random.Random(1)
    found = rng.sample(said, count // 2) + rng.sample([text for text in written if text[:1] != "["], count // 2)
    rng.shuffle(found)
    return iter(found)


def made_up(count):
    rng = random.Random(2)
    words = [f"{a}{b}" for a in ("join", "try", "my", "the", "app", "so", "see", "it", "run") for b in ("", "s", "ing")]
    return [" ".join(rng.choices(words, k=rng.randint(2, 50))) + rng.choice((".", "!", "?", "")) for _ in range(count)]
