"""Label messages with what the store knows around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import msgspec

from analyzers.classifier.protocol import Classifier, Item, Tunable
from bot.services.retune import tuned
from storage.models import TAKE_KINDS, Account, Brand, Channel, Label, Message, Reason
from storage.reviews import Judged, Verdict, judged

#: What a person's word weighs, in log-odds: more than all signs together.
_HUMAN_PUSH = 20.0


class Known(Protocol):
    """What a labeller asks about messages; a store knows it."""

    def verdicts(self, messages: Iterable[str]) -> dict[str, Verdict]:
        """What people decided, by message."""
        ...

    def judged_by_people(self) -> list[Judged]:
        """Every verdict with the classifier's label beside it."""
        ...

    def channels(self, wanted: Iterable[str] | None = None) -> dict[str, Channel]:
        """Channels by id."""
        ...

    def accounts(self, wanted: Iterable[str]) -> dict[str, Account]:
        """Accounts by id."""
        ...

    def communities(self) -> dict[str, str]:
        """Names of communities by id."""
        ...

    def messages(self, wanted: Iterable[str]) -> list[Message]:
        """The messages with these ids."""
        ...


class Labeller:
    """Gives the classifier each message with its context."""

    def __init__(self, store: Known, classifier: Classifier, brand: Brand) -> None:
        """``brand`` lends its domains and handles to the messages that it wrote."""
        self.store, self.classifier, self.brand = store, classifier, brand

    def label(
        self,
        messages: Iterable[Message],
        *,
        known: Mapping[str, Label],
        own: frozenset[str],
        verdicts: Mapping[str, Verdict] | None = None,
    ) -> dict[str, Label]:
        """Labels by message id: a person's verdict first, then ``known`` ones, the others from the classifier."""
        wanted = {message.id: message for message in messages}
        given = self.store.verdicts(wanted) if verdicts is None else verdicts
        verdicts = {key: verdict for key, verdict in given.items() if key in wanted}
        labels = {key: known[key] for key in wanted if key in known and key not in verdicts}
        fresh = [message for key, message in wanted.items() if key not in labels]
        for message, label in zip(fresh, self._judge(fresh, self._items(fresh, own)), strict=True):
            labels[message.id] = steady(label)
        for key, verdict in verdicts.items():
            if holds(verdict, wanted[key]):
                labels[key] = with_verdict(labels[key], verdict)
        return labels

    @cached_property
    def _tuned(self) -> dict[str, Classifier]:
        """The classifiers of the communities whose verdicts moved thresholds or weights."""
        if not isinstance(self.classifier, Tunable):
            return {}
        found = tuned(self.store.judged_by_people(), self.classifier.settings)
        return {community: self.classifier.with_settings(settings) for community, settings in found.items()}

    def _judge(self, messages: Sequence[Message], items: Sequence[Item]) -> Iterator[Label]:
        """The labels in order, each by its community's classifier."""
        if not self._tuned:
            return iter(self.classifier.label(items))
        rooms: dict[str, list[int]] = defaultdict(list)
        for index, message in enumerate(messages):
            rooms[message.community if message.community in self._tuned else ""].append(index)
        labels: dict[int, Label] = {}
        for room, indexes in rooms.items():
            judge = self._tuned.get(room, self.classifier)
            labels.update(zip(indexes, judge.label([items[index] for index in indexes]), strict=True))
        return (labels[index] for index in range(len(items)))

    def _items(self, messages: list[Message], own: frozenset[str]) -> list[Item]:
        if not messages:
            return []
        channels = self.store.channels({message.channel for message in messages})
        accounts = self.store.accounts({message.author for message in messages if message.author})
        communities = self.store.communities()
        texts = {m.id: m.text for m in self.store.messages({m.reply_to for m in messages if m.reply_to})}
        return [
            self._item(m, channels.get(m.channel), accounts.get(m.author or ""), texts, communities, own)
            for m in messages
        ]

    def _item(
        self,
        message: Message,
        channel: Channel | None,
        author: Account | None,
        texts: Mapping[str, str],
        communities: Mapping[str, str],
        own: frozenset[str],
    ) -> Item:
        ours = message.author in own
        return Item(
            text=message.text,
            author=author.name if author else "",
            channel=channel.name if channel else "",
            channel_topic=channel.topic if channel else "",
            reply_to_text=texts.get(message.reply_to or ""),
            own_domains=self.brand.domains if ours else (),
            own_handles=self.brand.handles if ours else (),
            community_names=(communities.get(message.community, ""),),
        )


def steady(label: Label) -> Label:
    """The label in figures that do not depend on what it was computed beside: sums of floats do, in the last digits."""
    reasons = tuple(Reason(text=reason.text, push=round(reason.push, 4)) for reason in label.reasons)
    return msgspec.structs.replace(label, p_take=round(label.p_take, 6), reasons=reasons)


def holds(verdict: Verdict, message: Message) -> bool:
    """Whether a verdict is about the text as it is now (or as it was before retention cleared it)."""
    return not message.text or verdict.judged == judged(message.text)


def with_verdict(label: Label, verdict: Verdict) -> Label:
    """The classifier's label as a person corrected it: their word, the signs that were found, and who said so."""
    word = verdict.label
    push = {"take": _HUMAN_PUSH, "give": -_HUMAN_PUSH, "unsure": 0.0}[word]
    return Label(
        label=word,
        p_take={"take": 1.0, "give": 0.0, "unsure": 0.5}[word],
        kind=_kind(label.kind, word),
        spans=label.spans,
        reasons=(Reason(text=f"{verdict.by.name} said so", push=push), *label.reasons),
        model=f"human:{verdict.by.name}",
    )


def wordless(label: Label) -> Label:
    """A label without what tells words of the message."""
    return msgspec.structs.replace(label, spans=(), reasons=())


def _kind(kind: str, word: str) -> str:
    """The kind the classifier saw, where it fits the word; else the plainest one."""
    if word == "unsure" or (kind in TAKE_KINDS) == (word == "take"):
        return kind
    return "promo" if word == "take" else "chat"
