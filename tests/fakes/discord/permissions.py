"""Permission bits, and how Discord computes them from roles and overwrites."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.discord.world import Channel, User

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
MANAGE_WEBHOOKS = 1 << 29
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
MODERATE_MEMBERS = 1 << 40

EVERYTHING = (1 << 50) - 1
#: What a fresh guild gives everyone, and what the bot asks for when it is invited.
ORDINARY = (
    ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
)


def permissions(user: User, channel: Channel) -> int:
    """What ``user`` may do in ``channel``; threads follow their parent."""
    guild = channel.guild
    if guild is None:
        return ORDINARY
    member = guild.members.get(user.id)
    if member is None:
        return 0
    base = guild.everyone.permissions
    for role in member.roles:
        base |= role.permissions
    if guild.owner is user or base & ADMINISTRATOR:
        return EVERYTHING
    place = channel.parent if channel.is_thread and channel.parent else channel
    base = _overwritten(base, place, user, [role.id for role in member.roles], guild.id)
    if channel.kind == PRIVATE_THREAD and user.id not in channel.joined and not base & MANAGE_THREADS:
        return 0
    return base if base & VIEW_CHANNEL else 0


PRIVATE_THREAD = 12


def _overwritten(base: int, place: Channel, user: User, roles: list[int], everyone: int) -> int:
    allow, deny = place.overwrites.get(everyone, (0, 0))
    base = base & ~deny | allow
    allow = deny = 0
    for role in roles:
        role_allow, role_deny = place.overwrites.get(role, (0, 0))
        allow, deny = allow | role_allow, deny | role_deny
    base = base & ~deny | allow
    allow, deny = place.overwrites.get(user.id, (0, 0))
    return base & ~deny | allow


def guild_permissions(user: User, guild: object) -> int:
    """What ``user`` may do in the guild as a whole."""
    member = guild.members.get(user.id)  # type: ignore[attr-defined]
    if member is None:
        return 0
    base = guild.everyone.permissions  # type: ignore[attr-defined]
    for role in member.roles:
        base |= role.permissions
    return EVERYTHING if guild.owner is user or base & ADMINISTRATOR else base  # type: ignore[attr-defined]
