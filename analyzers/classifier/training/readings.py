"""Labels of messages whose texts stand elsewhere: found again in a file of unlabelled messages by the text's digest.

``data/readings.jsonl`` holds a reader's label of some of the unlabelled messages, those on which earlier models were
unsure. It holds no text: spans are places in it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from analyzers.classifier.training.rows import Row
from storage.errors import SourceError

READINGS = Path(__file__).parent.parent / "data" / "readings.jsonl"
_REMEDY = "Give JSON lines with text, as they are or packed with gzip."


class Reading(msgspec.Struct, frozen=True):
    """One message's label; ``key`` is its text's digest, ``own`` and ``ask`` are start and end of what was marked.

    ``group`` is the message's room, named as in the labelled files.
    """

    key: str
    group: str
    label: Literal["give", "take"]
    kind: str
    ambiguous: bool = False
    own: tuple[int, int] | None = None
    ask: tuple[int, int] | None = None


class _Message(msgspec.Struct, frozen=True):
    text: str
    source: str = ""


def read_labels(path: Path, readings: Path = READINGS) -> list[Row]:
    """The messages of a file of unlabelled ones that have a label in ``readings``, in order, each text once.

    Raises:
        SourceError: The file cannot be read, or a line is no message.
    """
    known = {one.key: one for one in map(_reading, readings.read_text("utf-8").splitlines())}
    return [_row(message, one) for message in _messages(path) if (one := known.pop(digest(message.text), None))]


def digest(text: str) -> str:
    """A text's key: eight bytes as hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _reading(line: str) -> Reading:
    return msgspec.json.decode(line, type=Reading)


def _messages(path: Path) -> Iterator[_Message]:
    try:
        content = path.read_bytes()
        lines = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).splitlines()
    except (OSError, EOFError) as error:
        raise SourceError(f"Cannot read {path}: {error}.", _REMEDY) from error
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                yield msgspec.json.decode(line, type=_Message)
        except msgspec.DecodeError as error:
            raise SourceError(f"{path}, line {number}: {error}.", _REMEDY) from error


def _row(message: _Message, one: Reading) -> Row:
    own, ask = (message.text[slice(*place)] if place else None for place in (one.own, one.ask))
    row = Row(message.text, one.label, kind=one.kind, ambiguous=one.ambiguous, own=own, ask=ask, group=one.group)
    return msgspec.structs.replace(row, source=message.source, origin=READINGS.stem)
