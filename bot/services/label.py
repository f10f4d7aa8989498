"""Label messages with what the store knows around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzers.classifier.protocol import Classifier, Item
from storage.models import Account, Brand, Channel, Label, Message
from storage.store import Store


class Labeller:
    """Gives the classifier each message with its context."""

    def __init__(self, store: Store, classifier: Classifier, brand: Brand) -> None:
        """``brand`` lends its domains and handles to the messages that it wrote."""
        self.store, self.classifier, self.brand = store, classifier, brand

    def label(
        self, messages: Iterable[Message], *, known: Mapping[str, Label], own: frozenset[str]
    ) -> dict[str, Label]:
        """Labels by message id: ``known`` ones as they are, the others from the classifier."""
        wanted = {message.id: message for message in messages}
        labels = {key: known[key] for key in wanted if key in known}
        fresh = [message for key, message in wanted.items() if key not in labels]
        items = self._items(fresh, own)
        for message, label in zip(fresh, self.classifier.label(items), strict=True):
            labels[message.id] = label
        return labels

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
