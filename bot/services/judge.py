"""Label messages from JSON lines, one result a line; a bad line is told and passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec

from analyzers.classifier.protocol import Classifier, Item
from bot.services.crew import Crew, tool
from bot.services.sharing import CLASSIFIER
from storage.models import Label, Problem

_CHUNK = 512


class Line(msgspec.Struct, kw_only=True):
    """One message to label: ``text``, and what else is known of it."""

    text: str
    id: str | int | None = None
    author: str = ""
    channel: str = ""
    channel_topic: str = ""
    reply_to_text: str | None = None
    own_domains: tuple[str, ...] = ()
    own_handles: tuple[str, ...] = ()
    community_names: tuple[str, ...] = ()

    def item(self) -> Item:
        """The classifier's view of it."""
        fields = {name: getattr(self, name) for name in Item.__struct_fields__ if hasattr(self, name)}
        return Item(**fields)


_decode = msgspec.json.Decoder(Line).decode


def judge_lines(
    lines: Iterable[bytes], load: Callable[[], Classifier], source: str, crew: Crew | None = None
) -> Iterator[bytes | Problem]:
    """Yield a result for each line of JSON, or a Problem where it holds no message; blank lines are skipped.

    ``load`` makes the classifier. A ``crew`` that has the same loader judges while this process reads and writes; the
    results are the same.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    chunks = iter(lambda: list(islice(numbered, _CHUNK)), [])
    if crew is None:
        classifier = load()
        found: Iterator[list[bytes | Problem]] = (_judged(chunk, classifier, source) for chunk in chunks)
    else:
        found = crew.each(_judge, ((chunk, source) for chunk in chunks))
    for results in found:
        yield from results


def _judge(chunk: list[tuple[int, bytes]], source: str) -> list[bytes | Problem]:
    """In a worker: the results of some lines."""
    return _judged(chunk, tool(CLASSIFIER), source)


def _judged(chunk: list[tuple[int, bytes]], classifier: Classifier, source: str) -> list[bytes | Problem]:
    read = [(number, _decoded(line, number, source)) for number, line in chunk]
    labels = classifier.label([line.item() for _, line in read if isinstance(line, Line)])
    return [
        line if isinstance(line, Problem) else msgspec.json.encode(_result(line, next(iter(labels)), number))
        for number, line in read
    ]


def _decoded(line: bytes, number: int, source: str) -> Line | Problem:
    try:
        return _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return Problem(source=source, position=number, reason=str(error))


def _result(line: Line, label: Label, number: int) -> dict[str, object]:
    """The line's result: ``own`` and ``ask`` are the texts of the first such spans, ``spans`` all of them."""
    spans = [
        {"role": s.role, "start": s.start, "end": s.end, "text": line.text[s.start : s.end], "signal": s.signal}
        for s in label.spans
    ]
    first = {role: next((s["text"] for s in spans if s["role"] == role), "") for role in ("own", "ask")}
    return {
        "id": number if line.id is None else line.id,
        "label": label.label,
        "p_take": round(label.p_take, 6),
        "kind": label.kind,
        "own": first["own"],
        "ask": first["ask"],
        "reasons": [{"text": r.text, "push": round(r.push, 3)} for r in label.reasons],
        "spans": spans,
    }
