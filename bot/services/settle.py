"""Turn what happened into messages as they now are.

Happenings come in order, but not alone: history is read while people talk, connections replay what was
seen, and a reaction may arrive before the message it is under. The rules here make the outcome the same
whatever the overlap: telling a thing twice changes nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import msgspec

from bot.connectors.happenings import Cleared, Happening, Met, People, Reacted, Removed, Spoke
from storage.conversation import newer
from storage.models import Account, Batch, Channel, Community, Message, Reaction
from storage.store import Store


class Limbo:
    """What was told of messages that we do not hold (yet): deletions and reactions, the latest few thousand.

    A page of history that was on its way when the news came meets them here.
    """

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self.removed: OrderedDict[str, None] = OrderedDict()
        self.reactions: OrderedDict[str, list[Reacted | Cleared]] = OrderedDict()

    def remove(self, message: str) -> None:
        """A message that we do not hold was deleted."""
        self.removed[message] = None
        self.reactions.pop(message, None)
        if len(self.removed) > self._size:
            self.removed.popitem(last=False)

    def react(self, event: Reacted | Cleared) -> None:
        """Something was put under a message that we do not hold, or taken away there."""
        self.reactions.setdefault(event.message, []).append(event)
        if len(self.reactions) > self._size:
            self.reactions.popitem(last=False)


class Settling:
    """One batch of happenings on its way into the store; read-only until :meth:`batch` is put."""

    def __init__(self, store: Store, happenings: Sequence[Happening], limbo: Limbo) -> None:
        self._limbo = limbo
        self._stored = {message.id: message for message in store.messages(_named(happenings))}
        self._now = dict(self._stored)
        self._communities: dict[str, Community] = {}
        self._channels: dict[str, Channel] = {}
        self._people: dict[str, tuple[Account, bool]] = {}
        for happening in happenings:
            self._take(happening)
        self._known = store.accounts(self._people)

    def batch(self, source: str, position: int = 0) -> Batch:
        """What is to be stored: changed and new messages, and whoever and whatever they name."""
        changed = [message for key, message in self._now.items() if self._stored.get(key) != message]
        return Batch(
            source=source, position=position, messages=tuple(changed), accounts=tuple(self._accounts()),
            channels=tuple(self._channels.values()), communities=tuple(self._communities.values()),
        )  # fmt: skip

    def _take(self, happening: Happening) -> None:
        match happening:
            case Spoke():
                self._speak(happening)
            case Removed():
                for message in happening.messages:
                    self._remove(message)
            case Reacted() | Cleared():
                self._react(happening)
            case Met():
                self._meet(happening.people, complete=False)

    def _speak(self, event: Spoke) -> None:
        message = event.message
        if message.id in self._limbo.removed:
            return
        self._communities[event.place.community.id] = event.place.community
        self._channels[event.place.channel.id] = event.place.channel
        self._meet(event.people)
        stored = self._now.get(message.id)
        if stored is not None:
            message = newer(stored, _with_reactions(_with_text(message, stored), stored, event.reactions))
        for late in self._limbo.reactions.pop(message.id, ()):
            message = _changed(message, late, certain=False)
        self._now[message.id] = message

    def _remove(self, key: str) -> None:
        stored = self._now.get(key)
        if stored is None:
            self._limbo.remove(key)
        elif not stored.removed:
            self._now[key] = blank(stored)

    def _react(self, event: Reacted | Cleared) -> None:
        stored = self._now.get(event.message)
        if stored is None:
            self._limbo.react(event)
        elif not stored.removed:
            self._now[event.message] = _changed(stored, event)
        if isinstance(event, Reacted):
            self._meet(event.people)

    def _meet(self, people: People, *, complete: bool = True) -> None:
        """Remember accounts, the fullest sight of each; the merely changed ones only if somebody knows them."""
        for account in people.accounts:
            full = account.id not in people.partial
            if full or account.id not in self._people:
                new = complete or (account.id in self._people and self._people[account.id][1])
                self._people[account.id] = (account if full else _partial(account), new)

    def _accounts(self) -> Iterable[Account]:
        for key, (account, new) in self._people.items():
            known = self._known.get(key)
            if account.roles == _UNTOLD:
                stays = {"roles": known.roles, "display": known.display} if known else {"roles": ()}
                yield msgspec.structs.replace(account, **stays)
            elif known or new:
                yield account


_UNTOLD = ("?",)


def _partial(account: Account) -> Account:
    return msgspec.structs.replace(account, roles=_UNTOLD)


def blank(message: Message) -> Message:
    """What is left of a message that was deleted: that it was there."""
    return msgspec.structs.replace(message, author=None, text="", mentions=(), reactions=(), removed="author")


def _named(happenings: Iterable[Happening]) -> set[str]:
    """The ids of all messages that happenings are about."""
    found: set[str] = set()
    for happening in happenings:
        match happening:
            case Spoke():
                found.add(happening.message.id)
            case Removed():
                found.update(happening.messages)
            case Reacted() | Cleared():
                found.add(happening.message)
    return found


def _with_text(message: Message, stored: Message) -> Message:
    """The message with the text we know: without an edit, text that is missing was only not shown to us."""
    if not message.text and stored.text and message.edited == stored.edited:
        return msgspec.structs.replace(message, text=stored.text)
    return message


def _with_reactions(message: Message, stored: Message, told: str) -> Message:
    """The message with what we know of its reactions: a source that only counts does not unname anybody."""
    if told == "all":
        return message
    if told == "unknown":
        return msgspec.structs.replace(message, reactions=stored.reactions)
    known = {reaction.emoji: reaction.users for reaction in stored.reactions}
    named = tuple(
        Reaction(emoji=one.emoji, count=max(one.count, len(users)), users=users)
        for one in message.reactions
        for users in (one.users or known.get(one.emoji, ()),)
    )
    return msgspec.structs.replace(message, reactions=named)


def _changed(message: Message, event: Reacted | Cleared, *, certain: bool = True) -> Message:
    """The message after a reaction came, went or was cleared.

    Not ``certain``: the message's counts may have this event in them already, so they grow only as far as the names.
    """
    if isinstance(event, Cleared):
        kept = tuple(one for one in message.reactions if event.emoji not in (None, one.emoji))
        return msgspec.structs.replace(message, reactions=kept)
    before = next((one for one in message.reactions if one.emoji == event.emoji), Reaction(emoji=event.emoji, count=0))
    after = _counted(before, event, certain)
    others = [one for one in message.reactions if one.emoji != event.emoji]
    place = next((i for i, one in enumerate(message.reactions) if one.emoji == event.emoji), len(others))
    if after.count:
        others.insert(place, after)
    return msgspec.structs.replace(message, reactions=tuple(others))


def _counted(before: Reaction, event: Reacted, certain: bool) -> Reaction:
    there = event.account in before.users
    if event.added:
        users = before.users if there else (*before.users, event.account)
        count = before.count if there or not certain else before.count + 1
    else:
        users = tuple(user for user in before.users if user != event.account)
        count = before.count - 1 if certain else before.count
    return Reaction(emoji=event.emoji, count=max(count, len(users), 0), users=users)
