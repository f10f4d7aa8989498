"""From Spark into a store: everything, or what one report needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from bot.engines.spark.columns import column, exchanges_of, labels_of, messages_of
from bot.engines.spark.engine import Derived, Reading
from bot.engines.spark.settling import unpack
from bot.engines.spark.summing import ledgers_of
from storage.conversation import Cursor
from storage.counts import Totals
from storage.models import Batch, Tally
from storage.store import Store

_SPARK = "spark"


class Extract(Store):
    """A store of one brand's messages alone; what was counted over all of them, Spark is asked."""

    _reading: Reading | None = None

    def totals(self, until: int | None = None) -> Totals:
        """Counts over everything that was read before ``until`` (milliseconds; None: over all)."""
        assert self._reading is not None
        return self._reading.totals(until)

    def span(self, until: int | None = None) -> tuple[int | None, int | None]:
        """The times of the earliest and the latest message before ``until``, in milliseconds."""
        totals = self.totals(until)
        return totals.first, totals.last

    def take(self, derived: Derived, rules: str) -> None:
        """Bring in what a report on the brand needs; ``rules`` is the digest of the rules it follows."""
        self._reading = derived.reading
        with self.transaction():
            _put_messages(self, derived.kept)
            _put_nouns(self, derived.reading.nouns)
            for batch in fetched(derived.days):
                self.put_days(zip(*(column(batch, name) for name in batch.schema.names), strict=True))
            _put_derived(self, derived, rules)


def load(store: Store, reading: Reading, derived: Derived | None, rules: str) -> int:
    """Bring everything into a store that holds no message, in one transaction; gives the number of messages."""
    with store.transaction():
        store.mark_others_stale(derived.plan.brand.name if derived else None)
        count = _put_messages(store, reading.messages)
        _put_nouns(store, reading.nouns)
        store.put(Batch(source=_SPARK, position=0, problems=tuple(reading.problems)))
        if derived:
            _put_derived(store, derived, rules)
        for source in reading.sources:
            store.set_cursor(source.id, Cursor(source.position, True, source.digest))
    return count


def _put_messages(store: Store, messages: DataFrame) -> int:
    count = 0
    for batch in fetched(messages):
        count += batch.num_rows
        store.put(Batch(source=_SPARK, position=0, messages=tuple(messages_of(batch))))
    return count


def _put_nouns(store: Store, nouns: DataFrame) -> None:
    for batch in fetched(nouns.select("entity", "noun")):
        found: dict[str, list[Any]] = {"account": [], "channel": [], "community": []}
        for kind, packed in zip(column(batch, "entity"), column(batch, "noun"), strict=True):
            found[kind].append(unpack(kind, packed))
        store.put(
            Batch(
                source=_SPARK, position=0, accounts=tuple(found["account"]), channels=tuple(found["channel"]),
                communities=tuple(found["community"]),
            )
        )  # fmt: skip


def _put_derived(store: Store, derived: Derived, rules: str) -> None:
    brand = derived.plan.brand.name
    store.clear_derived(brand)
    for batch in fetched(derived.labels):
        store.put_labels(dict(labels_of(batch)))
    for batch in fetched(derived.exchanges):
        store.put_exchanges(exchanges_of(batch, brand))
    for batch in fetched(derived.ledgers):
        store.put_ledgers(brand, dict(ledgers_of(batch)))
    for batch in fetched(derived.tallies):
        store.add_tallies(list(_tallies(batch, brand)))
    store.set_rules(brand, rules)


def _tallies(batch: pa.RecordBatch, brand: str) -> Iterator[Tally]:
    return (Tally(brand=brand, **row) for row in batch.to_pylist())


def fetched(rows: DataFrame) -> Iterator[pa.RecordBatch]:
    """The rows in Arrow batches, one part of them after the other: never all in memory."""
    for row in rows.mapInArrow(_streams, "stream binary").toLocalIterator(prefetchPartitions=True):
        yield from pa.ipc.open_stream(row["stream"])


def _streams(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        yield pa.RecordBatch.from_arrays([pa.array([sink.getvalue().to_pybytes()], pa.binary())], ["stream"])
