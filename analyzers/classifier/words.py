"""A light tokenizer for the shipped pipeline: words, runs of marks, blanks; the judge reads the text alone.

Entry point (group ``spacy_tokenizers``): ``givetake.Words.v1 = analyzers.classifier.words:make_words``. It knows no
exceptions of a language, and costs half of what spaCy's own English tokenizer does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

#: The tokenizer's name in spaCy's registry, and so in the configuration of a saved pipeline.
NAME = "givetake.Words.v1"
#: The key in ``doc.user_data`` of the text as it came, until a judge has read it.
TEXT = "givetake.text"

#: A word with the apostrophes and hyphens inside it, a run of marks, or a run of blanks; and the space behind it.
_PIECE = re.compile(r"(\w+(?:['’-]\w+)*|[^\w\s]+|\s+)( ?)")


class Words(DummyTokenizer):
    """Splits by one regular expression; nothing is learned or set, so that there is nothing to save."""

    def __init__(self, vocab: Vocab) -> None:
        """``vocab`` is that of the documents to be made."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The document of a text; joined, its words are the text again."""
        words: Any  # spaCy takes any sequences, and a space for a true value
        spaces: Any
        words, spaces = zip(*_PIECE.findall(text), strict=True) if text else ((), ())
        return Doc(self.vocab, words=words, spaces=spaces, user_data={TEXT: text})


def make_words() -> Callable[[Language], Words]:
    """What spaCy calls for the tokenizer of a pipeline."""
    return _of_pipeline


registry.tokenizers(NAME, func=make_words)


def _of_pipeline(nlp: Language) -> Words:
    return Words(nlp.vocab)


def text_of(doc: Doc) -> str:
    """The text of a document: the one kept for it, if it is as long as the document is, else its words joined.

    It is not as long where a part of a document was given the text of the whole.
    """
    kept = doc.user_data.get(TEXT)
    if kept and len(doc):
        last = doc[-1]
        if last.idx + len(last.text_with_ws) == len(kept):
            return str(kept)
    joined: str = doc.text
    return joined
