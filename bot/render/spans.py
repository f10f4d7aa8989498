"""A text cut at the bounds of its evidence, so that each piece can be cleaned and marked on its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

import msgspec

from bot.render.clean import visible
from storage.models import Span

Role = Literal["own", "ask", "give", ""]
_FIRST: tuple[Role, ...] = ("ask", "own", "give")
#: An address with or without its scheme; punctuation at its end is not of it.
_ADDRESS = re.compile(r"\b(?:https?://\S{1,2000}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/\S{0,2000})(?<![.,;:!?)\]])")


def pieces(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, Role]]:
    """Visible pieces of ``text`` in order, each with the role it shows (empty for none).

    Where spans overlap an ask shows before something of one's own, and that before a give; an address that one
    span covers is not cut up by others. Spans that reach beyond the text are cut.
    """
    inside = _around_addresses(text, [span for span in spans if 0 <= span.start < min(span.end, len(text))])
    bounds = sorted({0, len(text), *(b for span in inside for b in (span.start, min(span.end, len(text))))})
    for start, end in pairwise(bounds):
        roles = {span.role for span in inside if span.start <= start and end <= span.end}
        shown = visible(text[start:end])
        if shown:
            yield shown, next((role for role in _FIRST if role in roles), "")


def _around_addresses(text: str, spans: list[Span]) -> list[Span]:
    """The spans without what they take of an address that another covers as a whole."""
    for found in _ADDRESS.finditer(text):
        start, end = found.span()
        if any(span.start <= start and end <= span.end for span in spans):
            spans = [kept for span in spans if (kept := _beside(span, start, end))]
    return spans


def _beside(span: Span, start: int, end: int) -> Span | None:
    """A span that touches an address without covering it, without that part; None when nothing is left."""
    if span.end <= start or end <= span.start or (span.start <= start and end <= span.end):
        return span
    if span.start < start:
        return msgspec.structs.replace(span, end=start)
    return msgspec.structs.replace(span, start=end) if span.end > end else None
