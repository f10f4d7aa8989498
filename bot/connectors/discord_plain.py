"""What Discord tells in a form that discord.py does not know (yet) is told again in a plainer one.

A new kind of poll or component would otherwise end the connection, or keep a whole page of history from being read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import discord

_log = logging.getLogger("givetake.plain")
_KEPT = (
    "id", "channel_id", "guild_id", "timestamp", "edited_timestamp", "type", "flags", "webhook_id", "member", "nonce",
)  # fmt: skip
_NOBODY = {"id": "456226577798135808", "username": "deleted user"}
_OURSELVES = frozenset(("READY", "RESUMED"))
Json = dict[str, Any]
Parser = Callable[[Any], None]
#: Told the name and the payload of an event that cannot be read at all.
Missed = Callable[[str, Any], None]


def plainer(data: Json) -> Json:
    """A message's payload with what we read of it alone, and with every field that a client relies on."""
    snapshots = [each.get("message") or {} for each in data.get("message_snapshots") or []]
    reference = data.get("message_reference") or {}
    embeds: list[Json] = data.get("embeds") or next((each["embeds"] for each in snapshots if each.get("embeds")), [])
    made: Json = {"edited_timestamp": None, "type": 0, **{key: data[key] for key in _KEPT if key in data}}
    made |= {
        "content": data.get("content") or next((each["content"] for each in snapshots if each.get("content")), ""),
        "author": _user(data.get("author") or _NOBODY),
        "mentions": [_user(each) for each in data.get("mentions") or []],
        "embeds": [{"title": each.get("title"), "description": each.get("description")} for each in embeds],
        "reactions": [{"me": False, **each} for each in data.get("reactions") or [] if "emoji" in each],
        "attachments": [], "components": [], "mention_roles": [], "mention_everyone": False, "pinned": False,
        "tts": False,
    }  # fmt: skip
    if reference.get("message_id"):
        made["message_reference"] = {"channel_id": data.get("channel_id"), **reference}
    return made


def _user(data: Json) -> Json:
    return {"discriminator": "0", "avatar": None, "username": str(data["id"]), **data}


def message_of(channel: Any, data: Json) -> discord.Message | None:
    """The message of a payload, told plainer if need be; None where even that cannot be understood."""
    for form in (lambda: data, lambda: plainer(data)):
        try:
            made = discord.Message(state=channel._state, channel=channel, data=form())  # type: ignore[arg-type,no-untyped-call]
            assert made.author
            assert made.mentions is not None
        except Exception as error:  # whatever a form that nobody knows may cause
            _log.warning("a message is of a new form", extra={"id": data.get("id"), "problem": type(error).__name__})
        else:
            return made
    return None


def guard(client: discord.Client, missed: Missed) -> None:
    """Let no event end the connection: what cannot be read is told plainer, else ``missed`` is told of it."""
    parsers: dict[str, Parser] = client._connection.parsers
    for event, parse in list(parsers.items()):
        if event not in _OURSELVES:
            parsers[event] = _guarded(event, parse, missed)


def _guarded(event: str, parse: Parser, missed: Missed) -> Parser:
    def parsed(data: Any) -> None:
        for form in (lambda: data, lambda: _told_plainer(event, data)):
            try:
                parse(form())
            except Exception as error:  # whatever a form that nobody knows may cause
                _log.warning("an event is of a new form", extra={"event_name": event, "problem": type(error).__name__})
            else:
                return
        missed(event, data)

    return parsed


def _told_plainer(event: str, data: Json) -> Json:
    """The event with its messages told plainer. Raises KeyError where there are none, or parts only."""
    if event == "MESSAGE_CREATE" or (event == "MESSAGE_UPDATE" and "author" in data):
        return plainer(data)
    inner = data["data"]
    messages = {key: plainer(each) for key, each in inner["resolved"]["messages"].items()}
    return {**data, "data": {**inner, "resolved": {**inner["resolved"], "messages": messages}}}
