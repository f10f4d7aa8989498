"""From messages to contacts between a brand and its members.

The rule for one message, in order; each recipient is contacted once, by the first means that applies:

1. *reply*: to the author of the message it answers;
2. *mention*: to everybody it names;
3. *thread*: in a thread, addressed to nobody by mark, to the author of the message that opened it;
4. *adjacent*: where people take turns (chats and threads), addressed to nobody by mark, the first
   message of a turn goes to the author of the previous turn, if that ended within ``gap``;
5. *reaction*: everybody who reacted contacts the author.

System messages and removed ones are no contact; nor is what an account says to itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from storage.models import MEANS, Exchange, Means, Message


class Turn(msgspec.Struct, frozen=True):
    """The last message before another one in a channel where people take turns."""

    message: str
    author: str
    time: datetime


class Rules(msgspec.Struct, frozen=True):
    """Which means count as contact, and how long a silence ends a turn."""

    means: frozenset[Means] = frozenset(MEANS)
    gap: timedelta = timedelta(minutes=5)


class Around(msgspec.Struct, frozen=True):
    """What the rules must know beyond the messages themselves.

    ``authors`` maps the ids of answered and thread-opening messages to their authors (absent:
    unknown); ``before`` maps a message in a chat or thread to the turn it follows.
    """

    authors: Mapping[str, str]
    before: Mapping[str, Turn]


class Side(msgspec.Struct, frozen=True):
    """Who is on the brand's side: ``own`` accounts speak for it, ``excluded`` ones are nobody's."""

    brand: str
    own: frozenset[str]
    excluded: frozenset[str] = frozenset()


def counts_in_talk(message: Message) -> bool:
    """Whether a message is conversation at all."""
    return message.author is not None and not message.system and not message.removed


def find(messages: Iterable[Message], around: Around, side: Side, rules: Rules) -> Iterator[Exchange]:
    """Yield the contacts that ``messages`` carry between the brand and anybody else."""
    for message in messages:
        if not counts_in_talk(message):
            continue
        seen: set[tuple[str, bool]] = set()
        for sender, recipient, means, about in _contacts(message, around, rules):
            exchange = _across(side, message, sender, recipient, means, about)
            if exchange and (exchange.account, exchange.inbound) not in seen:
                seen.add((exchange.account, exchange.inbound))
                yield exchange


def _across(
    side: Side, message: Message, sender: str, recipient: str, means: Means, about: str | None
) -> Exchange | None:
    """The contact as the brand sees it, or None where it is none of its business."""
    inbound = recipient in side.own
    if inbound == (sender in side.own):
        return None
    member = sender if inbound else recipient
    if member in side.excluded:
        return None
    return Exchange(
        brand=side.brand, account=member, community=message.community, message=message.id,
        time=message.time, inbound=inbound, means=means, about=about,
    )  # fmt: skip


def _contacts(message: Message, around: Around, rules: Rules) -> Iterator[tuple[str, str, Means, str | None]]:
    """(sender, recipient, means, about) of everything one message does, switched-off means left out."""
    author = message.author
    assert author is not None
    for recipient, means, about in (*_addressed(message, around), *_unaddressed(message, around, rules)):
        if means in rules.means and recipient != author:
            yield author, recipient, means, about
    if "reaction" in rules.means:
        for account in sorted({user for reaction in message.reactions for user in reaction.users} - {author}):
            yield account, author, "reaction", message.id


def _addressed(message: Message, around: Around) -> Iterator[tuple[str, Means, str | None]]:
    """Whom the message addresses by mark."""
    if message.reply_to and (recipient := around.authors.get(message.reply_to)):
        yield recipient, "reply", message.reply_to
    for recipient in message.mentions:
        yield recipient, "mention", None


def _unaddressed(message: Message, around: Around, rules: Rules) -> Iterator[tuple[str, Means, str | None]]:
    """Whom a message without any mark is for."""
    if message.reply_to or message.mentions:
        return
    if message.thread and message.thread != message.id and (opener := around.authors.get(message.thread)):
        yield opener, "thread", message.thread
    turn = around.before.get(message.id)
    if turn and message.time - turn.time <= rules.gap:
        yield turn.author, "adjacent", turn.message
