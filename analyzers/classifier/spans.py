"""The evidence in the message's own words: own and ask spans, the best first, grown to the end of their clause."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzers.classifier.reading import LINK, Reading
from analyzers.classifier.signs import SIGNS, Hit
from storage.models import Span

#: A span grows at most so far.
_GROW = 48
#: Evidence is shown in at most so many characters.
_LONGEST = 90
#: An ask sign of at least this evidence needs no clause beside it.
_CLEAR = 0.6
#: Chances from which a stretch that the encoder reads goes before the signs, and after them.
_SURE, _FAINT = 0.1, 0.05
_CLAUSE_END = re.compile(r"[.!?,;:(\n\ue000]| - | – ")
_CLAUSE = re.compile(r"[^.!?;\n]+")
_SPOKEN = re.compile(r"[a-z]{3}")
_YOU = re.compile(r"\b(?:you|your|u)\b")
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|we|we're|we've|my|our|me|us)\b")
_GROWS_TEXT = (
    "own.made own.making own.opening own.shown own.role own.self own.team_voice own.launch own.close "
    "ask.check_out ask.try ask.join ask.follow ask.vote ask.visit ask.buy ask.contact ask.members ask.apply "
    "ask.share ask.feedback ask.subscribe ask.pitch_helps ask.pitch_best ask.pitch_you ask.pitch_what"
)
_GROWS = frozenset(_GROWS_TEXT.split())


def plain_spans(hits: Sequence[Hit]) -> tuple[Span, ...]:
    """The spans as the signs found them, in the order of SIGNS: enough for a clear give."""
    return tuple(Span(start=h.start, end=h.end, role=SIGNS[h.sign].role, signal=SIGNS[h.sign].name) for h in hits)


def spans_of(reading: Reading, hits: Sequence[Hit], evidence: Sequence[float]) -> tuple[Span, ...]:
    """Own, ask and give spans, each role's most telling first."""
    if not hits:
        return ()
    ranked = sorted(hits, key=lambda hit: (_ORDER[SIGNS[hit.sign].role], -evidence[hit.sign], hit.start, -hit.end))
    found: dict[tuple[int, int, str], Span] = {}
    for hit in ranked:
        span = span_of(reading, hit)
        found.setdefault((span.start, span.end, span.role), span)
    return tuple(found.values())


def keys_for_take(
    reading: Reading, spans: Sequence[Span], evidence: Mapping[str, float], asking: Sequence[tuple[int, int]]
) -> tuple[Span, ...]:
    """The spans of a likely take: where no sign shows an ask well, the asking clauses do.

    ``evidence`` is by the sign's name; ``asking`` are the clauses that most likely ask, the likeliest first. Without
    an own span, a first person's clause is one.
    """
    roles = {span.role for span in spans}
    clear = [span for span in spans if span.role == "ask" and evidence.get(span.signal, 0.0) >= _CLEAR]
    asked = [
        Span(start=start, end=min(end, start + _LONGEST), role="ask", signal="ask.clause") for start, end in asking
    ]
    found = (*clear[:1], *asked[:1], *(span for span in spans if span not in clear[:1]), *asked[1:])
    if "own" not in roles and (match := _FIRST_PERSON.search(reading.masked)):
        own = Span(start=match.start(), end=_clause_end(reading, match.end()), role="own", signal="own.person")
        found = (own, *found)
    return found


def with_read(spans: Sequence[Span], read: Sequence[tuple[float, Span]], likely_take: bool) -> tuple[Span, ...]:
    """The spans with the stretches that the encoder reads as own or ask.

    A sure one goes before the others, a likely one after them; in a likely take fainter ones do, too, so that a key
    which no sign shows is not lost.
    """
    least = _FAINT if likely_take else _SURE
    sure = [span for chance, span in read if chance >= _SURE]
    found = dict.fromkeys((*sure, *spans))
    for chance, span in read:
        if least <= chance < _SURE and not any(_beside(span, other) for other in found):
            found[span] = None
    return tuple(found)


def _beside(span: Span, other: Span) -> bool:
    """Whether both show the same role in some of the same words."""
    return span.role == other.role and span.start < other.end and other.start < span.end


def asking_clauses(
    reading: Reading, spans: Sequence[Span], pushes: Sequence[tuple[int, int, float]]
) -> list[tuple[int, int]]:
    """The clauses that most likely ask or pitch, two of a longer message; ``pushes`` are start, end and push by word.

    The weights were fitted on the clauses that readers marked as the ask of a take.
    """
    places = clauses(reading)
    asks = [span.start for span in spans if span.role == "ask"]
    ranked = sorted(range(len(places)), key=lambda number: -_asking(reading, places, number, asks, pushes))
    return [places[number] for number in ranked[: 2 if len(places) > 2 else 1]]


def _asking(
    reading: Reading,
    places: Sequence[tuple[int, int]],
    number: int,
    asks: Sequence[int],
    pushes: Sequence[tuple[int, int, float]],
) -> float:
    start, end = places[number]
    text = reading.masked[start:end]
    push = sum(push for at, _, push in pushes if start <= at < end)
    holds = 1.7 * any(start <= at < end for at in asks) + 1.0 * (LINK in text) + 0.7 * bool(_YOU.search(text))
    return holds + 0.8 * push + 1.0 * (number == len(places) - 1) + 0.35 * min(len(text), 200) / 50


def clauses(reading: Reading) -> list[tuple[int, int]]:
    """Where the clauses of a message stand, without the blanks around them; marks alone are no clause."""
    found = []
    for match in _CLAUSE.finditer(reading.masked):
        text = match.group()
        start, end = match.start() + len(text) - len(text.lstrip()), match.end() - len(text) + len(text.rstrip())
        if _SPOKEN.search(text):
            found.append((start, end))
    return found


_ORDER = {"own": 0, "ask": 1, "give": 2}
#: A link that follows a grown span so closely belongs to it.
_LINK_NEXT = re.compile(r"[\s:(\[,–—-]{0,4}(?:at |here )?[\s:(\[]{0,2}(\ue000\ue001*)")


def span_of(reading: Reading, hit: Hit) -> Span:
    """The span of one sign, grown to the end of its clause where the sign only opens it."""
    sign = SIGNS[hit.sign]
    end = _clause_end(reading, hit.end) if sign.name in _GROWS else hit.end
    if sign.role == "own" and (link := _LINK_NEXT.match(reading.masked, end)) and link.end() - hit.start <= _LONGEST:
        end = link.end()
    return Span(start=hit.start, end=end, role=sign.role, signal=sign.name)


def _clause_end(reading: Reading, end: int) -> int:
    """The end of the clause that goes on at ``end``, at most _GROW characters on, at a word's end."""
    if reading.masked[end - 1 : end] == LINK:
        return end
    stop = _CLAUSE_END.search(reading.masked, end, end + _GROW)
    if stop:
        return end + len(reading.masked[end : stop.start()].rstrip())
    if end + _GROW >= len(reading.masked):
        return end + len(reading.masked[end:].rstrip())
    return max(end, reading.masked.rfind(" ", end, end + _GROW))
