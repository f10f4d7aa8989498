"""Near-duplicates among short texts: overlapping runs of words, compared as sets."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
    words = _words(text)
    return frozenset(zip(*(words[start:] for start in range(SIZE)), strict=False))


def _words(text: str) -> list[str]:
    """The words that are compared; none where they are too few."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    words = _WORD.findall(_NOT_WORDS.sub(" ", plain).casefold())
    return words if len(words) >= SHORTEST else []


def similarity(a: Shingles, b: Shingles) -> float:
    """Jaccard similarity: shared shingles over all shingles of either (0 to 1)."""
    either = len(a | b)
    return len(a & b) / either if either else 0.0


def copies(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield ``(copy, original, similarity)`` for each text at least ``threshold`` like an earlier one.

    Positions index ``texts``. Only texts that are no copies themselves count as originals; the most
    similar is named, the earliest of equals. Two sets that are ``threshold`` alike share one of their
    rarest shingles, so only texts that do are compared (S. Chaudhuri, V. Ganti, R. Kaushik, "A primitive
    operator for similarity joins in data cleaning", ICDE 2006: the prefix filter), and only where enough is left
    behind the first one shared (C. Xiao, W. Wang, X. Lin, J. X. Yu, "Efficient similarity joins for near duplicate
    detection", WWW 2008: the positional filter).
    """
    sets = _numbered(texts)
    common = Counter(number for each in sets for number in each)
    holders: dict[int, list[_Held]] = defaultdict(list)
    for position, each in enumerate(sets):
        prefix = _prefix(each, common, threshold)
        candidates = _candidates(prefix, len(each), holders, threshold)
        alike = {other: _jaccard(each, sets[other]) for other in candidates}
        found = max(alike, key=lambda other: (alike[other], -other), default=None)
        if found is not None and alike[found] >= threshold:
            yield position, found, alike[found]
            continue
        for place, number in prefix:
            holders[number].append((position, len(each), place))


#: A text that holds a shingle: its position, how many shingles it has, and how many of them are rarer.
_Held = tuple[int, int, int]
#: Products of floats may miss a whole number by so much.
_SLACK = 1e-9


def _numbered(texts: Iterable[str]) -> list[frozenset[int]]:
    """The shingles of each text as numbers, the same for the same words."""
    known: dict[str, int] = {}
    spoken = [[known.setdefault(word, len(known)) for word in _words(text)] for text in texts]
    base = len(known)
    return [
        frozenset((a * base + b) * base + c for a, b, c in zip(words, words[1:], words[2:], strict=False))
        for words in spoken
    ]


def _prefix(each: Set[int], common: Mapping[int, int], threshold: float) -> list[tuple[int, int]]:
    """The rarest shingles of a text, as many as any text like it shares one of, each with how many are rarer.

    Those that no other text has are left out.
    """
    count = len(each) - ceil(threshold * len(each) - _SLACK) + 1
    shared = [(common[number], number) for number in each if common[number] > 1]
    alone = len(each) - len(shared)
    rarest = sorted(shared)[: count - alone] if count > alone else []
    return [(place, number) for place, (_, number) in enumerate(rarest, alone)]


def _candidates(
    prefix: Iterable[tuple[int, int]], size: int, holders: Mapping[int, Sequence[_Held]], threshold: float
) -> list[int]:
    """The earlier texts that may be ``threshold`` alike: enough shingles are left behind the first one shared."""
    seen: set[int] = set()
    found = []
    for place, number in prefix:
        for other, length, there in holders.get(number, ()):
            if other in seen:
                continue
            seen.add(other)
            most = min(size - place, length - there)
            if most * (1 + threshold) + _SLACK >= threshold * (size + length):
                found.append(other)
    return found


def _jaccard(a: Set[int], b: Set[int]) -> float:
    both = len(a & b)
    return both / (len(a) + len(b) - both)
