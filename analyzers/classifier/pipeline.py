"""The spaCy face of the classifier: two factories for a ``blank("en")`` pipeline, and the pipeline made of them.

Entry points (group ``spacy_factories``): ``givetake_signs = analyzers.classifier.pipeline:make_signs`` and
``givetake_judge = analyzers.classifier.pipeline:make_judge``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from analyzers.classifier import load
from analyzers.classifier.judge import BATCH, FastClassifier
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import read
from analyzers.classifier.signs import SIGNS, find_signs
from analyzers.classifier.words import NAME, TEXT, text_of
from storage.models import Label

#: The key in ``doc.spans`` of the signs found, in ``doc.user_data`` of the model's file (empty for the shipped one),
#: and of the extension ``doc._.givetake``: the whole label with its evidence, made when it is asked for.
KEY = "givetake"


class SignFinder:
    """Puts the signs found in a document into ``doc.spans["givetake"]``, labelled by name."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark one document."""
        hits = find_signs(read(text_of(doc)))
        found = (doc.char_span(h.start, h.end, SIGNS[h.sign].name, alignment_mode="expand") for h in sorted(hits))
        doc.spans[KEY] = [span for span in found if span is not None]
        return doc


class Judge:
    """Puts the probabilities into ``doc.cats``; ``doc._.givetake`` is the label that goes with them."""

    def __init__(self, path: str = "") -> None:
        """``path`` is a model file, empty for the shipped one. Raises ModelError."""
        self._path, self._classifier = path, _classifier(path)

    def __call__(self, doc: Doc) -> Doc:
        """Judge one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Judge many documents, a batch at a time."""
        docs = iter(stream)
        while batch := deque(islice(docs, min(batch_size, BATCH))):
            for p_take in self._classifier.probabilities([text_of(doc) for doc in batch]):
                doc = batch.popleft()  # held no longer than needed: documents are large
                doc.cats = {"take": p_take, "give": 1.0 - p_take}
                doc.user_data[KEY] = self._path
                doc.user_data.pop(TEXT, None)
                yield doc


@cache
def _classifier(path: str) -> FastClassifier:
    return load(Path(path) if path else None)


def label_of(doc: Doc) -> Label | None:
    """The label of a judged document, with spans and reasons; None for one that no judge has seen."""
    if KEY not in doc.user_data:
        return None
    return next(_classifier(doc.user_data[KEY]).label([Item(text=doc.text)]))


Doc.set_extension(KEY, getter=label_of, force=True)


@Language.factory("givetake_signs")
def make_signs(nlp: Language, name: str) -> SignFinder:
    """Factory of the sign finder."""
    return SignFinder()


@Language.factory("givetake_judge", default_config={"path": None})
def make_judge(nlp: Language, name: str, path: str | None) -> Judge:
    """Factory of the judge; ``path`` is a model file, or null for the shipped one."""
    return Judge(path or "")


def build(*, signs: bool = False) -> Language:
    """The pipeline: the light tokenizer and the judge, and the sign finder's spans where ``signs``."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
    if signs:
        nlp.add_pipe("givetake_signs")
    nlp.add_pipe("givetake_judge")
    return nlp
