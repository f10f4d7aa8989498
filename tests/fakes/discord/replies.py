"""Interactions as they live on the server: what was asked, what the bot answered, what the person sees."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord.world import Channel, Message, User, snowflake

Json = dict[str, Any]
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
LOADING, EPHEMERAL = 1 << 7, 1 << 6
_tokens = itertools.count(1)


class NoAnswer(AssertionError):  # noqa: N818  reads as what happened
    """The person sees "The application did not respond"."""


class NotOffered(AssertionError):  # noqa: N818  reads as what happened
    """Discord does not let the person do this: no such command, button, option or permission."""


@dataclass(eq=False)
class Answer:
    """What the person sees of an interaction; it changes while the bot goes on editing.

    ``first`` is the callback type of the first answer, ``waited`` the seconds it took, ``original``
    the message it became, ``followups`` what came after, ``choices`` an autocomplete's, ``modal`` a dialog.
    """

    kind: int
    user: User
    channel: Channel
    data: Json
    message: Message | None = None
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: f"token-{next(_tokens)}")
    asked: float = field(default_factory=time.monotonic)
    first: int | None = None
    waited: float = 0.0
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def touch(self) -> None:
        """Wake whoever waits for news."""
        self.changed.set()

    @property
    def deferred(self) -> bool:
        return self.first in (5, 6)

    @property
    def loading(self) -> bool:
        return bool(self.original and self.original.flags & LOADING)

    @property
    def settled(self) -> bool:
        """Whether there is something final to see."""
        if self.first is None or self.loading:
            return False
        return self.first != 6 or self.message_changed or bool(self.followups)

    message_changed: bool = False

    @property
    def shown(self) -> Message | None:
        """The latest thing to see: the last follow-up, else the answer, else the message it updated."""
        return self.followups[-1] if self.followups else self.original or self.message

    @property
    def ephemeral(self) -> bool:
        return bool(self.shown and self.shown.ephemeral)

    @property
    def content(self) -> str:
        return self.shown.content if self.shown else ""

    @property
    def embeds(self) -> list[Json]:
        return self.shown.embeds if self.shown else []

    @property
    def components(self) -> list[Json]:
        return self.shown.components if self.shown else []

    @property
    def files(self) -> dict[str, bytes]:
        return self.shown.files if self.shown else {}

    @property
    def text(self) -> str:
        """Every word to be seen, of content, embeds and components."""
        return visible(self.shown) if self.shown else ""


def visible(message: Message) -> str:
    """Every word of a message that a person reads."""
    from tests.fakes.discord.checks import walk

    words = [message.content]
    for embed in message.embeds:
        fields = embed.get("fields") or []
        words += [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
        words += [text for one in fields for text in (one["name"], one["value"])]
        words.append((embed.get("footer") or {}).get("text"))
    for one in walk(message.components):
        words += [one.get("content"), one.get("label"), one.get("placeholder")]
    return "\n".join(word for word in words if word)
