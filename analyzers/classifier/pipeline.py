"""The spaCy face of the classifier: factories for a ``blank("en")`` pipeline.

Entry points (group ``spacy_factories``): ``givetake_signs`` and ``givetake_judge``.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from analyzers.classifier.judge import SignClassifier, spans_of
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import read
from analyzers.classifier.signs import SIGNS, find_signs

#: The key in ``doc.spans`` under which the evidence stands.
SPANS_KEY = "givetake"


class SignFinder:
    """Puts the signs found in a document into ``doc.spans["givetake"]``."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark one document."""
        hits = find_signs(read(doc.text))
        found = (doc.char_span(h.start, h.end, SIGNS[h.sign].name, alignment_mode="expand") for h in sorted(hits))
        doc.spans[SPANS_KEY] = [span for span in found if span is not None]
        return doc


class Judge:
    """Puts the probability of take into ``doc.cats``."""

    def __init__(self) -> None:
        self._classifier = SignClassifier()

    def __call__(self, doc: Doc) -> Doc:
        """Judge one document."""
        label = self._classifier.judge(Item(text=doc.text))
        doc.cats = {"take": label.p_take, "give": 1.0 - label.p_take}
        return doc


@Language.factory("givetake_signs")
def make_signs(nlp: Language, name: str) -> SignFinder:
    """Factory of the sign finder."""
    return SignFinder()


@Language.factory("givetake_judge")
def make_judge(nlp: Language, name: str) -> Judge:
    """Factory of the judge."""
    return Judge()


def build() -> Language:
    """The pipeline: English tokenizer, signs, judge."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("givetake_signs")
    nlp.add_pipe("givetake_judge")
    return nlp


__all__ = ["SPANS_KEY", "Judge", "SignFinder", "build", "spans_of"]
