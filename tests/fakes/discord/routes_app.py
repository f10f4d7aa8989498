"""Routes about the bot itself: who it is, where the gateway is, its commands, direct message channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.discord import payloads
from tests.fakes.discord.errors import Refused, bad_form, unknown
from tests.fakes.discord.rest import Request, route
from tests.fakes.discord.world import snowflake

if TYPE_CHECKING:
    from tests.fakes.discord.server import LoopbackDiscord

Json = Any


@route("GET", "/users/@me")
def me(server: LoopbackDiscord, request: Request) -> Json:
    return payloads.me(server.bot)


@route("GET", "/users/{user_id}")
def user(server: LoopbackDiscord, request: Request) -> Json:
    return payloads.user(server.find_user(request.id("user_id")))


@route("GET", "/oauth2/applications/@me")
def application(server: LoopbackDiscord, request: Request) -> Json:
    return payloads.application(server.bot, server.owner, server.flags)


@route("GET", "/gateway", token=False)
def gateway(server: LoopbackDiscord, request: Request) -> Json:
    return {"url": server.gateway_url}


@route("GET", "/gateway/bot")
def gateway_bot(server: LoopbackDiscord, request: Request) -> Json:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": server.gateway_url, "shards": 1, "session_start_limit": limit}


@route("POST", "/users/@me/channels")
def open_dm(server: LoopbackDiscord, request: Request) -> Json:
    who = server.find_user(int(request.body["recipient_id"]))
    return payloads.channel(server.dm(who), server.bot)


@route("GET", "/users/@me/guilds")
def guilds(server: LoopbackDiscord, request: Request) -> Json:
    return [
        {
            "id": str(g.id),
            "name": g.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": "0",
            "features": [],
        }
        for g in server.guilds.values()
    ]


# -- commands ----------------------------------------------------------------------------------


@route("GET", "/applications/{application_id}/commands")
@route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def commands(server: LoopbackDiscord, request: Request) -> Json:
    return server.commands.get(_scope(server, request), [])


@route("PUT", "/applications/{application_id}/commands")
@route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def replace_commands(server: LoopbackDiscord, request: Request) -> Json:
    scope = _scope(server, request)
    for number, body in enumerate(request.body):
        _check_command(body, str(number))
    _check_counts(request.body)
    known = {(c["name"], c["type"]): c for c in server.commands.get(scope, [])}
    server.commands[scope] = [_command(server, body, scope, known) for body in request.body]
    return server.commands[scope]


@route("POST", "/applications/{application_id}/commands")
@route("POST", "/applications/{application_id}/guilds/{guild_id}/commands")
def add_command(server: LoopbackDiscord, request: Request) -> Json:
    scope = _scope(server, request)
    _check_command(request.body, "0")
    known = {(c["name"], c["type"]): c for c in server.commands.get(scope, [])}
    made = _command(server, request.body, scope, known)
    others = [c for c in server.commands.get(scope, []) if (c["name"], c["type"]) != (made["name"], made["type"])]
    server.commands[scope] = [*others, made]
    _check_counts(server.commands[scope])
    return made


@route("DELETE", "/applications/{application_id}/commands/{command_id}")
@route("DELETE", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}")
def remove_command(server: LoopbackDiscord, request: Request) -> Json:
    scope = _scope(server, request)
    kept = [c for c in server.commands.get(scope, []) if c["id"] != request.args["command_id"]]
    if len(kept) == len(server.commands.get(scope, [])):
        raise unknown("application command")
    server.commands[scope] = kept


def _scope(server: LoopbackDiscord, request: Request) -> int:
    """The guild of a command; 0 is global."""
    if request.id("application_id") != server.bot.id:
        raise Refused(403, 20012, "You are not authorized to perform this action on this application")
    return server.find_guild(request.id("guild_id")).id if "guild_id" in request.args else 0


def _command(server: LoopbackDiscord, body: Json, scope: int, known: dict[tuple[str, int], Json]) -> Json:
    kind = body.get("type", 1)
    before = known.get((body["name"], kind), {})
    made = {
        "id": before.get("id", str(snowflake())), "application_id": str(server.bot.id), "version": str(snowflake()),
        "default_member_permissions": body.get("default_member_permissions"), "type": kind, "name": body["name"],
        "description": body.get("description") or "", "nsfw": bool(body.get("nsfw")),
        "contexts": body.get("contexts"), "integration_types": body.get("integration_types") or [0],
    }  # fmt: skip
    if made["default_member_permissions"] is not None:
        made["default_member_permissions"] = str(made["default_member_permissions"])
    if body.get("options"):
        made["options"] = body["options"]
    return {**made, "guild_id": str(scope)} if scope else made


def _check_counts(bodies: list[Json]) -> None:
    for kind, limit in ((1, 100), (2, 15), (3, 15)):
        named = [body["name"] for body in bodies if body.get("type", 1) == kind]
        if len(named) > limit:
            raise Refused(400, 30032, f"Maximum number of application commands reached ({limit}).")
        if len(named) != len(set(named)):
            raise bad_form("0", "Application command names must be unique", "APPLICATION_COMMANDS_DUPLICATE_NAME")


def _check_command(body: Json, at: str, *, option: bool = False) -> None:
    """Names, descriptions, options: how many and how long."""
    chat = option or body.get("type", 1) == 1
    if not 1 <= len(body.get("name", "")) <= 32 or (
        chat and (body["name"] != body["name"].lower() or " " in body["name"])
    ):
        raise bad_form(f"{at}.name", "Command name is invalid", "APPLICATION_COMMAND_INVALID_NAME")
    if chat and not 1 <= len(body.get("description", "")) <= 100:
        raise bad_form(f"{at}.description", "Must be between 1 and 100 in length.")
    if not chat and body.get("description"):
        raise bad_form(f"{at}.description", "Context menu commands cannot have description")
    options = body.get("options") or []
    if len(options) > 25:
        raise bad_form(f"{at}.options", "Must be 25 or fewer in length.")
    for each in options:
        _check_command(each, f"{at}.options", option=True)
        if len(each.get("choices") or []) > 25:
            raise bad_form(f"{at}.options.choices", "Must be 25 or fewer in length.")
    flags = [bool(each.get("required")) for each in options if each["type"] > 2]
    if flags != sorted(flags, reverse=True):
        raise bad_form(
            f"{at}.options",
            "Required options must be placed before non-required options",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        )
