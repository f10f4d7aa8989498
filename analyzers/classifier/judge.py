"""The classifier the rest of the program calls: items in, labels out, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from analyzers.classifier.calibration import probability
from analyzers.classifier.context import context_pushes, has_context
from analyzers.classifier.deep import DeepStage
from analyzers.classifier.explain import WordPush, sign_reasons, strongest, word_pushes, word_reasons
from analyzers.classifier.features import Seen, see
from analyzers.classifier.kinds import best_kinds
from analyzers.classifier.model import Model
from analyzers.classifier.network import logits, pushes
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import Reading
from analyzers.classifier.settings import Settings, Thresholds
from analyzers.classifier.signs import SIGNS, Hit
from analyzers.classifier.spans import asking_clauses, keys_for_take, plain_spans, spans_of, with_read
from analyzers.classifier.wording import Worded, quoting, read_kinds, spans_read, worded
from storage.models import GiveTake, Label, Reason, Span

#: Messages judged together: enough for numpy, and small enough to stay in the processor's cache.
BATCH = 256
#: Below this probability of a take, single words are not weighed for the reasons and spans are left as found.
_CLEAR_GIVE = 0.08

Draft = tuple[float, tuple[Span, ...], tuple[Reason, ...]]


class FastClassifier:
    """Judges by the small network; context, where an item has it, moves the log-odds in a visible step."""

    def __init__(self, model: Model, settings: Settings | None = None, deep: DeepStage | None = None) -> None:
        self._model = model
        self._settings = settings or Settings(thresholds=model.thresholds)
        self._deep = deep
        self._evidence = {sign.name: share for sign, share in zip(SIGNS, model.evidence, strict=True)}
        self.model = f"{model.name}+deep@2" if deep else model.name

    def with_settings(self, settings: Settings) -> FastClassifier:
        """The same model under a community's own thresholds and context weights."""
        return FastClassifier(self._model, settings, self._deep)

    @property
    def settings(self) -> Settings:
        """The thresholds and context weights in force."""
        return self._settings

    def label(self, items: Iterable[Item]) -> Iterator[Label]:
        """Yield one label an item, in order."""
        stream = iter(items)
        while batch := list(islice(stream, BATCH)):
            yield from self.judge(batch)

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        """The probability that each text is a take, by its words alone: what :meth:`label` says, without the why."""
        if self._deep:
            return [label.p_take for label in self.label(map(_plain_item, texts))]
        found: list[float] = []
        for start in range(0, len(texts), BATCH):
            seen = see(list(texts[start : start + BATCH]))
            found += map(probability, worded(self._model, seen, logits(self._model.network, seen)).logits.tolist())
        return found

    def judge(self, items: Sequence[Item]) -> list[Label]:
        """The labels of a batch."""
        if not items:
            return []
        seen = see([item.text for item in items])
        found = worded(self._model, seen, logits(self._model.network, seen))
        plain = found.logits.tolist()
        reasons = sign_reasons(pushes(self._model.network, seen.dense), found.slopes)
        for row, reason in found.reasons.items():
            reasons[row].append(reason)
        if self._deep:
            plain = self._second_look(self._deep, items, plain, reasons)
        drafts = self._drafts(items, seen, found, plain, reasons)
        thresholds = self._settings.thresholds
        takes = np.array([p >= thresholds.take for p, _, _ in drafts], dtype=bool)
        kinds = best_kinds(self._model.kinds, seen, takes, read_kinds(found))
        return [
            Label(label=verdict(p, spans, thresholds), p_take=p, kind=kind, spans=spans, reasons=why, model=self.model)
            for (p, spans, why), kind in zip(drafts, kinds, strict=True)
        ]

    def _second_look(
        self, deep: DeepStage, items: Sequence[Item], plain: list[float], reasons: list[list[Reason]]
    ) -> list[float]:
        """The log-odds after the second stage, which gives its push as a reason of its own."""
        second = deep.second([item.text for item in items], plain, [probability(logit) for logit in plain])
        for first, then, why in zip(plain, second, reasons, strict=True):
            if then != first:
                why.append(Reason(text="the second stage, reading it whole", push=round(then - first, 3)))
        return second

    def _drafts(
        self,
        items: Sequence[Item],
        seen: Seen,
        found: Worded,
        plain: Sequence[float],
        reasons: Sequence[list[Reason]],
    ) -> list[Draft]:
        """Probability, spans and reasons of each message, context included."""
        drafts = [
            self._in_context(item, seen.readings[row], plain[row], tuple(reasons[row]))
            for row, item in enumerate(items)
        ]
        doubtful = [row for row, (p_take, _, _) in enumerate(drafts) if p_take >= _CLEAR_GIVE]
        weights = word_pushes(self._model.network, [seen.readings[row] for row in doubtful])
        looked = dict(zip(doubtful, weights, strict=True))
        return [
            self._shown(draft, seen.readings[row], seen.hits[row], found, row, looked[row])
            if row in looked
            else (draft[0], (*draft[1], *plain_spans(seen.hits[row])), strongest(draft[2]))
            for row, draft in enumerate(drafts)
        ]

    def _in_context(self, item: Item, reading: Reading, logit: float, reasons: tuple[Reason, ...]) -> Draft:
        """Probability, links known to be the author's, and reasons, with what is known beyond the words."""
        if not has_context(item):
            return probability(logit), (), reasons
        found = context_pushes(item, reading, self._settings.context)
        links = [push.link for push in found if push.link]
        return (
            probability(logit + sum(push.value for push in found)),
            tuple(Span(start=link.start, end=link.end, role="own", signal="own.context") for link in links),
            (*reasons, *(Reason(text=push.says, push=round(push.value, 3)) for push in found)),
        )

    def _shown(
        self,
        draft: Draft,
        reading: Reading,
        hits: Sequence[Hit],
        found: Worded,
        row: int,
        weights: Sequence[WordPush],
    ) -> Draft:
        """The draft of a doubtful message with its spans, and the strongest of its reasons and its words'."""
        p_take, owned, reasons = draft
        spans = (*owned, *spans_of(reading, hits, self._model.evidence))
        reasons = (*reasons, *word_reasons(reading, weights, float(found.slopes[row])))
        likely = p_take >= self._settings.thresholds.take
        if likely:
            spans = keys_for_take(reading, spans, self._evidence, asking_clauses(reading, spans, weights))
        read = spans_read(self._model.encoder, found, row, reading)
        return p_take, with_read(spans, read, likely), strongest(quoting(reasons, reading, read))


def _plain_item(text: str) -> Item:
    return Item(text=text)


def verdict(p_take: float, spans: Sequence[Span], thresholds: Thresholds) -> GiveTake:
    """Two keys: a take needs a high probability, an own span and an ask span; the middle band is unsure."""
    if p_take <= thresholds.give:
        return "give"
    if p_take >= thresholds.take and {"own", "ask"} <= {span.role for span in spans}:
        return "take"
    return "unsure"
