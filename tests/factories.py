"""Small makers of nouns, so that a test names only what it is about."""

from datetime import UTC, datetime, timedelta

from storage.conversation import Changes
from storage.models import Account, Batch, Channel, Community, Label, Message
from storage.store import Store

START = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def message(number: int, author: str | None = "ann", minutes: float | None = None, **fields) -> Message:
    channel = fields.pop("channel", "file:room")
    return Message(
        id=f"file:m{number}",
        community="file:town",
        channel=channel,
        author=None if author is None else f"file:{author}",
        time=at(number if minutes is None else minutes),
        text=fields.pop("text", f"message {number}"),
        reply_to=f"file:m{fields.pop('reply')}" if "reply" in fields else None,
        mentions=tuple(f"file:{name}" for name in fields.pop("mentions", ())),
        **fields,
    )


def put(store: Store, one: Batch) -> Changes:
    """Store a batch in a transaction of its own."""
    with store.transaction():
        return store.put(one)


def batch(*messages: Message, kind: str = "chat", accounts: tuple[Account, ...] = (), **fields) -> Batch:
    names = {m.author for m in messages if m.author} - {a.id for a in accounts}
    return Batch(
        source=fields.pop("source", "test"),
        position=fields.pop("position", len(messages)),
        messages=messages,
        accounts=(*accounts, *(Account(id=name, name=name.split(":")[1]) for name in sorted(names))),
        channels=tuple(
            Channel(id=channel, community="file:town", name=channel, kind=kind)
            for channel in sorted({m.channel for m in messages})
        ),
        communities=(Community(id="file:town", name="Town"),),
        **fields,
    )


class KeywordClassifier:
    """Calls a text that says 'buy' a take, one that ends in '?' a question, all others an answer."""

    model = "keyword-1"

    def label(self, items):
        for item in items:
            if "buy" in item.text:
                yield Label(label="take", p_take=0.9, kind="promo", model=self.model)
            else:
                kind = "question" if item.text.endswith("?") else "answer"
                yield Label(label="give", p_take=0.1, kind=kind, model=self.model)
