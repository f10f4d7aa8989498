"""One audit on Spark: what is read, what follows from it for a brand, table by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  the name that everybody gives it
from pyspark.sql.pandas.types import from_arrow_schema

from analyzers.classifier.protocol import Classifier
from analyzers.exchanges import Rules, Side
from bot.connectors.exports.detecting import ImportOptions
from bot.engines.spark.columns import EXCHANGE, LABEL, ORDER, RAW, SETTLED
from bot.engines.spark.contacts import NEEDED, Finder
from bot.engines.spark.joining import among, concerned, heads, turns, with_authors, with_context
from bot.engines.spark.judging import JUDGED, Judge
from bot.engines.spark.reading import Failure, Gate, Readable, Reader, Whole, tasks
from bot.engines.spark.settling import NOUN, settle_messages, settle_nouns, unpack
from bot.engines.spark.summing import LEDGER, Folder, merge_parts
from bot.services.derive import side_of
from storage.counts import Totals
from storage.errors import SourceError
from storage.models import Brand, Problem
from storage.reviews import Judged, Verdict

Step = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
_ORDER = [name for name, _ in ORDER]
#: Bytes of small files, as stored, that one task reads.
_PART = 32 << 20
#: Where Spark keeps what is asked for again.
_KEEP = StorageLevel.MEMORY_AND_DISK


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit on Spark must know beyond the files.

    ``load`` makes the classifier called ``model`` on an executor. ``gate`` keeps out whom a database lists,
    ``verdicts`` and ``judged`` are what people said there.
    """

    brand: Brand
    rules: Rules
    load: Callable[[], Classifier]
    model: str
    options: ImportOptions = msgspec.field(default_factory=ImportOptions)
    gate: Gate = msgspec.field(default_factory=Gate)
    verdicts: Mapping[str, Verdict] = msgspec.field(default_factory=dict)
    judged: list[Judged] = msgspec.field(default_factory=list)


class Reading:
    """What the sources hold: messages, accounts and places, each once, and what could not be read."""

    def __init__(self, spark: SparkSession, sources: Sequence[Readable], plan: Plan) -> None:
        """Read everything, once; raises SourceError when a source cannot be read at all."""
        files = tasks(sources)
        parts = min(len(files), max(2 * spark.sparkContext.defaultParallelism, sum(s.size for s in sources) // _PART))
        read = Reader(files, plan.options, plan.gate)
        self._raw = _mapped(spark.range(0, len(files), 1, parts), read, RAW).persist(_KEEP)
        self.sources, self.problems = self._told()
        named = self._raw.filter("kind IN ('account', 'channel', 'community')").select("kind", "id", *_ORDER, "noun")
        self.nouns = _mapped(_sorted(named, "kind", "id"), settle_nouns, NOUN).persist(_KEEP)
        self.messages, self.duplicates = self._settled()
        self._totals: dict[int | None, Totals] = {}

    def _told(self) -> tuple[list[Whole], list[Problem]]:
        rows = self._raw.filter("kind IN ('failure', 'source', 'problem')").select("kind", "noun").collect()
        nouns = [unpack(row["kind"], bytes(row["noun"])) for row in rows]
        if failures := [each for each in nouns if isinstance(each, Failure)]:
            raise SourceError(failures[0].message, failures[0].remedy)
        problems = [each for each in nouns if isinstance(each, Problem)]
        return [each for each in nouns if isinstance(each, Whole)], problems

    def _settled(self) -> tuple[DataFrame, int]:
        """The messages, each once: most ids come in once, and only the others are looked at again."""
        said = self._raw.filter("kind = 'message'").select(*SETTLED.names)
        often = said.groupBy("id").count().filter("count > 1").select("id").persist(_KEEP)
        if not (found := often.count()):
            return said, 0
        versions = said.join(often, "id", "left_semi").select(*SETTLED.names)
        settled = _mapped(_sorted(versions, "id"), settle_messages, SETTLED)
        once = said.join(often, "id", "left_anti").select(*SETTLED.names)
        return once.unionByName(settled).persist(_KEEP), found

    def totals(self, until: int | None = None) -> Totals:
        """Counts over everything before ``until`` (milliseconds; None: over all)."""
        if until not in self._totals:
            said = self.messages if until is None else self.messages.filter(F.col("time") < until)
            counts = F.count("*"), F.countDistinct("author"), F.count("reply_to")
            row = said.agg(*counts, F.min("time"), F.max("time")).collect()[0]
            self._totals[until] = Totals(row[0], row[1], row[2], len(self.problems), row[3], row[4])
        return self._totals[until]

    def close(self) -> None:
        """Let go of what Spark kept."""
        for kept in (self._raw, self.nouns, self.messages):
            kept.unpersist()


class Derived:
    """What follows from a reading for one brand."""

    def __init__(self, reading: Reading, plan: Plan) -> None:
        self.reading, self.plan = reading, plan
        self.side = _side(reading.nouns, plan.brand)
        self._heads = heads(reading.messages)
        self._maybe = concerned(self._heads, self.side.own, self._turns()).persist(_KEEP)
        needed = with_authors(self._maybe, self._heads).select(*NEEDED)
        self.exchanges = _mapped(needed, Finder(self.side, plan.rules), EXCHANGE).persist(_KEEP)
        self._said = self._with_words().persist(_KEEP)
        self._judged = self._labelled().persist(_KEEP)
        self.labels = self._judged.select(*LABEL.names)

    def _turns(self) -> DataFrame | None:
        """What the brand's turns follow and what follows them; None where nobody takes turns."""
        rooms = self.reading.nouns.filter("entity = 'channel' AND kind IN ('chat', 'thread')").select(
            F.col("id").alias("channel")
        )
        if "adjacent" not in self.plan.rules.means or rooms.isEmpty():
            return None
        return turns(self._heads, rooms, self.side.own, self.side.excluded)

    def _with_words(self) -> DataFrame:
        """The messages that need a label, whole."""
        spark = self.exchanges.sparkSession
        judged = spark.createDataFrame([(key,) for key in self.plan.verdicts], "id string")
        carriers = self.exchanges.filter("means <> 'reaction'").select(F.col("message").alias("id"))
        asked = carriers.union(judged).distinct().withColumn("asked", F.lit(True))
        said = self.reading.messages.filter("talk").join(asked, "id", "left")
        return said.filter(among("author", self.side.own) | F.col("asked")).select(*SETTLED.names)

    def _labelled(self) -> DataFrame:
        plan = self.plan
        context = with_context(self._said, self.reading.messages, self.reading.nouns)
        judge = Judge(plan.load, plan.model, plan.brand, self.side.own, plan.verdicts, plan.judged)
        return _mapped(context.repartition(context.sparkSession.sparkContext.defaultParallelism), judge, JUDGED)

    @property
    def tallies(self) -> DataFrame:
        """The brand's tallies: those of single messages, added."""
        keys = ("community", "channel", "account", "day", "label", "kind")
        return self._judged.filter("count > 0").groupBy(*keys).agg(F.sum("count").alias("count"))

    @property
    def ledgers(self) -> DataFrame:
        """The brand's ledgers: folded where the contacts lie, then merged."""
        words = self.labels.select("message", "label", "kind")
        parts = _mapped(self.exchanges.join(words, "message", "left"), Folder(self.plan.brand.name), LEDGER)
        return _mapped(_sorted(parts, "account", "community"), merge_parts, LEDGER)

    @property
    def kept(self) -> DataFrame:
        """The messages that a report on the brand may show: those with a label, and those somebody reacted to."""
        reacted = self.exchanges.filter("means = 'reaction'").select(F.col("message").alias("id"))
        others = reacted.join(self._said, "id", "left_anti").distinct()
        return self._said.union(self.reading.messages.join(others, "id", "left_semi").select(*SETTLED.names))

    @property
    def days(self) -> DataFrame:
        """How many messages the brand's contacts wrote anywhere, by account, community and day."""
        met = self.exchanges.select(F.col("account").alias("author")).distinct()
        said = self._heads.join(met, "author", "left_semi").groupBy("author", "community", "day")
        return said.agg(F.sum(F.col("talk").cast("long")).alias("messages"))

    def close(self) -> None:
        """Let go of what Spark kept."""
        for kept in (self._maybe, self.exchanges, self._said, self._judged):
            kept.unpersist()


def _side(nouns: DataFrame, brand: Brand) -> Side:
    """Who speaks for the brand and who is nobody's, as :meth:`bot.services.derive.Deriver.side` says of a store."""
    accounts = nouns.filter("entity = 'account'")
    holders = accounts.filter(F.arrays_overlap("roles", F.array(*map(F.lit, brand.roles)))) if brand.roles else None
    held = {row["id"] for row in holders.select("id").collect()} if holders is not None else set()
    bots = {row["id"] for row in accounts.filter("bot").select("id").collect()}
    return side_of(brand, frozenset(brand.accounts) | held, frozenset(bots))


def _sorted(rows: DataFrame, *keys: str) -> DataFrame:
    """All rows of one key in one place, in the order in which they came in."""
    order = _ORDER if _ORDER[0] in rows.columns else []
    return rows.repartition(*keys).sortWithinPartitions(*keys, *order)


def _mapped(rows: DataFrame, step: Step, schema: pa.Schema) -> DataFrame:
    return rows.mapInArrow(step, from_arrow_schema(schema))
