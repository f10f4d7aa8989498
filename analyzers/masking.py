"""Take people out of words: known names become pseudonyms, other mentions, addresses and links become dots.

It errs on the safe side: a name that is also a word is masked wherever that word stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

#: What stands for somebody or something that is not told.
HIDDEN = "…"
_SHORTEST = 3
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|<@[!&]?\d+>|\+?\d[\d ()/-]{7,}\d")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WORD = re.compile(r"(?P<at>@|/?\bu/)?(?P<word>\w(?:[\w.-]*\w)?)")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
#: First words of names that are rather words of the language.
_COMMON = frozenset({"the", "from", "and", "not", "just", "your", "user", "big", "old", "new", "mrs", "team", "our"})


class Mask:
    """Masks texts for one set of people."""

    def __init__(self, pseudonyms: Mapping[str, str], spared: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        """``pseudonyms`` maps names as written to what stands for them; ``spared`` names stay as they are.

        ``others`` were there, too, and have no pseudonym: their names become dots where they are written
        exactly so, unless they are plain words.
        """
        self._spared = {_core(name) for name in spared} - {""}
        self._others = {word for name in others if (word := _telling(name)) and word.casefold() not in self._spared}
        self._names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, pseudonym in pseudonyms.items():
            self._learn(_core(name), pseudonym)
        for known in self._names.values():
            known.sort(key=lambda each: -len(each[0]))

    def words(self, text: str, limit: int, *, links: bool = False) -> str:
        """``text`` without people, on one line of at most ``limit`` characters; with ``links`` web addresses stay."""
        kept = _ADDRESS.sub(HIDDEN, text[: 20 * limit])
        masked = self.names(kept if links else _LINK.sub("[link]", kept))
        shown = " ".join(masked.split())
        return shown if len(shown) <= limit else f"{shown[: limit - 1].rstrip()}{HIDDEN}"

    def names(self, text: str) -> str:
        """``text`` with every name in it masked."""
        parts, done = [], 0
        for found in _WORD.finditer(text):
            if found.start() < done:
                continue
            end, instead = self._instead(text, found)
            if instead is not None:
                parts += [text[done : found.start()], instead]
                done = end
        return "".join([*parts, text[done:]])

    def _instead(self, text: str, found: re.Match[str]) -> tuple[int, str | None]:
        word = found["word"].casefold()
        start = found.end() - len(found["word"].lstrip("_"))
        for name, pseudonym in self._names.get(_first(word.lstrip("_")), ()):
            end = start + len(name)
            if text[start:end].casefold() == name and not text[end : end + 1].isalnum():
                return end, f"{found['at'] or ''}{pseudonym}"
        if found["word"] in self._others:
            return found.end(), HIDDEN
        told = found["at"] is None or word in self._spared or word in ("everyone", "here")
        return found.end(), None if told else f"{found['at']}{HIDDEN}"

    def _learn(self, name: str, pseudonym: str) -> None:
        if len(name) < _SHORTEST or name in self._spared:
            return
        self._names[_first(name)].append((name, pseudonym))
        alone = name.split(maxsplit=1)[0]
        if alone != name and len(alone) >= _SHORTEST and alone not in _COMMON | self._spared:
            self._names[_first(alone)].append((alone, pseudonym))


def _core(name: str) -> str:
    return _EDGES.sub("", " ".join(name.split())).casefold()


def _telling(name: str) -> str:
    """The first word of a name if nobody would take it for a word of the language."""
    word = next(iter(_EDGES.sub("", name).split()), "")
    plain = len(word) < _SHORTEST or (word.islower() and word.isalpha()) or word.casefold() in _COMMON
    return "" if plain else word


def _first(text: str) -> str:
    """The letters at the beginning: what a name and a text that holds it are looked up by."""
    found = re.match(r"[^\W_]+", text)
    return found[0] if found else text
