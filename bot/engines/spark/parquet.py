"""Parquet as a source: tables of messages from anywhere, and the folders that :mod:`.writing` wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from bot.connectors.exports.detecting import ImportOptions
from bot.connectors.exports.gathering import Gathering, take
from bot.connectors.exports.tables import NEEDED, Table, is_table
from bot.engines.spark.columns import messages_of
from bot.services.collect import BATCH
from storage.blocks import Block
from storage.errors import SourceError
from storage.models import Account, Channel, Community, Problem
from storage.rows import message_row

_MAGIC = b"PAR1"
_REMEDY = f"It needs the columns {', '.join(NEEDED)} (or others named with --column), or was not written by givetake."


class ParquetFile:
    """One Parquet file, ready to be read in batches as :class:`bot.connectors.files.FileSource` is."""

    format = "Parquet"

    def __init__(self, path: Path, parse: Callable[[pa.RecordBatch, int, str], Block]) -> None:
        self.id = self.path = str(path.absolute())
        self.size = path.stat().st_size
        self._parse = parse

    def blocks(self, *, size: int = BATCH) -> Iterator[Block]:
        """Blocks of up to ``size`` rows. Raises SourceError when the file is damaged."""
        position = 0
        try:
            for rows in pq.ParquetFile(self.path).iter_batches(size):
                yield self._parse(rows, position, self.id)
                position += rows.num_rows
        except (pa.ArrowException, OSError) as error:
            raise SourceError(f"{self.path}: cannot be read as Parquet ({error}).", "Write it again.") from error


def parquet_files(path: str, options: ImportOptions) -> list[ParquetFile]:
    """The Parquet files at ``path``, or none where it holds no Parquet. Raises SourceError."""
    where = Path(path)
    if where.is_file():
        with where.open("rb") as file:
            found = [where] if file.read(4) == _MAGIC else []
    else:
        found = sorted(each for each in where.rglob("*.parquet") if not each.name.startswith((".", "_")))
    for each in found:
        if each.parent.name in _PARSERS and (each.parent.parent / "messages").is_dir():
            return _own(each.parent.parent, found)
    return [ParquetFile(each, _generic(each, where, options)) for each in found]


def _own(folder: Path, found: list[Path]) -> list[ParquetFile]:
    if not (folder / "about").is_dir():
        raise SourceError(f"{folder}: was not written to its end.", "Remove it and write it again.")
    return [ParquetFile(each, _PARSERS[each.parent.name]) for each in found if each.parent.name in _PARSERS]


def _generic(path: Path, root: Path, options: ImportOptions) -> Callable[[pa.RecordBatch, int, str], Block]:
    if not is_table(pq.read_schema(path).names, options.columns):
        raise SourceError(f"{path}: no table of messages.", _REMEDY)
    name = options.community or (root.name if root.is_dir() else path.stem)

    def parse(rows: pa.RecordBatch, position: int, source: str) -> Block:
        table = Table(iter(()), community=name, columns=options.columns, platform=options.platform or "file")
        into = Gathering(source)
        for number, row in enumerate(rows.to_pylist(), position + 1):
            take(table, {key: _plain(value) for key, value in row.items()}, number, into)
        return into.block(position + rows.num_rows)

    return parse


def _plain(value: Any) -> Any:
    """Moments as text with their zone; a moment without one is UTC."""
    if not isinstance(value, datetime):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


def _messages(rows: pa.RecordBatch, position: int, source: str) -> Block:
    return Block(source, position + rows.num_rows, list(map(message_row, messages_of(rows))))


def _nouns(field: str, make: Callable[[Mapping[str, Any]], Any]) -> Callable[[pa.RecordBatch, int, str], Block]:
    def parse(rows: pa.RecordBatch, position: int, source: str) -> Block:
        nouns = list(map(make, rows.to_pylist()))
        return msgspec.structs.replace(Block(source, position + rows.num_rows), **{field: nouns})

    return parse


_PARSERS = {
    "messages": _messages,
    "accounts": _nouns("accounts", lambda row: Account(**{**row, "roles": tuple(row["roles"] or ())})),
    "channels": _nouns("channels", lambda row: Channel(**row)),
    "communities": _nouns("communities", lambda row: Community(**row)),
    "problems": _nouns("problems", lambda row: Problem(**row)),
}
