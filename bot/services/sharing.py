"""A classifier whose work a crew shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from analyzers.classifier.protocol import Classifier, Item, Tunable
from analyzers.classifier.settings import Settings
from bot.services.crew import Crew, tool
from storage.models import Label

#: The loader that workers need for this.
CLASSIFIER = "classifier"
#: Items a task: a multiple of what the classifier judges together, so that the sums are the same whoever judges.
_EACH = 256

_pack = msgspec.msgpack.Encoder().encode
_items = msgspec.msgpack.Decoder(list[Item]).decode
_labels = msgspec.msgpack.Decoder(list[Label]).decode


class Shared:
    """Judges a few items here, and many in the crew's processes."""

    def __init__(self, classifier: Classifier, crew: Crew, settings: Settings | None = None) -> None:
        """The workers' ``classifier`` must be the same; ``settings`` are those it works under, where not its own."""
        self._here, self._crew, self._settings = classifier, crew, settings
        self.model = classifier.model

    def label(self, items: Iterable[Item]) -> Iterator[Label]:
        """Yield one label an item, in order."""
        known: Sequence[Item] = list(items)
        if len(known) <= _EACH:
            yield from self._here.label(known)
            return
        pieces = (_pack(known[at : at + _EACH]) for at in range(0, len(known), _EACH))
        for packed in self._crew.each(_label, ((piece, self._settings) for piece in pieces)):
            yield from _labels(packed)


class SharedTunable(Shared):
    """The same of a classifier that communities may set."""

    _here: Tunable

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._here.settings

    def with_settings(self, settings: Settings) -> SharedTunable:
        """The same classifier under other settings."""
        return SharedTunable(self._here.with_settings(settings), self._crew, settings)


def shared(classifier: Classifier, crew: Crew) -> Classifier:
    """The classifier with its work shared by the crew, whose loader ``CLASSIFIER`` makes the same one."""
    return SharedTunable(classifier, crew) if isinstance(classifier, Tunable) else Shared(classifier, crew)


def _label(items: bytes, settings: Settings | None) -> bytes:
    """In a worker: the labels of packed items, packed."""
    classifier: Any = tool(CLASSIFIER)
    if settings is not None:
        classifier = classifier.with_settings(settings)
    return _pack(list(classifier.label(_items(items))))
