"""The world as Discord's JSON, for REST answers and gateway events alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from tests.fakes.discord.permissions import permissions
from tests.fakes.discord.world import DM, FORUM, Channel, Guild, Member, Message, Role, User, snowflake_time

Json = dict[str, Any]


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def user(who: User) -> Json:
    found: Json = {
        "id": str(who.id),
        "username": who.name,
        "discriminator": "0000" if who.bot else "0",
        "global_name": who.display,
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return {**found, "bot": True} if who.bot else found


def me(who: User) -> Json:
    return {**user(who), "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def application(who: User, owner: User, flags: int) -> Json:
    return {
        "id": str(who.id), "name": who.name, "icon": None, "description": "", "type": None, "bot": user(who),
        "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [], "interactions_endpoint_url": None, "role_connections_verification_url": None,
        "owner": user(owner), "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "team": None,
        "eligible_oauth2_scopes": [],
    }  # fmt: skip


def role(one: Role) -> Json:
    return {
        "id": str(one.id), "name": one.name, "permissions": str(one.permissions), "position": one.position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": False,
        "mentionable": one.mentionable, "icon": None, "unicode_emoji": None, "flags": 0,
    }  # fmt: skip


def member(one: Member, *, with_user: bool = True) -> Json:
    found: Json = {
        "avatar": None, "banner": None, "communication_disabled_until": None, "flags": 0, "joined_at": iso(one.joined),
        "nick": one.nick, "pending": False, "premium_since": None, "roles": [str(r.id) for r in one.roles],
        "mute": False, "deaf": False,
    }  # fmt: skip
    return {**found, "user": user(one.user)} if with_user else found


def channel(one: Channel, viewer: User) -> Json:
    if one.is_thread:
        return thread(one, viewer)
    found: Json = {
        "id": str(one.id),
        "type": one.kind,
        "flags": 0,
        "last_message_id": str(one.last_message) if one.last_message else None,
    }
    if one.kind == DM:
        return {**found, "recipients": [user(who) for who in one.recipients if who is not viewer]}
    assert one.guild
    found |= {
        "guild_id": str(one.guild.id), "name": one.name, "position": 0, "topic": one.topic, "nsfw": False,
        "parent_id": str(one.parent.id) if one.parent else None, "rate_limit_per_user": 0,
        "permission_overwrites": [_overwrite(one, key) for key in one.overwrites],
    }  # fmt: skip
    if one.kind == FORUM:
        found |= {
            "available_tags": [],
            "default_sort_order": None,
            "default_forum_layout": 0,
            "default_reaction_emoji": None,
        }
    return found


def _overwrite(one: Channel, key: int) -> Json:
    assert one.guild
    allow, deny = one.overwrites[key]
    return {"id": str(key), "type": 0 if key in one.guild.roles else 1, "allow": str(allow), "deny": str(deny)}


def thread(one: Channel, viewer: User) -> Json:
    assert one.guild and one.parent and one.owner
    count = len(one.messages)
    found: Json = {
        "id": str(one.id), "type": one.kind, "flags": 0, "guild_id": str(one.guild.id), "name": one.name,
        "parent_id": str(one.parent.id), "owner_id": str(one.owner.id), "rate_limit_per_user": 0,
        "last_message_id": str(one.last_message) if one.last_message else None,
        "message_count": count, "total_message_sent": count, "member_count": max(1, min(50, len(one.joined))),
        "thread_metadata": {
            "archived": one.archived, "archive_timestamp": iso(one.archived_at), "auto_archive_duration": 1440,
            "locked": False, "create_timestamp": iso(snowflake_time(one.id)),
        },
    }  # fmt: skip
    if viewer.id in one.joined:
        found["member"] = thread_member(one, viewer)
    return found


def thread_member(one: Channel, viewer: User) -> Json:
    return {"id": str(one.id), "user_id": str(viewer.id), "join_timestamp": iso(snowflake_time(one.id)), "flags": 0}


def emoji(name: str) -> Json:
    """``👍`` or ``name:id``."""
    plain, _, number = unquote(name).partition(":")
    return {"id": number or None, "name": plain, "animated": False} if number else {"id": None, "name": plain}


def _reaction(name: str, users: list[User], viewer: User) -> Json:
    return {
        "emoji": emoji(name), "count": len(users), "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [], "me_burst": False, "me": viewer in users,
    }  # fmt: skip


def message(one: Message, viewer: User, *, deep: bool = True, content: bool = True) -> Json:
    """A message as REST answers it; without ``content`` what a bot without the intent gets."""
    found: Json = {
        "id": str(one.id), "channel_id": str(one.channel.id), "type": one.kind, "author": user(one.author),
        "content": one.content if content else "", "timestamp": iso(snowflake_time(one.id)),
        "edited_timestamp": iso(one.edited) if one.edited else None, "tts": False,
        "mention_everyone": one.mention_everyone,
        "mentions": [user(who) for who in one.mentions], "mention_roles": [str(r.id) for r in one.mention_roles],
        "attachments": one.attachments if content else [], "embeds": one.embeds if content else [],
        "components": one.components if content else [], "pinned": False, "flags": one.flags,
    }  # fmt: skip
    if one.reactions:
        found["reactions"] = [_reaction(name, users, viewer) for name, users in one.reactions.items()]
    if one.webhook:
        found["webhook_id"] = str(one.webhook.id)
    if one.nonce is not None:
        found["nonce"] = one.nonce
    if one.thread and not one.thread.deleted:
        found["thread"] = thread(one.thread, viewer)
    if one.interaction:
        found["interaction_metadata"] = one.interaction
    if one.author is viewer:
        found["application_id"] = str(viewer.id)
    if deep:
        found |= _references(one, viewer, content)
    return found


def _references(one: Message, viewer: User, content: bool) -> Json:
    if not one.reference:
        return {}
    found: Json = {"message_reference": one.reference}
    if one.snapshots:
        return {**found, "message_snapshots": one.snapshots if content else []}
    answered = one.channel.messages.get(int(one.reference.get("message_id", 0)))
    if one.kind == 19:
        found["referenced_message"] = message(answered, viewer, deep=False, content=content) if answered else None
    if one.odd:
        one.odd(found)
    return found


def guild(one: Guild, viewer: User, *, members: bool) -> Json:
    """GUILD_CREATE: what ``viewer`` may see of a guild; all members with the intent, else the viewer alone."""
    seen = [c for c in one.channels.values() if not c.deleted and (permissions(viewer, c) or not c.is_thread)]
    people = [m for m in one.members.values() if members or m.user is viewer]
    return {
        **_bare_guild(one),
        "member_count": len(one.members), "large": False, "unavailable": False,
        "joined_at": iso(snowflake_time(one.id)),
        "members": [member(m) for m in people], "presences": [], "voice_states": [], "stage_instances": [],
        "guild_scheduled_events": [], "soundboard_sounds": [],
        "channels": [channel(c, viewer) for c in seen if not c.is_thread],
        "threads": [thread(c, viewer) for c in seen if c.is_thread and not c.archived],
    }  # fmt: skip


def _bare_guild(one: Guild) -> Json:
    return {
        "id": str(one.id), "name": one.name, "icon": None, "description": None, "home_header": None, "splash": None,
        "discovery_splash": None, "features": [], "banner": None, "owner_id": str(one.owner.id), "application_id": None,
        "region": "us-west", "afk_channel_id": None, "afk_timeout": 300, "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False, "widget_channel_id": None, "verification_level": 0,
        "roles": [role(r) for r in one.roles.values()], "default_message_notifications": 0, "mfa_level": 0,
        "explicit_content_filter": 0, "max_presences": None, "max_members": 500000, "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25, "vanity_url_code": None, "premium_tier": 0, "premium_subscription_count": 0,
        "preferred_locale": "en-US", "rules_channel_id": None, "safety_alerts_channel_id": None,
        "public_updates_channel_id": None, "premium_progress_bar_enabled": False, "nsfw": False, "nsfw_level": 0,
        "emojis": [], "stickers": [], "incidents_data": None,
    }  # fmt: skip


def rest_guild(one: Guild) -> Json:
    """A guild as ``GET /guilds/{id}`` answers it."""
    return {**_bare_guild(one), "approximate_member_count": len(one.members), "approximate_presence_count": 1}
