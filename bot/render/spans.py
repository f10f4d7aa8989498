"""A text cut at the bounds of its evidence, so that each piece can be cleaned and marked on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from bot.render.clean import visible
from storage.models import Span

Role = Literal["own", "ask", "give", ""]
_FIRST: tuple[Role, ...] = ("ask", "own", "give")


def pieces(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, Role]]:
    """Visible pieces of ``text`` in order, each with the role it shows (empty for none).

    Where spans overlap an ask shows before something of one's own, and that before a give. Spans that
    reach beyond the text are cut.
    """
    inside = [span for span in spans if 0 <= span.start < min(span.end, len(text))]
    bounds = sorted({0, len(text), *(b for span in inside for b in (span.start, min(span.end, len(text))))})
    for start, end in pairwise(bounds):
        roles = {span.role for span in inside if span.start <= start and end <= span.end}
        shown = visible(text[start:end])
        if shown:
            yield shown, next((role for role in _FIRST if role in roles), "")
