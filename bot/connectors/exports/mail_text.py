"""What a mail's author wrote: the plain text without quotes, attribution lines and signature."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Mail
from html import unescape

_QUOTE = re.compile(r"^\s*(>|\|\s)")
_ATTRIBUTION = re.compile(
    r"^\s*(On|Am|Le|El|Il|Op|Em)\b.{0,300}(wrote|schrieb|écrit|escribió|ha scritto|schreef|escreveu)\b[^:]{0,100}:\s*$",
    re.S,
)
_FORWARDED = re.compile(r"^\s*-{2,}\s*(Original Message|Forwarded message|Ursprüngliche Nachricht)\s*-{2,}", re.I)
_SIGNATURE = re.compile(r"^--\s?$")
_FOOTER = re.compile(r"^_{20,}\s*$")
_MANGLED = re.compile(r"^>(>*From )", re.M)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_SILENT = frozenset(("script", "style", "head", "title", "blockquote"))
_BREAKS = frozenset(("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "pre"))
_LONGEST_HEADER = 20_000
_LONGEST_ATTRIBUTION = 3


def header(mail: Mail, name: str) -> str:
    """A header's value on one line with its encoded words decoded; empty where it is missing."""
    raw = mail.get(name)
    if raw is None:
        return ""
    try:
        parts = decode_header(str(raw)[:_LONGEST_HEADER])
    except (HeaderParseError, ValueError):
        return " ".join(str(raw)[:_LONGEST_HEADER].split())
    text = "".join(part if isinstance(part, str) else _decoded(part, charset) for part, charset in parts)
    return " ".join(text.replace("\0", "").split())


def own_words(mail: Mail, *, with_subject: bool) -> str:
    """The author's own words, under the subject where the mail opens a thread."""
    body = cut_quotes(_body(mail))
    subject = header(mail, "Subject") if with_subject else ""
    return "\n\n".join(part for part in (subject, body) if part)


def cut_quotes(text: str) -> str:
    """The text without quoted lines, the lines that introduce them, signature and list footer."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _SIGNATURE.match(line) or _FORWARDED.match(line) or _FOOTER.match(line):
            break
        if not _QUOTE.match(line):
            kept.append(line.rstrip())
        else:
            _drop_attribution(kept)
    _drop_attribution(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _drop_attribution(kept: list[str]) -> None:
    """Take away a line such as "On Monday Ann wrote:" (up to three lines) at the end."""
    while kept and not kept[-1]:
        kept.pop()
    for count in range(1, _LONGEST_ATTRIBUTION + 1):
        if _ATTRIBUTION.match("\n".join(kept[-count:])):
            del kept[-count:]
            return


def _body(mail: Mail) -> str:
    """The first plain text part, else the first HTML part without its tags."""
    parts = [part for part in mail.walk() if not part.is_multipart() and part.get_content_disposition() != "attachment"]
    for part in parts:
        if part.get_content_type() == "text/plain":
            return _MANGLED.sub(r"\1", _payload(part))
    for part in parts:
        if part.get_content_type() == "text/html":
            return _stripped(_payload(part))
    return ""


def _payload(part: Mail) -> str:
    raw = part.get_payload(decode=True)
    return _decoded(raw, part.get_content_charset()) if isinstance(raw, bytes) else ""


def _decoded(raw: bytes, charset: str | None) -> str:
    """Text by the charset it names, by UTF-8, or as Western European, which never fails."""
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name or "ascii")
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def _stripped(html: str) -> str:
    """The text between tags; quotes, scripts and styles are left out.

    The standard library's parser takes quadratic time on tags that are never closed; this one pass does not.
    """
    html = _uncommented(html)
    text: list[str] = []
    silent = at = 0
    for tag in _TAG.finditer(html):
        if not silent:
            text.append(html[at : tag.start()])
        at = tag.end()
        name = tag[2].lower()
        if name in _SILENT:
            silent = max(0, silent + (-1 if tag[1] else 1))
        elif name in _BREAKS and not silent:
            text.append("\n")
    return unescape("".join([*text, html[at:] if not silent else ""]))


def _uncommented(html: str) -> str:
    first, *rest = html.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)
