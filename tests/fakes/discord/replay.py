"""A DiscordChatExporter channel, put into the loopback server as history with its own ids."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tests.fakes.discord.server import LoopbackDiscord
from tests.fakes.discord.world import Channel, Guild, Message, User

_KINDS = {"Default": 0, "Reply": 19, "GuildMemberJoin": 7, "ThreadCreated": 18, "ChannelPinnedMessage": 6}


class Speaker(User):
    """A user of an export; ``said`` counts what they wrote."""

    said: int = 0


def replay(server: LoopbackDiscord, files: Iterable[Path]) -> list[Speaker]:
    """Fill the server with the files' messages; everybody who wrote one."""
    people: dict[str, Speaker] = {}
    for file in files:
        export = json.loads(file.read_bytes())
        channel = _channel(server, export)
        for one in export["messages"]:
            author = _speaker(channel.guild, people, one["author"])
            author.said += 1
            channel.keep(_message(channel, author, people, one))
    return list(people.values())


def _channel(server: LoopbackDiscord, export: dict) -> Channel:
    number = int(export["guild"]["id"])
    guild = server.guilds.get(number) or server.add_guild(export["guild"]["name"], id=number)
    key = int(export["channel"]["id"])
    return guild.channels.get(key) or server.text(guild, export["channel"]["name"], id=key)


def _speaker(guild: Guild, people: dict[str, Speaker], one: dict) -> Speaker:
    if one["id"] not in people:
        people[one["id"]] = user = Speaker(one["name"], int(one["id"]), bot=bool(one.get("isBot")))
        guild.join(user, nick=one.get("nickname"))
    return people[one["id"]]


def _message(channel: Channel, author: Speaker, people: dict[str, Speaker], one: dict) -> Message:
    edited = one.get("timestampEdited")
    message = Message(
        channel, author, one["content"], int(one["id"]), _KINDS.get(one["type"], 0),
        embeds=[
            {"type": "rich", "title": e.get("title") or "", "description": e.get("description") or ""}
            for e in one["embeds"]
        ],
        mentions=[_speaker(channel.guild, people, user) for user in one["mentions"]],
        edited=datetime.fromisoformat(edited) if edited else None,
    )  # fmt: skip
    reference = one.get("reference") or {}
    if reference.get("messageId"):
        message.reference = {"type": 0, "channel_id": str(channel.id), "message_id": reference["messageId"]}
    return message
