"""The list of forgotten people, as keyed hashes: enough to know them when they come again, too little to name them."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from storage.blocks import Block, block_of
from storage.conversation import Changes, Conversation
from storage.derived import ids
from storage.errors import StoreError
from storage.models import Batch, Channel, Message
from storage.redaction import MARK, Gone, distinct, named, redacted, without_words, worded

What = Literal["account", "name", "word", "message", "channel", "community", "key"]

SECRET = "GIVETAKE_SECRET"  # noqa: S105  the name of the variable, not a secret
_CHECK = "givetake"


class Forgotten(Conversation):
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
        text = f"{what}:{value.casefold()}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self.secret(), digest_size=16).hexdigest()

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

    # -- the gate ------------------------------------------------------------------------------

    def sieve(self, batch: Batch) -> Batch:
        """The batch without forgotten people: their messages, accounts, and what names them in others' messages."""
        if not self.anyone_forgotten():
            return batch
        gone = self._gone(batch)
        places = self.forgotten("community", {m.community for m in batch.messages} | {c.id for c in batch.communities})
        kept = [m for m in batch.messages if not _theirs(m, gone) and m.community not in places]
        threads = self.forgotten("channel", {c.id for c in batch.channels})
        return msgspec.structs.replace(
            batch,
            messages=tuple(redacted(message, gone) for message in kept),
            accounts=tuple(account for account in batch.accounts if account.id not in gone.accounts),
            channels=tuple(self._channel(c, threads) for c in batch.channels if c.community not in places),
            communities=tuple(community for community in batch.communities if community.id not in places),
            problems=tuple(msgspec.structs.replace(problem, excerpt="") for problem in batch.problems),
        )

    def _channel(self, channel: Channel, threads: set[str]) -> Channel:
        """A channel without names; that of a thread is the first words of who opened it."""
        if channel.id in threads:
            return msgspec.structs.replace(channel, name=MARK, topic="")
        words = self.forgotten("word", {hit[2] for text in (channel.name, channel.topic) for hit in worded(text)})
        if not words:
            return channel
        name = without_words(channel.name, {word for word in words if distinct(word)})
        return msgspec.structs.replace(channel, name=name, topic=without_words(channel.topic, words))

    def _gone(self, batch: Batch) -> Gone:
        """What of the batch is on the list."""
        people, messages, names = {account.id for account in batch.accounts}, set[str](), set[str]()
        for m in batch.messages:
            people.update((m.author or "", *m.mentions, *(user for each in m.reactions for user in each.users)))
            messages.update((m.reply_to or "", m.thread or "", "" if m.author else m.id))
            if "@" in m.text or "u/" in m.text:
                names.update(hit[2] for hit in named(m.text))
        return Gone(
            accounts=frozenset(self.forgotten("account", people)),
            messages=frozenset(self.forgotten("message", messages)),
            names=frozenset(self.forgotten("name", names)),
        )


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


def _theirs(message: Message, gone: Gone) -> bool:
    return message.author in gone.accounts or message.id in gone.messages
