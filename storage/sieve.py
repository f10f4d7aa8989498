"""The gate that keeps forgotten people out of whatever comes in, wherever their list lies."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Literal

import msgspec

from storage.models import Batch, Channel, Message
from storage.redaction import MARK, Gone, distinct, named, redacted, without_words, worded

What = Literal["account", "name", "word", "message", "channel", "community", "key"]


def fingerprint(key: bytes, what: What, value: str) -> str:
    """What the list keeps of a value: enough to know it again, too little to name it."""
    text = f"{what}:{value.casefold()}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=key, digest_size=16).hexdigest()


class Sieve(ABC):
    """Takes forgotten people out of batches; whoever holds the list says who they are."""

    @abstractmethod
    def anyone_forgotten(self) -> bool:
        """Whether somebody is on the list."""

    @abstractmethod
    def forgotten(self, what: What, values: Iterable[str]) -> set[str]:
        """Those of ``values`` that are on the list."""

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


class Listed(Sieve):
    """The list as a key and fingerprints: it can be handed to another process."""

    def __init__(self, key: bytes = b"", hashes: frozenset[str] = frozenset()) -> None:
        """``hashes`` are what :func:`fingerprint` made of the values with ``key``."""
        self._key, self._hashes = key, hashes

    def anyone_forgotten(self) -> bool:
        """Whether somebody is on the list."""
        return bool(self._hashes)

    def forgotten(self, what: What, values: Iterable[str]) -> set[str]:
        """Those of ``values`` that are on the list."""
        return {value for value in values if fingerprint(self._key, what, value) in self._hashes}


def _theirs(message: Message, gone: Gone) -> bool:
    return message.author in gone.accounts or message.id in gone.messages
