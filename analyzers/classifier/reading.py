"""Reading a message: links and code are set apart, the rest is lower-cased, every offset stays true."""

from __future__ import annotations

import re
from typing import NamedTuple

#: A link's first character and its others in the masked text; a code character.
LINK, LINK_REST, CODE = "\ue000", "\ue001", "\ue002"

#: Characters of a message that are read; what follows is judged unseen (a hostile wall of text costs no more).
READ_LIMIT = 8000

_TOPLEVEL = (
    "com|org|net|io|dev|app|ai|co|me|tv|gg|ly|be|edu|gov|info|biz|xyz|site|online|shop|store|club|blog|tech|cloud|"
    "live|link|page|us|uk|de|fr|nl|es|it|eu|in|ca|au|ru|br|jp|cn|pl|se|no|ch|at|cc|to|fm|so|sh|im|la|ws|ml|tk|gl|life|"
    "world|today|news|media|design|space|website|art|games|game|pro|team|social|community|events|academy|studio|works"
)
_LINK = re.compile(
    r"https?://[^\s<>\"'`\])}]+|(?<![\w@./-])[a-z0-9][\w-]*(?:\.[\w-]+)*\.(?:"
    + _TOPLEVEL
    + r")\b(?:[/?#:][^\s<>\"'`\])}]*)?"
)
#: Stands in every link without a scheme.
_MAY_LINK = re.compile(r"\.[a-z]")
_FENCE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,400}`", re.DOTALL)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^/?#:\s]+)(?::\d+)?(.*)")
_WORD = re.compile(r"[a-z0-9][a-z0-9'+#-]*")
_TAIL = ".,;:!?…*_~|"


class Link(NamedTuple):
    """A link at ``start:end`` of the text; ``host`` without "www.", ``path`` with query, both lower-cased."""

    start: int
    end: int
    host: str
    path: str


class Reading(NamedTuple):
    """One message as the signs see it.

    ``masked`` is as long as ``text`` (cut to READ_LIMIT): lower-cased, straight apostrophes, links as LINK and
    LINK_REST, code as CODE.
    """

    text: str
    masked: str
    links: tuple[Link, ...] = ()
    code: bool = False

    @property
    def words(self) -> list[str]:
        """The masked text's words in order."""
        return _WORD.findall(self.masked)


def read(text: str) -> Reading:
    """Mask a message's links and code."""
    text = text[:READ_LIMIT]
    masked = text.lower()
    if not masked.isascii():
        masked = _lower(text, masked)
    if "`" not in masked and ("." not in masked or not (_MAY_LINK.search(masked) or "://" in masked)):
        return Reading(text, masked)  # most messages: nothing to set apart
    return _set_apart(text, masked)


def _set_apart(text: str, masked: str) -> Reading:
    if "`" in masked:
        masked = _FENCE.sub(_as_code, masked)
    links = tuple(_links(masked)) if "." in masked else ()
    for link in links:
        masked = f"{masked[: link.start]}{LINK}{LINK_REST * (link.end - link.start - 1)}{masked[link.end :]}"
    return Reading(text, masked, links, CODE in masked and "`" in text)


def _as_code(match: re.Match[str]) -> str:
    return CODE * len(match.group())


def _links(masked: str) -> list[Link]:
    found = []
    for match in _LINK.finditer(masked):
        start, raw = match.start(), match.group().rstrip(_TAIL)
        parts = _HOST.match(raw)
        if parts and "." in parts[1]:
            found.append(Link(start, start + len(raw), parts[1], parts[2]))
    return found


def _lower(text: str, low: str) -> str:
    if len(low) != len(text):  # a few capitals grow when lowered ("İ"): keep those, so that offsets stay true
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.replace("\u2019", "'")
