"""The state of a loopback Discord: guilds, members, channels, messages. Nothing here talks to anybody."""

from __future__ import annotations

import itertools
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fakes.discord import permissions as p

EPOCH_MS = 1_420_070_400_000
TEXT, DM, VOICE, CATEGORY, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 2, 4, 5, 10, 11, 12, 15
THREADS = (NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
_counter = itertools.count(1)


def snowflake(at: datetime | None = None) -> int:
    """A fresh id whose time is ``at`` (now when None); ids of one millisecond keep their order."""
    moment = at or datetime.now(UTC)
    return ((int(moment.timestamp() * 1000) - EPOCH_MS) << 22) | (next(_counter) & 0x3FFFFF)


def snowflake_time(number: int) -> datetime:
    return datetime.fromtimestamp(((number >> 22) + EPOCH_MS) / 1000, UTC)


@dataclass(eq=False)
class User:
    name: str
    id: int = field(default_factory=snowflake)
    bot: bool = False
    display: str | None = None
    dms_closed: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    name: str
    permissions: int = 0
    id: int = field(default_factory=snowflake)
    position: int = 1
    mentionable: bool = False


@dataclass(eq=False)
class Member:
    user: User
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None
    joined: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(eq=False)
class Message:
    channel: Channel
    author: User
    content: str = ""
    id: int = field(default_factory=snowflake)
    kind: int = 0
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[Role] = field(default_factory=list)
    mention_everyone: bool = False
    pings: list[User] = field(default_factory=list)
    reactions: dict[str, list[User]] = field(default_factory=dict)
    reference: dict[str, Any] | None = None
    snapshots: list[dict[str, Any]] = field(default_factory=list)
    interaction: dict[str, Any] | None = None
    edited: datetime | None = None
    webhook: Webhook | None = None
    thread: Channel | None = None
    flags: int = 0
    nonce: str | int | None = None
    audience: User | None = None
    deleted: bool = False
    #: Changes the payload into a form that nobody expects.
    odd: Callable[[dict[str, Any]], object] | None = None

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & 64)

    @property
    def jump_url(self) -> str:
        place = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{place}/{self.channel.id}/{self.id}"


@dataclass(eq=False)
class Webhook:
    name: str
    channel: Channel
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: f"hook-{next(_counter)}")

    @property
    def user(self) -> User:
        return User(self.name, self.id, bot=True)


@dataclass(eq=False)
class Channel:
    guild: Guild | None
    name: str
    kind: int = TEXT
    id: int = field(default_factory=snowflake)
    topic: str | None = None
    parent: Channel | None = None
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    owner: User | None = None
    archived: bool = False
    archived_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    joined: set[int] = field(default_factory=set)
    recipients: list[User] = field(default_factory=list)
    deleted: bool = False
    last_message: int | None = None
    #: What was sent under each nonce, deleted or not.
    nonces: dict[str, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def keep(self, message: Message) -> Message:
        """Add a message, wherever its time puts it."""
        self.messages[message.id] = message
        insort(self.order, message.id)
        self.last_message = max(self.last_message or 0, message.id)
        return message

    def drop(self, message: Message) -> None:
        self.messages.pop(message.id, None)
        if message.id in self.order:
            self.order.remove(message.id)

    def latest(self) -> Message | None:
        return self.messages[self.order[-1]] if self.order else None

    def hide(self, *but: User | Role) -> None:
        """Make the channel private: nobody sees it but the roles and users named."""
        assert self.guild
        self.overwrites[self.guild.id] = (0, p.VIEW_CHANNEL)
        for one in but:
            self.overwrites[one.id] = (p.VIEW_CHANNEL, 0)

    def forbid(self, who: User | Role, bits: int) -> None:
        """Take permissions in this channel from somebody."""
        allow, deny = self.overwrites.get(who.id, (0, 0))
        self.overwrites[who.id] = (allow & ~bits, deny | bits)


@dataclass(eq=False)
class Guild:
    name: str
    owner: User
    id: int = field(default_factory=snowflake)
    everyone: Role = field(init=False)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    #: An outage of Discord's own: the guild is named at READY and not told of.
    away: bool = False

    def __post_init__(self) -> None:
        self.everyone = Role("@everyone", p.ORDINARY, self.id, 0)
        self.roles[self.id] = self.everyone
        self.join(self.owner)

    def join(self, user: User, *roles: Role, nick: str | None = None) -> Member:
        """Make a user a member."""
        self.members[user.id] = member = Member(user, list(roles), nick)
        return member

    def role(self, name: str, permissions: int = 0, **fields: Any) -> Role:
        role = Role(name, permissions, position=len(self.roles), **fields)
        self.roles[role.id] = role
        return role

    def user(self, name: str, *roles: Role, nick: str | None = None, **fields: Any) -> User:
        """A new user who is a member."""
        user = User(name, **fields)
        self.join(user, *roles, nick=nick)
        return user
