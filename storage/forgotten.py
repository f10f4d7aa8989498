"""The list of forgotten people, as keyed hashes: enough to know them when they come again, too little to name them."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from storage.blocks import Block, block_of
from storage.conversation import Changes, Conversation
from storage.derived import ids
from storage.errors import StoreError
from storage.sieve import Listed, Sieve, What, fingerprint

SECRET = "GIVETAKE_SECRET"  # noqa: S105  the name of the variable, not a secret
_CHECK = "givetake"


class Forgotten(Sieve, Conversation):
    """The store's list of people who must not come back, and the gate that keeps them out."""

    _key: bytes | None = None

    def put_block(self, block: Block) -> Changes:
        """Store a block as :meth:`Conversation.put_block` does, without forgotten people."""
        return super().put_block(block_of(self.sieve(block.batch())) if self.anyone_forgotten() else block)

    # -- the key -------------------------------------------------------------------------------

    def secret(self) -> bytes:
        """The key of the hashes: from GIVETAKE_SECRET, or the file beside the database (made when missing).

        Raises StoreError when it cannot be kept, or is not the one that the list was made with.
        """
        if self._key is None:
            self._key = self._find_secret()
            if self.anyone_forgotten() and not self.forgotten("key", [_CHECK]):
                self._key = None
                raise StoreError(
                    f"The key of {self.path} is not the one that its list of forgotten people was made with.",
                    f"Set {SECRET} again."
                    if self.engine.shared
                    else f"Put its file (….key) back beside the database, or set {SECRET} again.",
                )
        return self._key

    def use_secret(self, key: bytes) -> None:
        """Take the key of another database, whose backup this one is."""
        self._key = key

    def _find_secret(self) -> bytes:
        given = os.environ.get(SECRET, "")
        if given:
            return hashlib.sha256(given.encode()).digest()
        path = self._key_file()
        if path is None:
            if self.engine.shared:
                raise StoreError(
                    "Forgetting needs a key that is not in the database.",
                    f"Set {SECRET} to a long random text, the same for every program that uses {self.path}.",
                )
            return secrets.token_bytes(32)
        try:
            if not path.exists():
                _make_key(path)
            return hashlib.sha256(path.read_bytes()).digest()
        except OSError as error:
            raise StoreError(
                f"The key file {path} cannot be used ({error.strerror}).", f"Check its rights, or set {SECRET}."
            ) from error

    def _key_file(self) -> Path | None:
        """The key file beside the database; None for one in memory or on a server."""
        found = self.engine.place()
        return Path(f"{found}.key") if found else None

    # -- the list ------------------------------------------------------------------------------

    def anyone_forgotten(self) -> bool:
        """Whether the list holds anybody."""
        return bool(self.conn.execute("SELECT EXISTS (SELECT 1 FROM forgotten)").fetchone()[0])

    def _hash(self, what: What, value: str) -> str:
        return fingerprint(self.secret(), what, value)

    def remember(self, what: What, values: Iterable[str], day: int) -> None:
        """Put values on the list; ``day`` is the UTC day number of the forgetting."""
        self.conn.executemany(
            "INSERT INTO forgotten (hash, day) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
            [(self._hash(what, value), day) for value in values] + [(self._hash("key", _CHECK), day)],
        )

    def forgotten(self, what: What, values: Iterable[str]) -> set[str]:
        """Those of ``values`` that are on the list."""
        hashes = {self._hash(what, value): value for value in values}
        rows = self.conn.execute(
            "SELECT hash FROM forgotten WHERE hash IN (SELECT value FROM json_each(?))", (ids(hashes),)
        )
        return {hashes[row[0]] for row in rows}

    def listed(self) -> Listed:
        """The list by itself, for a process that has no database at hand."""
        if not self.anyone_forgotten():
            return Listed()
        return Listed(self.secret(), frozenset(row[0] for row in self.conn.execute("SELECT hash FROM forgotten")))


def _make_key(path: Path) -> None:
    """A new key, whole or not at all; one that another program made meanwhile stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # readable by us alone
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
