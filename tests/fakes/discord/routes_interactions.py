"""Routes on which the bot answers interactions, and incoming webhooks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import payloads
from tests.fakes.discord.checks import check_message
from tests.fakes.discord.errors import Refused, bad_form, unknown
from tests.fakes.discord.replies import AUTOCOMPLETE, COMMAND, COMPONENT, EPHEMERAL, LOADING, MODAL, Answer
from tests.fakes.discord.rest import Request, route
from tests.fakes.discord.talk import numbered
from tests.fakes.discord.world import Message

if TYPE_CHECKING:
    from tests.fakes.discord.server import LoopbackDiscord

Json = Any
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ALLOWED = {COMMAND: (4, 5, 9), COMPONENT: (4, 5, 6, 7, 9), AUTOCOMPLETE: (8,), MODAL: (4, 5, 6, 7)}


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", token=False)
def callback(server: LoopbackDiscord, request: Request) -> Json:
    answer = server.interactions.get(request.args["interaction_token"])
    now = time.monotonic()
    if answer is None or answer.id != request.id("interaction_id") or now - answer.asked > server.first_answer_within:
        raise unknown("Interaction")
    if answer.first is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    kind, data = request.body["type"], request.body.get("data") or {}
    if kind not in _ALLOWED[answer.kind]:
        raise bad_form("type", "Value must be one of the types allowed here.", "BASE_TYPE_CHOICES")
    _KINDS[kind](server, answer, data, request.files)
    answer.first, answer.waited = kind, now - answer.asked
    answer.touch()
    return _receipt(server, answer, kind) if request.query.get("with_response") in ("1", "true") else None


def _receipt(server: LoopbackDiscord, answer: Answer, kind: int) -> Json:
    found: Json = {"id": str(answer.id), "type": answer.kind, "channel_id": str(answer.channel.id)}
    message = answer.message if kind in (6, 7) else answer.original
    if kind in (4, 5, 7) and message:
        found |= {
            "response_message_id": str(message.id), "response_message_loading": kind == 5,
            "response_message_ephemeral": message.ephemeral,
        }  # fmt: skip
        return {
            "interaction": found,
            "resource": {"type": 7 if kind == 7 else 4, "message": payloads.message(message, server.bot)},
        }
    return {"interaction": found}


def _send(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> None:
    check_message(data, files=len(files))
    answer.original = _say(server, answer, data, files)


def _say(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> Message:
    message = server.create(answer.channel, server.bot, data, files, interaction=server.metadata(answer))
    if not message.ephemeral:
        return server.publish(message)
    message.audience = answer.user
    server.whispers[message.id] = message
    return message


def _defer(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> None:
    answer.original = _say(server, answer, {"flags": LOADING | (data.get("flags") or 0) & EPHEMERAL}, {})


def _defer_update(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> None:
    if answer.message is None:
        raise bad_form("type", "There is no message to update.", "BASE_TYPE_CHOICES")


def _update(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> None:
    _defer_update(server, answer, data, files)
    check_message(data, files=len(files), update=True)
    assert answer.message
    server.change(answer.message, data, files)
    answer.message_changed = True


def _choices(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> None:
    choices = data.get("choices") or []
    if len(choices) > 25:
        raise bad_form("data.choices", "Must be 25 or fewer in length.")
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or len(str(choice["value"])) > 100:
            raise bad_form("data.choices", "Must be between 1 and 100 in length.")
    answer.choices = choices


def _modal(server: LoopbackDiscord, answer: Answer, data: Json, files: dict[str, bytes]) -> None:
    if (
        not 1 <= len(data["title"]) <= 45
        or not 1 <= len(data["custom_id"]) <= 100
        or not 1 <= len(data["components"]) <= 5
    ):
        raise bad_form("data.title", "Must be between 1 and 45 in length.")
    answer.modal = {**data, "components": numbered(data["components"])}


_KINDS = {4: _send, 5: _defer, 6: _defer_update, 7: _update, 8: _choices, 9: _modal}


# -- afterwards, with the token ----------------------------------------------------------------


def _answer(server: LoopbackDiscord, request: Request) -> Answer:
    answer = server.interactions.get(request.args["webhook_token"])
    if answer is None or request.id("webhook_id") != server.bot.id:
        raise unknown("Webhook")
    if time.monotonic() - answer.asked > server.token_life:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return answer


def _message(server: LoopbackDiscord, answer: Answer, key: str) -> Message:
    """The message a path names: ``@original`` or a follow-up's id."""
    if key == "@original":
        found = answer.original or (answer.message if answer.first in (6, 7) else None)
    else:
        found = next((m for m in answer.followups if str(m.id) == key), None)
    if found is None or found.deleted:
        raise unknown("Message")
    return found


@route("POST", HOOK, token=False)
def follow_up(server: LoopbackDiscord, request: Request) -> Json:
    if request.id("webhook_id") in server.webhooks:
        return _execute(server, request)
    answer, body = _answer(server, request), request.body or {}
    if answer.first is None:
        raise unknown("Webhook")
    check_message(body, files=len(request.files))
    if answer.loading and answer.original:  # the first follow-up fills the deferred answer
        _fill(server, answer.original, body, request.files)
        answer.touch()
        return payloads.message(answer.original, server.bot)
    answer.followups.append(message := _say(server, answer, body, request.files))
    answer.touch()
    return payloads.message(message, server.bot)


def _fill(server: LoopbackDiscord, message: Message, body: Json, files: dict[str, bytes]) -> None:
    message.flags &= ~LOADING
    server.change(message, {key: value for key, value in body.items() if key != "flags"}, files)
    message.flags |= (body.get("flags") or 0) & ~EPHEMERAL


def _execute(server: LoopbackDiscord, request: Request) -> Json:
    """An incoming webhook speaks."""
    hook = server.webhooks[request.id("webhook_id")]
    if hook.token != request.args["webhook_token"]:
        raise Refused(401, 50027, "Invalid Webhook Token")
    check_message(request.body or {}, files=len(request.files))
    message = server.create(hook.channel, hook.user, request.body or {}, request.files, webhook=hook)
    server.publish(message)
    return payloads.message(message, server.bot) if request.query.get("wait") == "true" else None


@route("GET", HOOK + "/messages/{message_id}", token=False)
def get_answer(server: LoopbackDiscord, request: Request) -> Json:
    return payloads.message(_message(server, _answer(server, request), request.args["message_id"]), server.bot)


@route("PATCH", HOOK + "/messages/{message_id}", token=False)
def edit_answer(server: LoopbackDiscord, request: Request) -> Json:
    answer, body = _answer(server, request), request.body or {}
    message = _message(server, answer, request.args["message_id"])
    check_message(body, files=len(request.files), update=True)
    if message.flags & LOADING:
        _fill(server, message, body, request.files)
    else:
        server.change(message, body, request.files)
    answer.message_changed = True
    answer.touch()
    return payloads.message(message, server.bot)


@route("DELETE", HOOK + "/messages/{message_id}", token=False)
def delete_answer(server: LoopbackDiscord, request: Request) -> Json:
    answer = _answer(server, request)
    server.delete(_message(server, answer, request.args["message_id"]))
    answer.touch()
