"""The words of a message in their order, for the encoder: words, telling marks, links with their site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from analyzers.classifier.reading import CODE, LINK, Link, Reading
from analyzers.classifier.shape import site_name

#: Words that are read of one message: a longer one's first and last, for pitches stand at the end.
MOST = 160
_LAST = 48
_TOKEN = re.compile(
    "[a-z0-9\u00df-\u1fff\u3040-\ud7ff]+(?:'[a-z]+)?|\ue000\ue001*|\ue002+|\n+|"
    '[.!?,:;()$€£%@#>&+/\\-–—*"]|[\u2600-\u27bf\U0001f000-\U0001faff]'
)
_T = TypeVar("_T")
_DIGIT = re.compile(r"\d")
#: Words that are not read as they stand begin with one of these.
_ODD = re.compile(f"[\\d\n{LINK}{CODE}]")
_ENDS = frozenset(".!?;\n")
#: Runs that count as one mark.
_WHOLE = frozenset({CODE, "\n"})
#: A link is three words: the mark, the site's name after the mark, and whether it is the home page.
_HOME, _DEEPER = f"{LINK}/", f"{LINK}//"


class Tokens(NamedTuple):
    """Words in order, and where each clause begins in them."""

    words: list[str]
    clauses: list[int]


def tokens(reading: Reading) -> Tokens:
    """The words of a reading; a message without any is one full stop."""
    words: list[str] = _TOKEN.findall(reading.masked)
    if _ODD.search(reading.masked):
        words = [one for group in _read(words, reading) for one in group]
    words = _kept(words) or ["."]
    return Tokens(words, [0, *(number + 1 for number, word in enumerate(words[:-1]) if word in _ENDS)])


def places(reading: Reading) -> list[tuple[int, int]]:
    """Where each word of :func:`tokens` stands in the text; a message without any has none."""
    matches = list(_TOKEN.finditer(reading.masked))
    groups = _read([match.group() for match in matches], reading)
    return _kept([match.span() for match, group in zip(matches, groups, strict=True) for _ in group])


def _kept(found: list[_T]) -> list[_T]:
    return found if len(found) <= MOST else found[: MOST - _LAST] + found[-_LAST:]


def _read(words: list[str], reading: Reading) -> list[tuple[str, ...]]:
    """The words that each token counts as."""
    links = iter(reading.links)
    return [(word,) if word[0].isalpha() else _odd(word, links) for word in words]


def _odd(word: str, links: Iterator[Link]) -> tuple[str, ...]:
    first = word[0]
    if first == LINK:
        link = next(links, None)
        return (LINK, f"{LINK}{site_name(link)}", _HOME if len(link.path) < 2 else _DEEPER) if link else (LINK,)
    if first in _WHOLE:
        return (first,)
    return (_DIGIT.sub("0", word)[:4],) if first.isdigit() else (word,)
