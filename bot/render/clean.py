"""Hostile text made safe, once for each target: people's words may carry anything.

A terminal obeys escape sequences, readers are fooled by reversed or invisible text, Markdown and
spreadsheets run what looks like their syntax, chats ring at an ``@``. Names, texts and ids all pass
through here before they are shown.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

# Sequences that a terminal would obey: their payload goes with them.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"  # OSC, DCS: titles, links
    r"|\x1b[ -/]*[0-~]"  # the short ones
)
# Letters that show as nothing: Hangul fillers and the empty Braille cell.
_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800"), " ")
_MOST_MARKS = 3
_SPACES = re.compile(r"\s+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#&$])")
_MARKDOWN_START = re.compile(r"^(\d+(?=[.)])|(?=[-+=]))")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """``text`` as it may be shown: line ends kept, nothing in it that acts, hides, reverses or stacks.

    Escape sequences, control, format (bidi, zero-width, tags) and private characters go; at most three
    combining marks stay on a letter; other white space becomes a blank, a lone surrogate U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = _MOST_MARKS
    for sign in _ESCAPES.sub("", text).translate(_BLANKS):
        category = unicodedata.category(sign)
        shown = _shown(sign, category)
        if category in ("Mn", "Me"):
            marks += 1
            shown = sign if marks <= _MOST_MARKS else ""
        elif shown:
            marks = _MOST_MARKS if shown.isspace() else 0
        kept.append(shown)
    return unicodedata.normalize("NFC", "".join(kept))


def line(text: str, limit: int = 10_000) -> str:
    """``text`` as one visible line without outer or double blanks; of a giant only the first ``limit`` characters."""
    return _SPACES.sub(" ", visible(text[:limit])).strip()


def markdown(text: str) -> str:
    """``text`` as one line of Markdown that shows it literally: no markup, table cell, link, HTML or ping.

    A zero-width space after each ``@`` keeps Discord and GitHub from calling anybody.
    """
    escaped = _MARKDOWN_START.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", line(text)))
    return escaped.replace("://", ":\\//").replace("www.", "www\\.").replace("@", "@\u200b")


def link(text: str, url: str | None) -> str:
    """``text`` linked to ``url`` in Markdown, if that is a plain web address; else just the text."""
    target = web(url)
    shown = markdown(text)
    return f"[{shown}]({quote(target, safe=_URL_SAFE)})" if target else shown


def web(url: str | None) -> str:
    """``url`` if it is an http or https address without user name or oddities; else empty."""
    if not url or line(url) != url or any(sign in url for sign in ' <>"`\\'):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""


def formula(text: str) -> str:
    """``text`` as one line that no spreadsheet takes for a formula: a quote goes before a dangerous start."""
    shown = line(text, 100_000)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def json_text(encoded: str) -> str:
    """JSON with every control, format, surrogate or private character written as an escape; still the same data."""
    return _NOT_ASCII.sub(lambda match: _escaped(match[0]), encoded)


_NOT_ASCII = re.compile(r"[^\n\x20-\x7e]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_URL_SAFE = "%/:=&?~#+!$,;-._[]"


def _shown(sign: str, category: str) -> str:
    if sign == "\n" or category in ("Zl", "Zp"):
        return "\n"
    if category == "Cs":
        return "\ufffd"
    if category == "Zs" or sign in "\t\r\v\f\x85":
        return " "
    return "" if category in ("Cc", "Cf", "Co") else sign


def _escaped(sign: str) -> str:
    if unicodedata.category(sign) not in _UNSEEN:
        return sign
    if "\ud800" <= sign <= "\udfff":
        return "\ufffd"
    return "".join(f"\\u{unit:04x}" for unit in memoryview(sign.encode("utf-16-le")).cast("H"))
