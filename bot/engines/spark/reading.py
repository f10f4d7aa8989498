"""Exports to rows, on the executors: the connectors of the embedded engine, one task a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pyarrow as pa

from bot.connectors.exports.detecting import ImportOptions
from bot.connectors.files import find_sources
from bot.engines.spark.columns import MESSAGE, RAW, from_rows, message_values
from bot.engines.spark.parquet import parquet_files
from bot.services.collect import BATCH, fingerprint
from storage.blocks import Block, block_of
from storage.errors import SourceError, UsageError
from storage.models import Account, Channel, Community, Noun, Problem
from storage.optouts import silenced
from storage.sieve import Listed

#: So many places and accounts are remembered as told, so that a file tells each only when it is news.
_TOLD = 100_000
_EMPTY = (None,) * len(MESSAGE)

pack = msgspec.msgpack.Encoder().encode


class Gate(msgspec.Struct, frozen=True):
    """Whom nothing may be kept of (``listed``), and whose texts may not be kept (``silent``)."""

    silent: frozenset[str] = frozenset()
    listed: Listed = msgspec.field(default_factory=Listed)

    def sieve(self, block: Block) -> Block:
        """The block as the store would have taken it."""
        if self.silent:
            block = silenced(block, self.silent)
        return block_of(self.listed.sieve(block.batch())) if self.listed.anyone_forgotten() else block


class Whole(Noun, frozen=True):
    """A source that was read to its end: how many records, and the digest of its content."""

    id: str
    position: int
    digest: str | None


class Failure(Noun, frozen=True):
    """A source that could not be read at all."""

    message: str
    remedy: str


class Files(msgspec.Struct, frozen=True):
    """What one task reads: the sources at ``path``, each with the number that orders it among all."""

    path: str
    numbers: Mapping[str, int]


#: What a row that is no message packs.
KINDS: dict[str, type[Noun]] = {
    "account": Account, "channel": Channel, "community": Community, "problem": Problem, "source": Whole,
    "failure": Failure,
}  # fmt: skip


class Readable(Protocol):
    """What a task reads; see :class:`bot.connectors.files.FileSource`."""

    @property
    def id(self) -> str:
        """Stable key for cursors."""
        ...

    @property
    def path(self) -> str:
        """The file that holds it."""
        ...

    @property
    def size(self) -> int:
        """Bytes as stored."""
        ...

    def blocks(self, *, size: int) -> Iterator[Block]:
        """Blocks of up to ``size`` records."""
        ...


class Sources(msgspec.Struct, frozen=True):
    """The sources among some paths, and the names of files that are no export."""

    sources: Sequence[Readable]
    skipped: Sequence[str] = ()


def sources_at(path: str, options: ImportOptions) -> Sources:
    """The exports at one path, Parquet among them. Raises SourceError and UsageError."""
    if path == "-" or (Path(path).exists() and not Path(path).is_file() and not Path(path).is_dir()):
        raise UsageError("Spark cannot read standard input or a pipe.", "Save it to a file and name that.")
    if Path(path).exists() and (tables := parquet_files(path, options)):
        return Sources(tables)
    found = find_sources([path], options=options)
    return Sources(found.sources, found.skipped)


def tasks(sources: Sequence[Readable]) -> list[Files]:
    """One task for each file; the members of an archive or package share theirs."""
    by_path: dict[str, dict[str, int]] = {}
    for number, source in enumerate(sources):
        by_path.setdefault(source.path, {})[source.id] = number
    return [Files(path, numbers) for path, numbers in by_path.items()]


class Reader:
    """Reads files on an executor; called with the numbers of its tasks."""

    def __init__(self, files: Sequence[Files], options: ImportOptions, gate: Gate) -> None:
        self._files, self._options, self._gate = files, options, gate

    def __call__(self, numbers: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows of RAW."""
        for batch in numbers:
            for number in batch.column(0).to_pylist():
                yield from self._read(self._files[number])

    def _read(self, files: Files) -> Iterator[pa.RecordBatch]:
        try:
            for source in sources_at(files.path, self._options).sources:
                if source.id in files.numbers:
                    yield from self._source(source, files.numbers[source.id])
        except SourceError as error:
            yield from_rows(RAW, [_packed("failure", 0, 0, Failure(message=error.message, remedy=error.remedy))])

    def _source(self, source: Readable, number: int) -> Iterator[pa.RecordBatch]:
        news, position = News(), 0
        for block in source.blocks(size=BATCH):
            position = block.position
            yield from rows_of(self._gate.sieve(block), number, news)
        whole = Whole(id=source.id, position=position, digest=fingerprint(source.path))
        yield from_rows(RAW, [_packed("source", number, position, whole)])


class News:
    """Tells accounts and places that were told before, just so, from those that are news."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], Noun] = {}

    def of(self, kind: str, nouns: Iterable[Any]) -> Iterator[Any]:
        """Those of ``nouns`` that are news."""
        if len(self._told) > _TOLD:
            self._told.clear()
        for noun in nouns:
            if self._told.get((kind, noun.id)) != noun:
                self._told[kind, noun.id] = noun
                yield noun


def rows_of(batch: Block, number: int, news: News) -> Iterator[pa.RecordBatch]:
    """A block of the source with this ``number`` as rows of RAW."""
    at = batch.position
    if batch.rows:
        said = enumerate(batch.rows)
        yield from_rows(RAW, [("message", number, at, n, *message_values(row), None) for n, row in said])
    packed = partial(_packed, source=number, batch=at)
    told = [
        *(packed(kind="account", noun=each) for each in news.of("account", batch.accounts)),
        *(packed(kind="channel", noun=each) for each in news.of("channel", batch.channels)),
        *(packed(kind="community", noun=each) for each in news.of("community", batch.communities)),
        *(packed(kind="problem", noun=each) for each in batch.problems),
    ]
    if told:
        yield from_rows(RAW, told)


def _packed(kind: str, source: int, batch: int, noun: Noun) -> tuple[Any, ...]:
    """A row of RAW that is no message; its id is the noun's, so that all versions meet."""
    row = list(_EMPTY)
    row[0] = getattr(noun, "id", None)
    return (kind, source, batch, 0, *row, pack(noun))
