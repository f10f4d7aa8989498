"""What callers know of a classifier: texts (with optional context) in, labels out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, Self, runtime_checkable

import msgspec

from analyzers.classifier.settings import Settings
from storage.models import Label


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One text to judge and what is known beyond its words; every field but ``text`` may stay empty.

    ``own_domains`` and ``own_handles`` belong to the author (the brand's, or learned from habit);
    ``community_names`` are the community's own rooms, domains, calls and repositories. ``seen_elsewhere`` counts
    near-duplicates of the text posted in other channels, ``author_takes`` of ``author_messages`` earlier messages
    of the author were takes.
    """

    text: str
    author: str = ""
    channel: str = ""
    channel_topic: str = ""
    reply_to_text: str | None = None
    own_domains: tuple[str, ...] = ()
    own_handles: tuple[str, ...] = ()
    community_names: tuple[str, ...] = ()
    seen_elsewhere: int = 0
    author_takes: int = 0
    author_messages: int = 0


class Classifier(Protocol):
    """Anything that judges messages."""

    #: Name and version, stored with every label.
    model: str

    def label(self, items: Iterable[Item]) -> Iterator[Label]:
        """Yield one label an item, in order."""
        ...


@runtime_checkable
class Tunable(Classifier, Protocol):
    """A classifier whose thresholds and context weights a community may set."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        ...

    def with_settings(self, settings: Settings) -> Self:
        """The same classifier under other settings."""
        ...
