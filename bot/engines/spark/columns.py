"""Nouns as Arrow columns and back; names and order of columns stand here once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any

import msgspec
import pyarrow as pa

from storage.ledger import DAY_MS
from storage.models import Exchange, Label, Message, Reaction, Reason, Span, from_millis, to_millis
from storage.rows import Row

_REACTIONS = pa.list_(pa.struct([("emoji", pa.string()), ("count", pa.int64()), ("users", pa.list_(pa.string()))]))
_SPANS = pa.list_(
    pa.struct([("start", pa.int32()), ("end", pa.int32()), ("role", pa.string()), ("signal", pa.string())])
)
_REASONS = pa.list_(pa.struct([("text", pa.string()), ("push", pa.float64())]))

#: Where a row came in: the number of its source, the batch in it, the place in the batch.
ORDER = [("source", pa.int32()), ("batch", pa.int64()), ("number", pa.int32())]
#: A message; times in milliseconds, ``talk`` as :func:`analyzers.exchanges.counts_in_talk` says, ``day`` the UTC day.
MESSAGE = [
    ("id", pa.string()), ("community", pa.string()), ("channel", pa.string()), ("author", pa.string()),
    ("time", pa.int64()), ("text", pa.string()), ("reply_to", pa.string()), ("thread", pa.string()),
    ("mentions", pa.list_(pa.string())), ("reactions", _REACTIONS), ("system", pa.bool_()), ("edited", pa.int64()),
    ("removed", pa.string()), ("url", pa.string()), ("talk", pa.bool_()), ("day", pa.int32()),
]  # fmt: skip
#: A message, or another noun packed in ``noun``; ``kind`` tells which.
RAW = pa.schema([("kind", pa.string()), *ORDER, *MESSAGE, ("noun", pa.binary())])
SETTLED = pa.schema([*ORDER, *MESSAGE])
EXCHANGE = pa.schema([
    ("account", pa.string()), ("community", pa.string()), ("message", pa.string()), ("time", pa.int64()),
    ("inbound", pa.bool_()), ("means", pa.string()), ("about", pa.string()),
])  # fmt: skip
LABEL = pa.schema([
    ("message", pa.string()), ("label", pa.string()), ("p_take", pa.float64()), ("kind", pa.string()),
    ("spans", _SPANS), ("reasons", _REASONS), ("model", pa.string()),
])  # fmt: skip


decode = msgspec.json.Decoder().decode


def from_rows(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    """Rows of plain values, in the order of the schema's fields, as one Arrow batch."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def message_values(row: Row) -> tuple[Any, ...]:
    """The values of MESSAGE, of a message as the store's row."""
    mentions = row[8] and decode(row[8])
    reactions = row[9] and decode(row[9])
    talk = row[3] is not None and not row[10] and not row[12]
    return (*row[:8], mentions, reactions, *row[10:14], talk, row[4] // DAY_MS)


def messages_of(batch: pa.RecordBatch) -> Iterator[Message]:
    """The messages of an Arrow batch that has all columns of MESSAGE, times as milliseconds or as moments."""
    return map(_message, *(column(batch, name) for name, _ in MESSAGE[:14]))


def _message(*values: Any) -> Message:
    reactions = values[9] or ()
    return Message(
        id=values[0], community=values[1], channel=values[2], author=values[3],
        time=_moment(values[4]),
        text=values[5], reply_to=values[6], thread=values[7], mentions=tuple(values[8] or ()),
        reactions=tuple(Reaction(emoji=r["emoji"], count=r["count"], users=tuple(r["users"] or ())) for r in reactions),
        system=values[10], edited=_moment(values[11]), removed=values[12], url=values[13],
    )  # fmt: skip


def _moment(time: Any) -> Any:
    return from_millis(time) if isinstance(time, int) else time and time.astimezone(UTC)


def exchange_row(exchange: Exchange) -> tuple[Any, ...]:
    """The values of EXCHANGE; the brand is the audit's, the label the message's."""
    e = exchange
    return e.account, e.community, e.message, to_millis(e.time), e.inbound, e.means, e.about


def exchanges_of(batch: pa.RecordBatch, brand: str) -> Iterator[Exchange]:
    """The exchanges of an Arrow batch that has all columns of EXCHANGE, without labels."""
    for account, community, message, time, inbound, means, about in zip(
        *(column(batch, field.name) for field in EXCHANGE), strict=True
    ):
        yield Exchange(
            brand=brand, account=account, community=community, message=message, time=from_millis(time),
            inbound=inbound, means=means, about=about,
        )  # fmt: skip


def label_row(message: str, label: Label) -> tuple[Any, ...]:
    """The values of LABEL."""
    spans = [{"start": s.start, "end": s.end, "role": s.role, "signal": s.signal} for s in label.spans]
    reasons = [{"text": r.text, "push": r.push} for r in label.reasons]
    return message, label.label, label.p_take, label.kind, spans, reasons, label.model


def labels_of(batch: pa.RecordBatch) -> Iterator[tuple[str, Label]]:
    """Labels by message, of an Arrow batch that has all columns of LABEL."""
    for message, label, p_take, kind, spans, reasons, model in zip(
        *(column(batch, field.name) for field in LABEL), strict=True
    ):
        yield message, Label(
            label=label, p_take=p_take, kind=kind, model=model,
            spans=tuple(Span(**span) for span in spans), reasons=tuple(Reason(**reason) for reason in reasons),
        )  # fmt: skip


def column(batch: pa.RecordBatch, name: str) -> list[Any]:
    """One column as plain values."""
    found: list[Any] = batch.column(batch.schema.get_field_index(name)).to_pylist()
    return found


def in_batches(schema: pa.Schema, rows: Iterable[tuple[Any, ...]], size: int = 2000) -> Iterator[pa.RecordBatch]:
    """Any number of rows as Arrow batches of up to ``size``."""
    held: list[tuple[Any, ...]] = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield from_rows(schema, held)
            held.clear()
    if held:
        yield from_rows(schema, held)
