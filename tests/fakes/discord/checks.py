"""What Discord refuses in a message: sizes, counts, forms."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.discord.errors import Refused, bad_form
from tests.fakes.discord.world import Channel, Role, User

Json = dict[str, Any]
V2 = 1 << 15
_EMBED_LIMITS = {"title": 256, "description": 4096}
_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def check_message(body: Json, *, files: int = 0, update: bool = False) -> None:
    """Raise what Discord would answer to a message of this form."""
    content = body.get("content") or ""
    if len(content) > 2000:
        raise bad_form("content", "Must be 2000 or fewer in length.")
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        raise bad_form("embeds", "Must be 10 or fewer in length.")
    for number, embed in enumerate(embeds):
        _check_embed(embed, f"embeds.{number}")
    if sum(map(embed_size, embeds)) > 6000:
        raise bad_form("embeds", "Embed size exceeds maximum size of 6000", "MAX_EMBED_SIZE_EXCEEDED")
    components = body.get("components") or []
    _check_components(components, bool((body.get("flags") or 0) & V2))
    if (body.get("flags") or 0) & V2 and (content or embeds):
        raise bad_form("content", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    if files > 10:
        raise Refused(400, 30015, "Maximum number of attachments in a message reached (10)")
    forwards = (body.get("message_reference") or {}).get("type") == 1
    holds = content.strip() or embeds or components or files or body.get("sticker_ids") or body.get("poll")
    if not (update or holds or forwards):
        raise Refused(400, 50006, "Cannot send an empty message")
    check_allowed(body.get("allowed_mentions"))


def embed_size(embed: Json) -> int:
    """The characters that count against the 6,000 of a message."""
    fields = embed.get("fields") or []
    texts = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("footer") or {}).get("text"),
        (embed.get("author") or {}).get("name"),
    ]
    texts += [text for field in fields for text in (field.get("name"), field.get("value"))]
    return sum(len(text or "") for text in texts)


def _check_embed(embed: Json, at: str) -> None:
    for name, limit in _EMBED_LIMITS.items():
        if len(embed.get(name) or "") > limit:
            raise bad_form(f"{at}.{name}", f"Must be {limit} or fewer in length.")
    fields = embed.get("fields") or []
    if len(fields) > 25:
        raise bad_form(f"{at}.fields", "Must be 25 or fewer in length.")
    for number, field in enumerate(fields):
        for name, limit in (("name", 256), ("value", 1024)):
            if not field.get(name):
                raise bad_form(f"{at}.fields.{number}.{name}", "This field is required", "BASE_TYPE_REQUIRED")
            if len(field[name]) > limit:
                raise bad_form(f"{at}.fields.{number}.{name}", f"Must be {limit} or fewer in length.")
    if len((embed.get("footer") or {}).get("text") or "") > 2048:
        raise bad_form(f"{at}.footer.text", "Must be 2048 or fewer in length.")
    if len((embed.get("author") or {}).get("name") or "") > 256:
        raise bad_form(f"{at}.author.name", "Must be 256 or fewer in length.")


def walk(components: list[Json]) -> list[Json]:
    """All components, however deep."""
    found = []
    for one in components:
        found.append(one)
        inner = [*one.get("components", []), *([one["component"]] if one.get("component") else [])]
        found += walk(inner + ([one["accessory"]] if one.get("accessory") else []))
    return found


def _check_components(components: list[Json], v2: bool) -> None:
    if len(components) > (40 if v2 else 5):
        raise bad_form("components", "Must be 5 or fewer in length.")
    everything = walk(components)
    keys = [one["custom_id"] for one in everything if one.get("custom_id") is not None]
    if len(keys) != len(set(keys)):
        raise bad_form("components", "Component custom id cannot be duplicated", "COMPONENT_CUSTOM_ID_DUPLICATED")
    for one in everything:
        _check_component(one)
    if sum(len(one.get("content", "")) for one in everything if one["type"] == 10) > 4000:
        raise bad_form("components", "Total text of a message must be 4000 or fewer in length.")


def _check_component(one: Json) -> None:
    kind = one.get("type")
    if not 0 < len(one.get("custom_id", "x")) <= 100:
        raise bad_form("components.custom_id", "Must be between 1 and 100 in length.")
    if kind == 1 and len(one["components"]) > 5:
        raise bad_form("components", "Must be 5 or fewer in length.")
    if kind == 2 and len(one.get("label") or "") > 80:
        raise bad_form("components.label", "Must be 80 or fewer in length.")
    if kind == 2 and not (one.get("label") or one.get("emoji")):
        raise bad_form("components", "A button must have a label or an emoji", "BUTTON_COMPONENT_INVALID")
    if kind == 3:
        _check_options(one.get("options") or [], one.get("placeholder") or "")


def _check_options(options: list[Json], placeholder: str) -> None:
    if not 1 <= len(options) <= 25:
        raise bad_form("components.options", "Must be between 1 and 25 in length.")
    if len({option["value"] for option in options}) != len(options):
        raise bad_form(
            "components.options",
            "The specified option value is already used",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        )
    texts = [option.get(name) or "" for option in options for name in ("label", "value", "description")]
    if (
        len(placeholder) > 150
        or any(len(text) > 100 for text in texts)
        or not all(option.get("label") for option in options)
    ):
        raise bad_form("components.options", "Must be between 1 and 100 in length.")


def check_allowed(allowed: Json | None) -> None:
    """``parse`` and an explicit list of the same kind exclude each other."""
    for kind in ("users", "roles"):
        if allowed and kind in allowed.get("parse", []) and allowed.get(kind):
            raise bad_form("allowed_mentions", f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.')
        if allowed and len(allowed.get(kind) or []) > 100:
            raise bad_form(f"allowed_mentions.{kind}", "Must be 100 or fewer in length.")


def named(content: str, channel: Channel) -> tuple[list[User], list[Role], bool]:
    """Users and roles a text names, and whether it says @everyone."""
    guild = channel.guild
    people = {m.user.id: m.user for m in guild.members.values()} if guild else {u.id: u for u in channel.recipients}
    users = [people[int(key)] for key in dict.fromkeys(_MENTION.findall(content)) if int(key) in people]
    roles = [
        guild.roles[int(key)] for key in dict.fromkeys(_ROLE.findall(content)) if guild and int(key) in guild.roles
    ]
    return users, roles, bool(_EVERYONE.search(content))


def pinged(
    users: list[User], roles: list[Role], everyone: bool, answered: User | None, allowed: Json | None, channel: Channel
) -> list[User]:
    """Who gets a notification, by the rules of ``allowed_mentions`` (all of them when absent)."""
    parse = (
        set(allowed.get("parse", ["users", "roles", "everyone"] if not allowed else []))
        if allowed is not None
        else {"users", "roles", "everyone"}
    )
    ids = {int(key) for kind in ("users", "roles") for key in (allowed or {}).get(kind) or []}
    members = list(channel.guild.members.values()) if channel.guild else []
    found = [u for u in users if "users" in parse or u.id in ids]
    hit = [r for r in roles if "roles" in parse or r.id in ids]
    found += [m.user for m in members if set(hit) & set(m.roles) or (everyone and "everyone" in parse)]
    if answered and (allowed is None or allowed.get("replied_user", False)):
        found.append(answered)
    return list(dict.fromkeys(found))
