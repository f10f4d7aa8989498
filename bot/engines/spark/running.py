"""The commands' way to Spark: what ``import`` and ``audit`` do with ``--engine spark``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bot.app import App
from bot.connectors.exports.detecting import ImportOptions
from bot.engines.spark.starting import LOCAL, check, session
from bot.services.collect import Collected, fingerprint, is_of
from storage.errors import UsageError
from storage.store import MEMORY

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from bot.engines.spark.engine import Derived, Plan, Reading
    from bot.engines.spark.reading import Readable, Sources

#: Bytes of exports, as stored, whose rows make one part of a shuffle.
_SHUFFLED = 16 << 20


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What Spark is asked for: the paths to read, where it runs, and the folder for its tables."""

    paths: Sequence[str]
    options: ImportOptions
    master: str | None = None
    parquet: Path | None = None


def bring_in(app: App, job: Job) -> tuple[Collected, Sequence[str]]:
    """Read the exports into the database, or, with a folder for tables, only into that.

    The database must hold no message yet, unless it is left as it is; whom it lists as forgotten or silent is
    kept out either way. Gives what was done and the files that are no export. Raises GivetakeError.
    """
    found, unchanged = _prepared(app, job)
    done = Collected(sources=len(found.sources) + unchanged, unchanged=unchanged)
    if not found.sources:
        return done, found.skipped
    _must_be_empty(app, job)
    with session(job.master) as spark, _read(spark, app, job, found) as (reading, derived):
        _write(app, job, reading, derived)
        if job.parquet is None:
            from bot.engines.spark.loading import load  # noqa: PLC0415  pyspark only where Spark is used

            done.new = load(app.store, reading, derived, app.deriver().digest if derived else "")
        else:
            done.new = reading.messages.count()
        done.records, done.problems = sum(each.position for each in reading.sources), len(reading.problems)
    return done, found.skipped


@contextmanager
def looked_at(app: App, job: Job) -> Iterator[App]:
    """An application over what a report on the brand needs of the exports; it ends with the block."""
    found, _ = _prepared(app, job)
    with session(job.master) as spark, _read(spark, app, job, found) as (reading, derived):
        from bot.engines.spark.loading import Extract  # noqa: PLC0415  pyspark only where Spark is used

        assert derived is not None
        _write(app, job, reading, derived)
        with Extract(MEMORY) as extract:
            extract.take(derived, app.deriver().digest)
            app.store.close()
            app.store = extract
            yield app


def _prepared(app: App, job: Job) -> tuple[Sources, int]:
    """The sources that are worth reading, and how many are not; all that can be wrong is said before Spark starts."""
    check(job.master or LOCAL)
    from bot.engines.spark.reading import Sources, sources_at  # noqa: PLC0415  pyarrow only where Spark is used
    from bot.engines.spark.writing import ready  # noqa: PLC0415

    parts = [sources_at(path, job.options) for path in dict.fromkeys(job.paths)]
    every = {source.id: source for part in parts for source in part.sources}
    fresh = [source for source in every.values() if job.parquet or not _known(app, source)]
    if job.parquet:
        ready(job.parquet)
    skipped = [name for part in parts for name in part.skipped]
    return Sources(fresh, skipped), len(every) - len(fresh)


def _known(app: App, source: Readable) -> bool:
    cursor = app.store.cursor(source.id)
    return bool(cursor and cursor.done and is_of(cursor, fingerprint(source.path)))


def _must_be_empty(app: App, job: Job) -> None:
    count = app.store.totals().messages
    if count and job.parquet is None:
        raise UsageError(
            f"Spark fills a database that holds no message yet, but {app.store.path} holds {count:,}.",
            "Leave out --engine spark, or name another --db and all exports again.",
        )


@contextmanager
def _read(spark: SparkSession, app: App, job: Job, found: Sources) -> Iterator[tuple[Reading, Derived | None]]:
    from bot.engines.spark.engine import Derived, Reading  # noqa: PLC0415  pyspark only where Spark is used

    plan = plan_of(app, job.options)
    _settle(spark, found)
    reading = Reading(spark, found.sources, plan)
    derived = Derived(reading, plan) if app.brand.accounts or app.brand.roles else None
    try:
        yield reading, derived
    finally:
        if derived:
            derived.close()
        reading.close()


def _settle(spark: SparkSession, found: Sources) -> None:
    """Settle what a session may change while it runs: moments are UTC, and little data makes few parts."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    parts = sum(source.size for source in found.sources) // _SHUFFLED
    spark.conf.set("spark.sql.shuffle.partitions", str(max(spark.sparkContext.defaultParallelism, parts)))


def _write(app: App, job: Job, reading: Reading, derived: Derived | None) -> None:
    from bot.engines.spark.writing import write  # noqa: PLC0415  pyspark only where Spark is used

    if job.parquet:
        write(job.parquet, reading, derived, app.deriver().digest if derived else "")


def plan_of(app: App, options: ImportOptions) -> Plan:
    """What an audit must know: the brand and rules of the configuration, and what the database says of people."""
    from bot.engines.spark.engine import Plan  # noqa: PLC0415  pyspark only where Spark is used
    from bot.engines.spark.reading import Gate  # noqa: PLC0415

    store = app.store
    silent = frozenset(wish.account for wish in store.wishes() if not wish.stored)
    return Plan(
        brand=app.brand,
        rules=app.rules,
        load=app.loader,
        model=app.classifier.model,
        options=options,
        gate=Gate(silent, store.listed()),
        verdicts=store.verdicts(review.message for review in store.all_reviews()),
        judged=store.judged_by_people(),
    )
