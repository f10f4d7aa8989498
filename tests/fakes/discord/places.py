"""Making and changing guilds, channels and threads, each change with its gateway event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import payloads
from tests.fakes.discord.checks import named
from tests.fakes.discord.errors import unknown
from tests.fakes.discord.gateway import GUILDS, MEMBERS, Gateway
from tests.fakes.discord.world import (
    DM,
    FORUM,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Member,
    Message,
    Role,
    User,
)

if TYPE_CHECKING:
    from tests.fakes.discord.world import Webhook


class Places:
    """The part of the server that knows places and people."""

    bot: User
    owner: User
    gateway: Gateway

    def __init__(self) -> None:
        self.guilds: dict[int, Guild] = {}
        self.dms: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.webhooks: dict[int, Webhook] = {}

    # -- guilds and people ---------------------------------------------------------------------

    def add_guild(self, name: str = "Town", *, bot_permissions: int = 0, **fields: Any) -> Guild:
        """A guild with the bot in it; ``bot_permissions`` come on top of everyone's."""
        guild = Guild(name, self.owner, **fields)
        guild.join(self.bot, guild.role(f"{self.bot.name} (bot)", bot_permissions))
        self.guilds[guild.id] = guild
        for session in self.gateway.sessions.values():
            if session.holds(guild):
                session.dispatch(
                    "GUILD_CREATE", payloads.guild(guild, self.bot, members=bool(session.intents & MEMBERS))
                )
        return guild

    def bring_back(self, guild: Guild) -> None:
        """End a guild's outage."""
        guild.away = False
        data = payloads.guild(guild, self.bot, members=False)
        self.gateway.emit("GUILD_CREATE", data, intent=GUILDS, guild=guild)

    def remove_guild(self, guild: Guild) -> None:
        """Throw the bot out."""
        del self.guilds[guild.id]
        self.gateway.emit("GUILD_DELETE", {"id": str(guild.id)}, intent=GUILDS, guild=guild)

    def update_member(
        self, guild: Guild, user: User, *, roles: list[Role] | None = None, nick: str | None = None
    ) -> Member:
        """Change somebody's roles or nickname."""
        member = guild.members[user.id]
        member.roles = member.roles if roles is None else roles
        member.nick = nick or member.nick
        data = {**payloads.member(member), "guild_id": str(guild.id)}
        self.gateway.emit("GUILD_MEMBER_UPDATE", data, intent=GUILDS if user is self.bot else MEMBERS, guild=guild)
        return member

    def update_role(self, guild: Guild, role: Role, permissions: int) -> None:
        """Change what a role may do."""
        role.permissions = permissions
        data = {"guild_id": str(guild.id), "role": payloads.role(role)}
        self.gateway.emit("GUILD_ROLE_UPDATE", data, intent=GUILDS, guild=guild)

    def find_guild(self, number: int) -> Guild:
        if number not in self.guilds:
            raise unknown("Guild")
        return self.guilds[number]

    def find_user(self, number: int) -> User:
        people = [m.user for guild in self.guilds.values() for m in guild.members.values()]
        found = {user.id: user for user in [*people, *self.users.values(), self.bot, self.owner]}
        if number not in found:
            raise unknown("User")
        return found[number]

    # -- channels ------------------------------------------------------------------------------

    def channel(self, guild: Guild, name: str, kind: int = TEXT, **fields: Any) -> Channel:
        """A new channel of any kind."""
        made = Channel(guild, name, kind, **fields)
        guild.channels[made.id] = made
        if not made.is_thread and self.gateway.sees(made):
            self.gateway.emit("CHANNEL_CREATE", payloads.channel(made, self.bot), intent=GUILDS, guild=guild)
        return made

    def text(self, guild: Guild, name: str = "general", **fields: Any) -> Channel:
        """A new text channel."""
        return self.channel(guild, name, TEXT, **fields)

    def forum(self, guild: Guild, name: str = "help", **fields: Any) -> Channel:
        """A new forum channel."""
        return self.channel(guild, name, FORUM, **fields)

    def thread(
        self, parent: Channel, owner: User, name: str, *, kind: int = PUBLIC_THREAD, message: Message | None = None,
        number: int | None = None, **fields: Any,
    ) -> Channel:  # fmt: skip
        """A thread; at ``message`` it shares the message's id, as Discord has it."""
        assert parent.guild
        key = message.id if message else number
        made = self.channel(
            parent.guild, name, kind, parent=parent, owner=owner, **({"id": key} if key else {}), **fields
        )
        made.joined.add(owner.id)
        if message:
            message.thread = made
        if self.gateway.sees(made):
            data = {**payloads.thread(made, self.bot), "newly_created": True}
            self.gateway.emit("THREAD_CREATE", data, intent=GUILDS, guild=parent.guild)
        return made

    def post(
        self, forum: Channel, author: User, title: str, text: str = "", *, at: datetime | None = None, **fields: Any
    ) -> Channel:
        """A forum post: a thread whose first message has the thread's id."""
        from tests.fakes.discord.world import snowflake

        made = self.thread(forum, author, title, number=snowflake(at))
        first = made.keep(Message(made, author, text, made.id, **fields))
        first.mentions = named(text, made)[0]
        self.gateway.emit_message("MESSAGE_CREATE", first)
        return made

    def archive(self, thread: Channel, archived: bool = True, *, at: datetime | None = None) -> None:
        """Archive a thread or wake it."""
        thread.archived, thread.archived_at = archived, at or datetime.now(UTC)
        if self.gateway.sees(thread):
            self.gateway.emit("THREAD_UPDATE", payloads.thread(thread, self.bot), intent=GUILDS, guild=thread.guild)

    def update_channel(self, channel: Channel) -> None:
        """Tell that a channel's name, topic or overwrites were changed; bots hear of channels that they do not see."""
        self.gateway.emit("CHANNEL_UPDATE", payloads.channel(channel, self.bot), intent=GUILDS, guild=channel.guild)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread with all that is in it."""
        channel.deleted = True
        for thread in channel.guild.channels.values() if channel.guild else ():
            thread.deleted |= thread.parent is channel and thread.is_thread
        data = payloads.channel(channel, self.bot)
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.gateway.emit(event, data, intent=GUILDS, guild=channel.guild)

    def dm(self, user: User) -> Channel:
        """The bot's direct message channel with somebody."""
        for channel in self.dms.values():
            if user in channel.recipients:
                return channel
        made = Channel(None, "", DM, recipients=[user, self.bot])
        self.dms[made.id] = made
        return made

    def find_channel(self, number: int) -> Channel:
        for guild in self.guilds.values():
            if number in guild.channels and not guild.channels[number].deleted:
                return guild.channels[number]
        if number in self.dms:
            return self.dms[number]
        raise unknown("Channel")
