"""Export files, folders, zip archives and standard input as sources of batches."""

from __future__ import annotations

import os
import stat
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from bot.connectors.exports.detecting import REDDIT_PACKAGE, UNDERSTOOD, Format, ImportOptions, detect
from bot.connectors.exports.gathering import Bad, Gathering, Reader, take_all
from bot.connectors.exports.origins import UNREADABLE, FileOrigin, Origin, PipeOrigin, ZipOrigin
from bot.connectors.exports.packages import discord_packages
from bot.connectors.exports.streams import CutError, OnBytes
from bot.connectors.exports.tables import ALIASES
from storage.blocks import Block
from storage.errors import SourceError, UsageError
from storage.models import Batch

__all__ = ["FileSource", "Found", "ImportOptions", "find_sources", "open_sources"]

_REMEDY = f"Understood are: {UNDERSTOOD}."


class FileSource:
    """One export, ready to be read in batches.

    ``id`` is its stable key for cursors (the absolute path, ``archive!/member`` in a zip, or ``-``),
    ``format`` the format's name for people, ``path`` the file that holds it (the archive for its members, the
    folder for a package, ``-``), ``size`` its bytes as stored (0 where unknown).
    """

    def __init__(self, key: str, form: Format, path: str, size: int) -> None:
        self.id = key
        self.format = form.name
        self.path = path
        self.size = size
        self._form = form

    def __repr__(self) -> str:
        return f"FileSource({self.id!r}, {self.format!r})"

    def batches(self, *, size: int = 2000, skip: int = 0, on_bytes: OnBytes | None = None) -> Iterator[Batch]:
        """The blocks of :meth:`blocks` with messages as nouns."""
        return (block.batch() for block in self.blocks(size=size, skip=skip, on_bytes=on_bytes))

    def blocks(self, *, size: int, skip: int = 0, on_bytes: OnBytes | None = None) -> Iterator[Block]:
        """Blocks of up to ``size`` records, cut at multiples of ``size`` from the file's start.

        ``skip`` is the ``position`` of a block that was read before: what follows is exactly what an
        uninterrupted run would have yielded after it (nothing, after the last). ``on_bytes`` is told the
        stored bytes consumed so far.
        """
        return map(parsed, self.pieces(size=size, skip=skip, on_bytes=on_bytes))

    def pieces(self, *, size: int, skip: int = 0, on_bytes: OnBytes | None = None) -> Iterator[Piece]:
        """What :func:`parsed` makes the blocks of :meth:`blocks` from, here or in another process."""
        reader = self._form.reader(on_bytes)
        records = _to_the_end(reader)
        found = sum(1 for _ in islice(records, skip))
        if found < skip:
            shrunk = f"the file has shrunk: {skip} records were read before, now it holds {found}"
            yield Piece(self.id, reader, skip, [Bad(shrunk)], True)
            return
        for position, chunk, done in _chunks(records, skip, size):
            if on_bytes and done:
                on_bytes(self.size)
            yield Piece(self.id, reader, position, chunk, done)


class Piece(NamedTuple):
    """Consecutive records of a source as they were split off, the last of them at ``position``."""

    source: str
    reader: Reader
    position: int
    records: list[object]
    done: bool


def parsed(piece: Piece) -> Block:
    """The nouns of a piece."""
    gathering = Gathering(piece.source)
    take_all(piece.reader, piece.records, piece.position - len(piece.records) + 1, gathering)
    return gathering.block(piece.position, done=piece.done)


def packed(piece: Piece) -> bytes:
    """The nouns of a piece as msgpack: what a worker process sends back."""
    return msgspec.msgpack.encode(parsed(piece))


def _chunks(records: Iterator[object], position: int, size: int) -> Iterator[tuple[int, list[object], bool]]:
    """(position after it, records, whether they are the last) of each chunk, cut at multiples of ``size``.

    ``position`` records were read before; where they were all, nothing follows.
    """
    ahead = list(islice(records, 1))
    while ahead or not position:
        chunk = ahead + list(islice(records, size - position % size - 1))
        ahead = list(islice(records, 1))
        position += len(chunk)
        yield position, chunk, not ahead
        if not position:
            return


def _to_the_end(reader: Reader) -> Iterator[object]:
    """A reader's records; where the source breaks off, that as a last bad record."""
    try:
        yield from reader.records()
    except CutError as cut:
        yield Bad(cut.reason, cut.excerpt)


class Found(msgspec.Struct, frozen=True):
    """The sources among some paths, and the names of files that are no export."""

    sources: tuple[FileSource, ...] = ()
    skipped: tuple[str, ...] = ()

    def __add__(self, other: Found) -> Found:
        """Both together."""
        return Found(self.sources + other.sources, self.skipped + other.skipped)


def open_sources(paths: Sequence[str], *, options: ImportOptions) -> list[FileSource]:
    """The sources of :func:`find_sources` alone."""
    return list(find_sources(paths, options=options).sources)


def find_sources(paths: Sequence[str], *, options: ImportOptions) -> Found:
    """The exports at ``paths``: files, folders (searched through, sorted), zip archives, ``-`` for standard input.

    Raises:
        SourceError: When a path is not there, may not be read or holds nothing that is understood.
        UsageError: When ``columns`` maps a field that messages do not have.
    """
    if unknown := sorted(options.columns.keys() - ALIASES.keys()):
        raise UsageError(f"Messages have no field {unknown[0]!r} to map.", f"They have {', '.join(ALIASES)}.")
    all_found = Found()
    for path in dict.fromkeys(paths):
        found = _at(path, options)
        if not found.sources:
            raise SourceError(f"{path}: {_why_not(path, found, options)}.", _REMEDY)
        all_found += found
    once = {source.id: source for source in all_found.sources}
    return Found(tuple(once.values()), all_found.skipped)


def _why_not(path: str, found: Found, options: ImportOptions) -> str:
    if path == "-":
        return "nothing that is understood came in"
    if Path(path).is_dir():
        return (
            f"none of the {len(found.skipped)} files in this folder is an export" if found.skipped else "no file in it"
        )
    if not Path(path).stat().st_size and Path(path).is_file():
        return "the file is empty"
    columns = ", ".join(options.columns.values())
    return f"no table with the columns {columns}" if columns else "no format that is understood"


def _at(path: str, options: ImportOptions) -> Found:
    """The sources at one path and the names that were passed over."""
    try:
        if path == "-":
            return _single(PipeOrigin("-", sys.stdin.buffer), options)
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            return _many(dict(_walk(Path(path))), path, options)
        if not stat.S_ISREG(mode):
            return _single(PipeOrigin(path, Path(path).open("rb")), options)
        if archive := _archive(Path(path)):
            return _many(dict(_members(archive)), path, options)
        return _single(FileOrigin(Path(path)), options)
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file or folder.", "Check the path.") from error
    except PermissionError as error:
        raise SourceError(f"{path}: no permission to read it.", "Allow reading it, or copy it.") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be read ({error}).", "Check the path and the disk.") from error


def _single(origin: Origin, options: ImportOptions) -> Found:
    form = detect(origin, options)
    if form is None:
        return Found(skipped=(origin.id,))
    return Found((FileSource(origin.id, form, origin.path, origin.size),))


def _many(files: Mapping[str, Origin], path: str, options: ImportOptions) -> Found:
    """The exports among the files of a folder or archive: first the packages, then the single files."""
    found = Found()
    belongs: set[str] = set()
    for package in discord_packages(files, options):
        where = Path(path).absolute()
        key = f"{where}{'!' if where.is_file() else ''}/{package.root}".removesuffix("/.")
        found += Found((FileSource(key, package.form, str(where), package.size),))
        belongs |= package.files
    folders: dict[str, Found] = {}
    for name in sorted(files.keys() - belongs):
        folder = name.rpartition("/")[0]
        folders[folder] = folders.get(folder, Found()) + _one_of_many(files[name], options)
    return sum(map(_without_private, folders.values()), found)


def _one_of_many(origin: Origin, options: ImportOptions) -> Found:
    try:
        return _single(origin, options)
    except OSError:
        return Found(skipped=(origin.id,))


def _without_private(folder: Found) -> Found:
    """Beside Reddit's comments and posts lie tables of private messages: nobody's community."""
    if not any(source.format == REDDIT_PACKAGE for source in folder.sources):
        return folder
    kept = tuple(source for source in folder.sources if source.format == REDDIT_PACKAGE)
    return Found(kept, folder.skipped + tuple(source.id for source in folder.sources if source not in kept))


def _walk(folder: Path) -> Iterator[tuple[str, Origin]]:
    """The regular files below a folder by their relative paths, the members of zip archives among them."""
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            relative = path.relative_to(folder).as_posix()
            if not path.is_file():
                continue
            if archive := _archive(path):
                yield from ((f"{relative}!/{member}", origin) for member, origin in _members(archive))
            else:
                yield relative, FileOrigin(path)


def _archive(path: Path) -> zipfile.ZipFile | None:
    """The zip archive that a file is, if its list of members can be read."""
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return None
        return zipfile.ZipFile(path)
    except UNREADABLE:
        return None


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, Origin]]:
    for member in archive.infolist():
        if member.filename and not member.is_dir():
            yield member.filename, ZipOrigin(archive, member)
