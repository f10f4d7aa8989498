"""Cards: what Discord shows as an embed, as plain data that always keeps to Discord's limits.

Lengths are counted in UTF-16 units, the strictest way there is. Text of others comes in through
:func:`quote` or :func:`bot.render.clean.markdown` and shows literally: no markup, link or ping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from bot.render.clean import line, markdown
from bot.render.spans import pieces
from storage.models import Reason, Span

TITLE, TEXT, NAME, VALUE, FOOTER, FIELDS, ALL = 256, 4096, 256, 1024, 2048, 25, 6000
GREEN, AMBER, RED, GREY, BLUE = 0x2D8A57, 0xC98A1B, 0xC23B4B, 0x7A8290, 0x4C6EF5
#: Marks the end of something cut.
MORE = "…"
_PERCENT = re.compile(r"(\d) %")
_ROLE_MARKS = {"own": "__", "ask": "**", "give": "*"}


class Field(msgspec.Struct, frozen=True):
    """A heading with text below it."""

    name: str
    value: str
    inline: bool = False


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One embed; ``image`` is the name of an attached file."""

    title: str = ""
    text: str = ""
    fields: tuple[Field, ...] = ()
    footer: str = ""
    color: int = GREY
    url: str | None = None
    image: str = ""


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A message to send: a line above, cards, and files by name.

    ``marker`` stands in the last card's footer (or the line), so that the message can be found again.
    """

    line: str = ""
    cards: tuple[Card, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    marker: str = ""


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` units, at the end of a line if there is one not far off."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    head, newline, _ = kept.rpartition("\n")
    whole = head if newline and len(head) > len(kept) * 0.6 else kept
    return whole.rstrip("\\*_ \n") + MORE


def lines(rows: Sequence[str], limit: int = VALUE) -> str:
    """As many whole rows as fit into ``limit`` units, and how many more there are."""
    kept: list[str] = []
    room = limit - 24
    for row in rows:
        room -= units(row) + 1
        if room < 0:
            break
        kept.append(row)
    if len(kept) < len(rows):
        kept.append(f"and {len(rows) - len(kept):,} more" if kept else cut(rows[0], limit))
    return "\n".join(kept)


def words(text: str, limit: int) -> str:
    """Somebody's words as one literal line of at most ``limit`` units."""
    plain = line(text, 4 * limit)
    return _shortened(plain, limit, markdown)


def grounds(reasons: Iterable[Reason], most: int = 6) -> str:
    """What speaks for a take and what against it, the strongest first."""
    shown = sorted(list(reasons)[:most], key=lambda each: -abs(each.push))
    sides = (("For a take", [r for r in shown if r.push > 0]), ("Against", [r for r in shown if r.push <= 0]))
    return "\n".join(f"{name}: {' · '.join(words(r.text, 100) for r in side)}" for name, side in sides if side)


def quote(text: str, spans: Iterable[Span] = (), limit: int = 1500) -> str:
    """Somebody's message as a quotation of at most ``limit`` units, its evidence marked.

    What is one's own is underlined, an ask bold, what it gives in italics.
    """
    marks = tuple(spans)
    return _shortened(text, limit, lambda kept: _quoted(kept, marks)) or "> *(no text)*"


def fitted(cards: Sequence[Card]) -> list[Card]:
    """Cards within all limits: at most ten, each part short enough, 6,000 units over all."""
    found, room = [], ALL
    for card in cards[:10]:
        small = _limited(card)
        while units_of(small) > room and small.fields:
            small = msgspec.structs.replace(small, fields=small.fields[:-1])
        if units_of(small) > room:
            small = msgspec.structs.replace(
                small, text=cut(small.text, max(1, room - units_of(small) + units(small.text)))
            )
        if units_of(small) > room:
            break
        room -= units_of(small)
        found.append(small)
    return found


def units_of(card: Card) -> int:
    """What counts of a card against the 6,000 of a message."""
    texts = [card.title, card.text, card.footer, *(part for each in card.fields for part in (each.name, each.value))]
    return sum(map(units, texts))


def _limited(card: Card) -> Card:
    fields = tuple(
        Field(cut(f.name, NAME).strip() or "\u200b", _joined(cut(f.value, VALUE)), f.inline)
        for f in card.fields
        if f.value.strip()
    )
    return msgspec.structs.replace(
        card, title=cut(card.title, TITLE), text=_joined(cut(card.text, TEXT)), footer=cut(card.footer, FOOTER),
        fields=fields[:FIELDS],
    )  # fmt: skip


def _joined(text: str) -> str:
    """Numbers keep their percent sign on the same line."""
    return _PERCENT.sub("\\1\u00a0%", text)


def _quoted(text: str, spans: Sequence[Span]) -> str:
    """Each line of the message behind a quotation mark, each piece of it literal."""
    shown = "".join(_marked(piece, role) for piece, role in pieces(text, spans))
    rows = [row.strip() for row in shown.split("\n")]
    return "\n".join(f"> {row}" for row in rows if row)


def _marked(piece: str, role: str) -> str:
    """A piece of text, literal, with the mark of its role around the words and the blanks outside."""
    mark, parts = _ROLE_MARKS.get(role, ""), []
    for row in piece.split("\n"):
        literal = markdown(row)
        if not literal:
            parts.append(" " if row else "")
            continue
        before, after = " " if row[:1].isspace() else "", " " if row[-1:].isspace() else ""
        parts.append(f"{before}{mark}{literal}{mark}{after}")
    return "\n".join(parts)


def _shortened(text: str, limit: int, show: Callable[[str], str]) -> str:
    """What ``show`` makes of the longest beginning of ``text`` that fits into ``limit`` units."""
    whole = show(text[: 2 * limit])
    if len(text) <= 2 * limit and units(whole) <= limit:
        return whole
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units(show(text[:middle])) < limit else (low, middle - 1)
    return show(text[:low]) + MORE if low else ""
