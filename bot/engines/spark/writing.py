"""The tables of an audit as a folder of Parquet, for whoever wants to ask them something else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that everybody gives it
from pyspark.sql.pandas.types import from_arrow_schema

from bot.engines.spark.engine import Derived, Reading
from storage.errors import SourceError, UsageError
from storage.ledger import IN_HALF_LIVES, OUT_HALF_LIVES

SCHEMA = "givetake/parquet@1"
ABOUT = pa.schema([
    ("schema", pa.string()), ("brand", pa.string()), ("model", pa.string()), ("rules", pa.string()),
    ("messages", pa.int64()), ("in_half_lives", pa.list_(pa.int32())), ("out_half_lives", pa.list_(pa.int32())),
])  # fmt: skip
PROBLEM = pa.schema([
    ("source", pa.string()), ("position", pa.int64()), ("reason", pa.string()), ("excerpt", pa.string())
])  # fmt: skip
_TIMES = ("time", "edited", "at", "in_first", "in_last", "out_first", "out_last", "last_give")
_MESSAGE = (
    "id", "community", "channel", "author", "time", "text", "reply_to", "thread", "mentions", "reactions",
    "system", "edited", "removed", "url",
)  # fmt: skip


def ready(folder: Path) -> None:
    """Make sure that the folder can be written and holds nothing. Raises UsageError and SourceError."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} exists already.", "Name another folder with --parquet, or remove it.")
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SourceError(
            f"{folder} cannot be written: {error.strerror}.", "Name another folder with --parquet."
        ) from error


def write(folder: Path, reading: Reading, derived: Derived | None, rules: str) -> None:
    """Write every table to a folder of its own; ``about`` comes last, so that without it the rest is not whole."""
    tables = _read(reading)
    if derived:
        tables |= {
            "labels": derived.labels,
            "exchanges": derived.exchanges,
            "ledgers": _dated(derived.ledgers),
            "tallies": derived.tallies.withColumn("day", F.date_from_unix_date("day")),
        }
    for name, table in tables.items():
        _timed(table).write.parquet(str(folder / name))
    brand, model = (derived.plan.brand.name, derived.plan.model) if derived else ("", "")
    count = reading.messages.count()
    row = (SCHEMA, brand, model, rules if derived else "", count, list(IN_HALF_LIVES), list(OUT_HALF_LIVES))
    _table(reading, [row], ABOUT).write.parquet(str(folder / "about"))


def _read(reading: Reading) -> dict[str, DataFrame]:
    def nouns(entity: str, *fields: str) -> DataFrame:
        return reading.nouns.filter(F.col("entity") == entity).select("id", "name", *fields)

    problems = [(p.source, p.position, p.reason, p.excerpt) for p in reading.problems]
    return {
        "messages": reading.messages.select(*_MESSAGE),
        "accounts": nouns("account", "display", "bot", "roles"),
        "channels": nouns("channel", "community", "kind", "topic", "parent", "private"),
        "communities": nouns("community"),
        "problems": _table(reading, problems, PROBLEM),
    }


def _table(reading: Reading, rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> DataFrame:
    return reading.nouns.sparkSession.createDataFrame(rows, from_arrow_schema(schema)).coalesce(1)


def _timed(table: DataFrame) -> DataFrame:
    """Milliseconds as moments."""
    return table.withColumns({name: F.timestamp_millis(name) for name in _TIMES if name in table.columns})


def _dated(ledgers: DataFrame) -> DataFrame:
    """Days of contact as dates."""
    return ledgers.withColumns({
        name: F.transform(name, F.date_from_unix_date) for name in ("in_days", "out_days")
    })  # fmt: skip
