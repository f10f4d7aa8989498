"""Several versions of one thing become one, on the executors: by the rules by which the store settles them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import pyarrow as pa

from bot.engines.spark.columns import ORDER, SETTLED, column, in_batches, message_values, messages_of
from bot.engines.spark.reading import KINDS, pack
from storage.conversation import later, newer
from storage.rows import message_row

#: Accounts and places: ``entity`` tells which; ``noun`` is the whole, the columns its fields (``kind`` a channel's).
NOUN = pa.schema([
    ("entity", pa.string()), ("noun", pa.binary()), ("id", pa.string()), ("name", pa.string()),
    ("display", pa.string()), ("bot", pa.bool_()), ("roles", pa.list_(pa.string())), ("community", pa.string()),
    ("kind", pa.string()), ("topic", pa.string()), ("parent", pa.string()), ("private", pa.bool_()),
])  # fmt: skip

_NAMES = [name for name, _ in ORDER]
_FIELDS = NOUN.names[2:]
_DECODERS = {kind: msgspec.msgpack.Decoder(noun) for kind, noun in KINDS.items()}


def unpack(kind: str, noun: bytes) -> Any:
    """The noun that a row packed."""
    return _DECODERS[kind].decode(noun)


def settle_messages(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One row a message id, of rows sorted by id and order; the message stands where it first came in."""
    yield from in_batches(SETTLED, _settled(batches))


def _settled(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    rows = ((message.id, order, message) for batch in batches for order, message in _ordered(batch))
    for _, versions in groupby(rows, key=itemgetter(0)):
        found = list(versions)
        yield (*found[0][1], *message_values(message_row(reduce(newer, (message for *_, message in found)))))


def _ordered(batch: pa.RecordBatch) -> Iterator[tuple[tuple[int, ...], Any]]:
    orders = zip(*(column(batch, name) for name in _NAMES), strict=True)
    return zip(orders, messages_of(batch), strict=True)


def settle_nouns(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One row an account, channel or community, of rows sorted by kind, id and order."""
    yield from in_batches(NOUN, _nouns(batches))


def _nouns(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    rows = (
        row for batch in batches
        for row in zip(column(batch, "kind"), column(batch, "id"), column(batch, "noun"), strict=True)
    )  # fmt: skip
    for (kind, _), versions in groupby(rows, key=itemgetter(0, 1)):
        nouns = [unpack(kind, packed) for *_, packed in versions]
        noun = reduce(later, nouns)
        yield (kind, pack(noun), *(getattr(noun, name, None) for name in _FIELDS))
