"""Where an export's bytes come from: files, members of zip archives, pipes."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from storage.errors import SourceError

#: How much of a file is looked at to tell its format, in bytes.
HEAD = 1 << 18
#: What reading raises where a file is damaged, locked or gone (RuntimeError: a zip member under a password).
UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)


class Origin(Protocol):
    """Where bytes come from: a file, a member of a zip archive, or a pipe."""

    #: Stable key for cursors.
    id: str
    #: File name without folders, and the name of the folder it lies in (empty where unknown).
    name: str
    folder: str
    #: The file that holds it: itself, its archive, or the pipe.
    path: str
    #: Size in bytes as stored (0 for pipes).
    size: int

    def head(self) -> bytes:
        """The first bytes as stored, for looking at the format."""
        ...

    def open(self) -> BinaryIO:
        """A stream of all bytes."""
        ...

    def sibling(self, name: str) -> Origin | None:
        """A file beside it, if there is one of that name."""
        ...

    def stored(self, unpacked: int) -> int:
        """How many of ``size`` bytes were read when so many came out of the stream."""
        ...


class FileOrigin:
    """A regular file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.path = self.id = str(path.absolute())
        self.name = path.name
        self.folder = path.absolute().parent.name
        self.size = path.stat().st_size

    def head(self) -> bytes:
        """The file's first quarter megabyte."""
        with self.open() as stream:
            return stream.read(HEAD)

    def open(self) -> BinaryIO:
        """The file, opened for reading."""
        return self._path.open("rb")

    def sibling(self, name: str) -> Origin | None:
        """A file in the same folder."""
        path = self._path.with_name(name)
        return FileOrigin(path) if path.is_file() else None

    def stored(self, unpacked: int) -> int:
        """The same: files are read as stored."""
        return unpacked


class ZipOrigin:
    """A member of a zip archive; all members share the open archive."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._member = member
        self.path = str(Path(archive.filename or "").absolute())
        self.id = f"{self.path}!/{member.filename}"
        *folders, self.name = member.filename.split("/")
        self.folder = folders[-1] if folders else Path(archive.filename or "").stem
        self.size = member.compress_size

    def head(self) -> bytes:
        """The member's first quarter megabyte, unpacked; nothing where it is locked or damaged."""
        try:
            with self.open() as stream:
                return stream.read(HEAD)
        except UNREADABLE:
            return b""

    def open(self) -> BinaryIO:
        """The member's unpacked bytes."""
        return self._archive.open(self._member)  # type: ignore[return-value]  # it reads like one

    def sibling(self, name: str) -> Origin | None:
        """A member of the same archive in the same folder."""
        path = self._member.filename.removesuffix(self.name) + name
        member = self._archive.NameToInfo.get(path)
        return ZipOrigin(self._archive, member) if member else None

    def stored(self, unpacked: int) -> int:
        """About how many stored bytes gave so many unpacked ones."""
        return unpacked * self.size // max(1, self._member.file_size)


class PipeOrigin:
    """Standard input or another pipe: its head is kept, the rest can be read once."""

    size = 0
    folder = ""

    def __init__(self, key: str, stream: BinaryIO) -> None:
        self.path = self.id = key
        self.name = "stdin" if key == "-" else Path(key).name
        self._stream = stream
        self._head = stream.read(HEAD)
        self._used = False

    def head(self) -> bytes:
        """The first bytes that came through the pipe."""
        return self._head

    def open(self) -> BinaryIO:
        """The kept head and all that follows.

        Raises:
            SourceError: When it was read before.
        """
        if self._used:
            raise SourceError(f"{self.id} can be read only once.", "Save it to a file and give that.")
        self._used = True
        return io.BufferedReader(_Replay(self._head, self._stream))

    def sibling(self, name: str) -> Origin | None:
        """Pipes have none."""
        return None

    def stored(self, unpacked: int) -> int:
        """The same: pipes are read as they come."""
        return unpacked


class _Replay(io.RawIOBase):
    """Bytes already read, then the rest of their stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the pipe, but never standard input."""
        if self._rest is not sys.stdin.buffer:
            self._rest.close()
        super().close()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as one read goes."""
        data = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)
