"""Discord's objects as nouns, the same ones that an export of the channel gives; nothing foreign leaves this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import discord

from bot.connectors.happenings import Cleared, Met, People, Place, Reacted, Removed, Spoke
from storage.models import Account, Channel, Community, Message, Reaction

#: What people and commands say (default, reply, slash command, menu command); every other type is Discord speaking.
_SPOKEN = frozenset((0, 19, 20, 23))
_REPLY = 19
_FORWARD = 1
#: The one account that stands for everybody whose account was deleted.
_DELETED_USER = 456226577798135808

Somewhere = discord.abc.GuildChannel | discord.Thread


def discord_id(number: int) -> str:
    """The id as we store it."""
    return f"discord:{number}"


def rights(channel: Somewhere, who: discord.Member | discord.Role) -> discord.Permissions:
    """What somebody may do in a channel or thread; nothing in a thread whose channel we do not see."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return discord.Permissions.none()
    return channel.permissions_for(who)


def place(channel: Somewhere) -> Place:
    """The community and channel of a guild's channel or thread."""
    community = Community(id=discord_id(channel.guild.id), name=channel.guild.name or str(channel.guild.id))
    threaded = isinstance(channel, discord.Thread)
    made = Channel(
        id=discord_id(channel.id),
        community=community.id,
        name=channel.name or str(channel.id),
        kind="thread" if threaded else "chat",
        topic=getattr(channel, "topic", None) or "",
        parent=discord_id(channel.parent_id) if isinstance(channel, discord.Thread) and channel.parent_id else None,
        private=channel.is_private() if isinstance(channel, discord.Thread) else None,
    )
    return Place(community, made)


def spoke(message: discord.Message, where: Place, *, live: bool = True, reactions: str = "counts") -> Spoke:
    """A message with everybody it names."""
    author = discord_id(message.author.id) if message.author.id != _DELETED_USER else None
    guild, channel = where.community.id.removeprefix("discord:"), where.channel.id.removeprefix("discord:")
    made = Message(
        id=discord_id(message.id),
        community=where.community.id,
        channel=where.channel.id,
        author=author,
        time=message.created_at,
        text=_text(message),
        reply_to=_reply_to(message),
        thread=where.channel.id if where.channel.kind == "thread" else None,
        mentions=_mentions(message, author),
        reactions=tuple(Reaction(emoji=emoji_name(one.emoji), count=one.count) for one in message.reactions),
        system=message.type.value not in _SPOKEN,
        edited=message.edited_at,
        url=f"https://discord.com/channels/{guild}/{channel}/{message.id}",
    )
    return Spoke(where, made, people(_everybody(message)), live, reactions)


def _text(message: discord.Message) -> str:
    """What a reader sees: the content, else what was forwarded, else what the embeds say."""
    forwarded = message.message_snapshots[0] if message.message_snapshots else None
    if message.content and not message.content.isspace():
        return message.content
    if forwarded and forwarded.content:
        return forwarded.content
    embeds = message.embeds or (forwarded.embeds if forwarded else [])
    said = ("\n".join(part for part in (embed.title, embed.description) if part) for embed in embeds)
    return "\n\n".join(part for part in said if part)


def _reply_to(message: discord.Message) -> str | None:
    """The message answered; a forward or a cross-posted announcement points at what it repeats, and answers nothing."""
    reference, kind = message.reference, message.type.value
    if reference is None or reference.message_id is None or reference.type.value == _FORWARD:
        return None
    return discord_id(reference.message_id) if kind == _REPLY or kind not in _SPOKEN else None


def _mentions(message: discord.Message, author: str | None) -> tuple[str, ...]:
    """Whom the message names, and who called the command that it answers."""
    named = [discord_id(user.id) for user in message.mentions]
    if message.interaction_metadata:
        named.append(discord_id(message.interaction_metadata.user.id))
    return tuple(dict.fromkeys(name for name in named if name != author))


def _everybody(message: discord.Message) -> Iterator[discord.User | discord.Member]:
    if message.author.id != _DELETED_USER:
        yield message.author
    yield from message.mentions
    if message.interaction_metadata:
        yield message.interaction_metadata.user


def people(users: Iterable[discord.User | discord.Member]) -> People:
    """Users as accounts; of two rows about one, the member's (which has roles) stays."""
    found: dict[str, discord.User | discord.Member] = {}
    for user in users:
        key = discord_id(user.id)
        if key not in found or isinstance(user, discord.Member):
            found[key] = user
    partial = frozenset(key for key, user in found.items() if not isinstance(user, discord.Member))
    return People(tuple(account(user) for user in found.values()), partial)


def account(user: discord.User | discord.Member) -> Account:
    """One login, as this guild shows it."""
    roles = user.roles[1:] if isinstance(user, discord.Member) else ()  # the first is @everyone
    return Account(
        id=discord_id(user.id),
        name=user.name or str(user.id),
        display=user.display_name if isinstance(user, discord.Member) else user.global_name or "",
        bot=user.bot,
        roles=tuple(discord_id(role.id) for role in roles),
    )


def emoji_name(emoji: discord.PartialEmoji | discord.Emoji | str) -> str:
    """An emoji as exports write it: itself, or ``:name:`` of a guild's own."""
    if isinstance(emoji, str):
        return emoji
    return f":{emoji.name or emoji.id}:" if emoji.id else emoji.name


def removed(messages: Iterable[int]) -> Removed:
    """The deletion of messages by id."""
    return Removed(tuple(sorted(map(discord_id, messages))))


def reacted(event: discord.RawReactionActionEvent) -> Reacted:
    """A reaction that came or went."""
    seen = people([event.member]) if event.member else People()
    added = event.event_type == "REACTION_ADD"
    return Reacted(discord_id(event.message_id), emoji_name(event.emoji), discord_id(event.user_id), added, seen)


def cleared(event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent) -> Cleared:
    """A moderator's removal of reactions."""
    emoji = emoji_name(event.emoji) if isinstance(event, discord.RawReactionClearEmojiEvent) else None
    return Cleared(discord_id(event.message_id), emoji)


def met(member: discord.Member) -> Met:
    """A member whose roles or names changed."""
    return Met(people([member]))
