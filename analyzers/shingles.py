"""Near-duplicates among short texts: overlapping runs of words, compared as sets."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

#: Words in a shingle.
SIZE = 3
#: Fewer words than this are no evidence of copying: people say "thank you so much" anew each time.
SHORTEST = 5

Shingles = frozenset[tuple[str, ...]]

_NOT_WORDS = re.compile(r"https?://\S+|<[@#:][^>\s]{1,80}>|@\S+")
# Scripts written without spaces count each sign as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


def shingles(text: str) -> Shingles:
    """All runs of three words, case, links and mentions left out; empty for fewer than five words."""
    words = _WORD.findall(_NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text)).casefold())
    if len(words) < SHORTEST:
        return frozenset()
    return frozenset(tuple(words[start : start + SIZE]) for start in range(len(words) - SIZE + 1))


def similarity(a: Shingles, b: Shingles) -> float:
    """Jaccard similarity: shared shingles over all shingles of either (0 to 1)."""
    either = len(a | b)
    return len(a & b) / either if either else 0.0


def copies(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield ``(copy, original, similarity)`` for each text at least ``threshold`` like an earlier one.

    Positions index ``texts``. Only texts that are no copies themselves count as originals; the most
    similar is named, the earliest of equals. Two sets that are ``threshold`` alike share one of their
    rarest shingles, so only texts that do are compared (S. Chaudhuri, V. Ganti, R. Kaushik, "A primitive
    operator for similarity joins in data cleaning", ICDE 2006: the prefix filter).
    """
    sets = [shingles(text) for text in texts]
    common = Counter(shingle for each in sets for shingle in each)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, each in enumerate(sets):
        if not each:
            continue
        rare = sorted(each, key=lambda shingle: (common[shingle], shingle))
        prefix = rare[: len(rare) - ceil(threshold * len(rare)) + 1]
        candidates = sorted({holder for shingle in prefix for holder in holders[shingle]})
        found = max(candidates, key=lambda other: (similarity(each, sets[other]), -other), default=None)
        if found is not None and (alike := similarity(each, sets[found])) >= threshold:
            yield position, found, alike
            continue
        for shingle in prefix:
            holders[shingle].append(position)
