"""People and bots that talk, edit, delete and react."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.checks import named, pinged, walk
from tests.fakes.discord.errors import Refused, unknown
from tests.fakes.discord.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, GUILD_REACTIONS
from tests.fakes.discord.places import Places
from tests.fakes.discord.world import Channel, Message, User, Webhook, snowflake

Json = dict[str, Any]
REPLY = 19


class Talk(Places):
    """The part of the server where messages come about."""

    def say(
        self, channel: Channel, author: User | Webhook, text: str = "", *, reply_to: Message | None = None,
        at: datetime | None = None, number: int | None = None, allowed: Json | None = None, **fields: Any,
    ) -> Message:  # fmt: skip
        """Somebody says something; ``at`` puts it into the past (no event is sent then)."""
        message = Message(
            channel, author.user if isinstance(author, Webhook) else author, text, number or snowflake(at), **fields
        )
        message.webhook = author if isinstance(author, Webhook) else None
        if reply_to:
            message.kind = REPLY
            message.reference = self._reference(reply_to)
        self._name(message, reply_to, allowed)
        if channel.archived:
            self.archive(channel, False)
        channel.keep(message)
        if at is None:
            self.gateway.emit_message("MESSAGE_CREATE", message)
        return message

    @staticmethod
    def _reference(target: Message, kind: int = 0) -> Json:
        found: Json = {"type": kind, "channel_id": str(target.channel.id), "message_id": str(target.id)}
        return {**found, "guild_id": str(target.channel.guild.id)} if target.channel.guild else found

    @staticmethod
    def _name(message: Message, answered: Message | None, allowed: Json | None) -> None:
        """Fill in whom a message names and whom it notifies."""
        users, roles, everyone = named(message.content, message.channel)
        author = answered.author if answered else None
        message.pings = pinged(users, roles, everyone, author, allowed, message.channel)
        if author and author in message.pings and author not in users:
            users = [*users, author]
        message.mentions, message.mention_roles = users, roles
        message.mention_everyone = everyone and (allowed is None or "everyone" in allowed.get("parse", []))

    def forward(self, channel: Channel, author: User, target: Message) -> Message:
        """Forward a message: a snapshot of it, with a reference that is no answer."""
        inner = payloads.message(target, self.bot, deep=False)
        keys = (
            "type",
            "content",
            "mentions",
            "mention_roles",
            "attachments",
            "embeds",
            "timestamp",
            "edited_timestamp",
            "flags",
            "components",
        )
        snapshot = {"message": {key: inner[key] for key in keys}}
        return self.say(channel, author, "", reference=self._reference(target, 1), snapshots=[snapshot])

    def edit(self, message: Message, text: str | None = None, *, at: datetime | None = None, **fields: Any) -> Message:
        """Change a message; Discord marks it as edited when its content changes."""
        if text is not None:
            message.content, message.edited = text, at or datetime.now(UTC)
            self._name(message, None, {"parse": []})
        for name, value in fields.items():
            setattr(message, name, value)
        if not message.audience:
            self.gateway.emit_message("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Message) -> None:
        """Delete one message."""
        self._remove([message], "MESSAGE_DELETE", {"id": str(message.id)})

    def delete_many(self, messages: list[Message]) -> None:
        """Delete messages of one channel at once."""
        self._remove(messages, "MESSAGE_DELETE_BULK", {"ids": [str(message.id) for message in messages]})

    def _remove(self, messages: list[Message], event: str, data: Json) -> None:
        channel = messages[0].channel
        for message in messages:
            message.deleted = True
            channel.drop(message)
        data["channel_id"] = str(channel.id)
        if channel.guild:
            data["guild_id"] = str(channel.guild.id)
        intent = GUILD_MESSAGES if channel.guild else DIRECT_MESSAGES
        if self.gateway.sees(channel) and not messages[0].audience:
            self.gateway.emit(event, data, intent=intent, guild=channel.guild)

    # -- reactions -----------------------------------------------------------------------------

    def react(self, message: Message, user: User, emoji: str = "👍") -> None:
        """Somebody puts an emoji (``👍`` or ``name:id``) under a message."""
        if user not in message.reactions.setdefault(emoji, []):
            message.reactions[emoji].append(user)
            self._react("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, message: Message, user: User, emoji: str = "👍") -> None:
        """Somebody takes their emoji back."""
        message.reactions[emoji].remove(user)
        if not message.reactions[emoji]:
            del message.reactions[emoji]
        self._react("MESSAGE_REACTION_REMOVE", message, user, emoji)

    def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        """A moderator removes all reactions, or all of one emoji."""
        if emoji is None:
            message.reactions.clear()
            self._emit_reaction("MESSAGE_REACTION_REMOVE_ALL", message, {})
        else:
            message.reactions.pop(emoji, None)
            self._emit_reaction("MESSAGE_REACTION_REMOVE_EMOJI", message, {"emoji": payloads.emoji(emoji)})

    def _react(self, event: str, message: Message, user: User, emoji: str) -> None:
        data: Json = {"user_id": str(user.id), "emoji": payloads.emoji(emoji), "type": 0, "burst": False}
        guild = message.channel.guild
        if event.endswith("ADD"):
            data["message_author_id"] = str(message.author.id)
            if guild and user.id in guild.members:
                data["member"] = payloads.member(guild.members[user.id])
        self._emit_reaction(event, message, data)

    def _emit_reaction(self, event: str, message: Message, data: Json) -> None:
        channel = message.channel
        data |= {"message_id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild:
            data["guild_id"] = str(channel.guild.id)
        if self.gateway.sees(channel):
            self.gateway.emit(event, data, intent=GUILD_REACTIONS, guild=channel.guild)

    # -- webhooks and what the bot itself sends ------------------------------------------------

    def webhook(self, channel: Channel, name: str = "hook") -> Webhook:
        """A webhook, as whose user :meth:`say` can speak."""
        made = Webhook(name, channel)
        self.webhooks[made.id] = made
        return made

    def create(self, channel: Channel, author: User, body: Json, files: dict[str, bytes], **fields: Any) -> Message:
        """A message from a request's body, without an event and not yet kept in the channel."""
        message = Message(channel, author, body.get("content") or "", **fields)
        message.embeds = [{"type": "rich", **embed} for embed in body.get("embeds") or []]
        message.components = numbered(body.get("components") or [])
        message.flags = body.get("flags") or 0
        message.nonce = body.get("nonce")
        message.files, message.attachments = dict(files), attachments(message, files)
        answered = self._answered(message, body.get("message_reference"))
        self._name(message, answered, body.get("allowed_mentions"))
        return message

    def _answered(self, message: Message, reference: Json | None) -> Message | None:
        if not reference:
            return None
        target = message.channel.messages.get(int(reference["message_id"]))
        if target is None:
            if reference.get("fail_if_not_exists", True):
                raise Refused(
                    400,
                    50035,
                    "Invalid Form Body",
                    {
                        "message_reference": {
                            "_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]
                        }
                    },
                )
            return None
        message.kind, message.reference = REPLY, self._reference(target)
        return target

    def publish(self, message: Message) -> Message:
        """Keep a created message and tell everybody."""
        message.channel.keep(message)
        self.gateway.emit_message("MESSAGE_CREATE", message)
        return message

    def change(self, message: Message, body: Json, files: dict[str, bytes]) -> Message:
        """Apply the body of an edit request."""
        changes: Json = {}
        if "embeds" in body:
            changes["embeds"] = [{"type": "rich", **embed} for embed in body["embeds"] or []]
        if "components" in body:
            changes["components"] = numbered(body["components"] or [])
        if "flags" in body:
            changes["flags"] = (body["flags"] or 0) | (message.flags & 64)
        if files or "attachments" in body:
            kept = {str(one.get("id")) for one in body.get("attachments") or []}
            old = [one for one in message.attachments if one["id"] in kept]
            message.files |= files
            changes["attachments"] = [*old, *attachments(message, files)]
        text = body["content"] or "" if "content" in body else None
        return self.edit(message, text if text != message.content else None, **changes)

    def find_message(self, channel: Channel, number: int) -> Message:
        if number not in channel.messages:
            raise unknown("Message")
        return channel.messages[number]


def numbered(components: list[Json]) -> list[Json]:
    """A copy of components, with the ids that Discord gives them."""
    made = copy.deepcopy(components)
    for number, one in enumerate(walk(made), 1):
        one.setdefault("id", number)
    return made


def attachments(message: Message, files: dict[str, bytes]) -> list[Json]:
    base = f"https://cdn.discordapp.com/attachments/{message.channel.id}/{message.id}"
    return [
        {
            "id": str(snowflake()),
            "filename": name,
            "size": len(data),
            "url": f"{base}/{name}",
            "proxy_url": f"{base}/{name}",
        }
        for name, data in files.items()
    ]
