"""Labels, on the executors: the embedded engine's labeller, which finds in the rows what it asks of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from analyzers.classifier.protocol import Classifier
from bot.engines.spark.columns import LABEL, column, from_rows, label_row, messages_of
from bot.services.derive import tally_of
from bot.services.label import Labeller
from storage.models import Account, Brand, Channel, Label, Message, from_millis
from storage.reviews import Judged, Verdict

_TALLY = [("community", pa.string()), ("channel", pa.string()), ("account", pa.string()), ("day", pa.int32())]
#: A label, and what it adds to the tallies (``count`` 0 beside messages that are not the brand's).
JUDGED = pa.schema([*LABEL, *_TALLY, ("count", pa.int64())])

_loaded: dict[str, Classifier] = {}


class Judge:
    """Labels messages beside which their context stands: one classifier a process, loaded when first needed."""

    def __init__(
        self,
        load: Callable[[], Classifier],
        model: str,
        brand: Brand,
        own: frozenset[str],
        verdicts: Mapping[str, Verdict],
        judged: list[Judged],
    ) -> None:
        """``load`` makes the classifier called ``model``; ``verdicts`` and ``judged`` are what people said."""
        self._load, self._model, self._brand, self._own = load, model, brand, own
        self._verdicts, self._judged = verdicts, judged

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows of JUDGED."""
        if self._model not in _loaded:
            _loaded[self._model] = self._load()
        for batch in batches:
            facts = _Facts(batch, self._verdicts, self._judged)
            messages = list(messages_of(batch))
            labels = Labeller(facts, _loaded[self._model], self._brand).label(messages, known={}, own=self._own)
            yield from_rows(JUDGED, [(*label_row(m.id, labels[m.id]), *self._tally(m, labels[m.id])) for m in messages])

    def _tally(self, message: Message, label: Label) -> tuple[Any, ...]:
        if message.author not in self._own:
            return message.community, message.channel, message.author, 0, 0
        tally = tally_of(self._brand.name, message, label)
        return tally.community, tally.channel, tally.account, tally.day, tally.count


class _Facts:
    """What the rows of one batch know, asked as a store is."""

    def __init__(self, batch: pa.RecordBatch, verdicts: Mapping[str, Verdict], judged: list[Judged]) -> None:
        self._batch, self._verdicts, self._judged = batch, verdicts, judged

    def verdicts(self, messages: Iterable[str]) -> dict[str, Verdict]:
        return {key: self._verdicts[key] for key in messages if key in self._verdicts}

    def judged_by_people(self) -> list[Judged]:
        return self._judged

    def channels(self, wanted: Iterable[str] | None = None) -> dict[str, Channel]:
        rows = zip(*(column(self._batch, name) for name in ("channel", "channel_name", "topic")), strict=True)
        return {key: Channel(id=key, community="", name=name, topic=topic or "") for key, name, topic in rows if name}

    def accounts(self, wanted: Iterable[str]) -> dict[str, Account]:
        rows = zip(column(self._batch, "author"), column(self._batch, "author_name"), strict=True)
        return {key: Account(id=key, name=name) for key, name in rows if name}

    def communities(self) -> dict[str, str]:
        rows = zip(column(self._batch, "community"), column(self._batch, "community_name"), strict=True)
        return {key: name for key, name in rows if name is not None}

    def messages(self, wanted: Iterable[str]) -> list[Message]:
        """The messages that were answered, as far as their words matter."""
        rows = zip(column(self._batch, "reply_to"), column(self._batch, "reply_text"), strict=True)
        answered = {key: text for key, text in rows if key and text is not None}
        return [msgspec.structs.replace(_NOBODY, id=key, text=text) for key, text in answered.items()]


_NOBODY = Message(id="", community="", channel="", author=None, time=from_millis(0), text="")
