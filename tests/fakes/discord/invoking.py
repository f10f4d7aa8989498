"""Commands and menus that people use; each returns what they see."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.permissions import ADMINISTRATOR, guild_permissions, permissions
from tests.fakes.discord.replies import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Answer, NoAnswer, NotOffered
from tests.fakes.discord.talk import Talk
from tests.fakes.discord.world import Channel, Message, Role, User

Json = dict[str, Any]
CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
_SUBCOMMAND, _GROUP, _USER, _CHANNEL, _ROLE, _MENTIONABLE = 1, 2, 6, 7, 8, 9


class Commands(Talk):
    """The part of the server where people use commands."""

    commands: dict[int, list[Json]]
    interactions: dict[str, Answer]
    whispers: dict[int, Message]
    first_answer_within: float

    # -- commands ------------------------------------------------------------------------------

    async def slash(self, user: User, channel: Channel, name: str, /, *, wait: float = 10.0, **options: Any) -> Answer:
        """``/name`` (subcommands after blanks) with options; waits for something final to see."""
        command, path, declared = self._command(user, channel, name)
        data = self._invoked(command, self._options(declared, options, channel), path)
        return await self._ask(COMMAND, user, channel, data, wait=wait)

    async def autocomplete(
        self, user: User, channel: Channel, name: str, option: str, typed: str = "", **others: Any
    ) -> list[Json]:
        """The choices offered while ``option`` is being typed."""
        command, path, declared = self._command(user, channel, name)
        if not next((o for o in declared if o["name"] == option), {}).get("autocomplete"):
            raise NotOffered(f"/{name} {option} has no autocompletion")
        given = self._options(declared, others, channel, partial=True)
        kind = next(o["type"] for o in declared if o["name"] == option)
        given["options"].append({"name": option, "type": kind, "value": typed, "focused": True})
        answer = await self._ask(AUTOCOMPLETE, user, channel, self._invoked(command, given, path))
        return answer.choices or []

    async def message_menu(self, user: User, message: Message, name: str, *, wait: float = 10.0) -> Answer:
        """Apps > ``name`` on a message."""
        command = self._find(user, message.channel, name, MESSAGE_MENU)
        resolved = {"messages": {str(message.id): payloads.message(message, self.bot)}}
        data = self._invoked(command, {"resolved": resolved}, []) | {"target_id": str(message.id)}
        return await self._ask(COMMAND, user, message.channel, data, wait=wait)

    async def user_menu(self, user: User, channel: Channel, target: User, name: str, *, wait: float = 10.0) -> Answer:
        """Apps > ``name`` on a person."""
        command = self._find(user, channel, name, USER_MENU)
        data = self._invoked(command, {"resolved": self._resolved_user(target, channel)}, [])
        return await self._ask(COMMAND, user, channel, data | {"target_id": str(target.id)}, wait=wait)

    def _command(self, user: User, channel: Channel, name: str) -> tuple[Json, list[Json], list[Json]]:
        """The command, the subcommands on the way, and the options of the last."""
        first, *rest = name.split()
        command = self._find(user, channel, first, CHAT)
        path, options = [], command.get("options") or []
        for part in rest:
            step = next((o for o in options if o["name"] == part and o["type"] in (_SUBCOMMAND, _GROUP)), None)
            if step is None:
                raise NotOffered(f"/{name} has no {part!r}")
            path.append(step)
            options = step.get("options") or []
        return command, path, options

    def _find(self, user: User, channel: Channel, name: str, kind: int) -> Json:
        scope = channel.guild.id if channel.guild else 0
        found = [*self.commands.get(scope, []), *self.commands.get(0, [])]
        command = next((c for c in found if c["name"] == name and c["type"] == kind), None)
        if command is None:
            raise NotOffered(f"no command {name!r} here; there are {sorted(c['name'] for c in found)}")
        needed = command["default_member_permissions"]
        has = guild_permissions(user, channel.guild) if channel.guild else 0
        bound = channel.guild and needed is not None and not has & ADMINISTRATOR
        if bound and (int(needed) == 0 or int(needed) & ~has):
            raise NotOffered(f"{user.name} lacks the permission for {name!r}")
        return command

    @staticmethod
    def _invoked(command: Json, given: Json, path: list[Json]) -> Json:
        options = given.get("options")
        for step in reversed(path):
            options = [{"name": step["name"], "type": step["type"], "options": options or []}]
        data = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if given.get("resolved"):
            data["resolved"] = given["resolved"]
        return {**data, "options": options} if options else data

    def _options(self, declared: list[Json], given: Json, channel: Channel, *, partial: bool = False) -> Json:
        known = {option["name"]: option for option in declared}
        if wrong := given.keys() - known.keys():
            raise NotOffered(f"no option {sorted(wrong)}; there are {sorted(known)}")
        missing = [n for n, option in known.items() if option.get("required") and n not in given]
        if missing and not partial:
            raise NotOffered(f"missing {missing}")
        options, resolved = [], {}
        for name, value in given.items():
            option = known[name]
            _check_value(option, value)
            thing = isinstance(value, User | Channel | Role)
            for kind, found in self._resolved(value, channel).items() if thing else ():
                resolved.setdefault(kind, {}).update(found)
            options.append({"name": name, "type": option["type"], "value": str(value.id) if thing else value})
        return {"options": options, "resolved": resolved}

    def _resolved(self, value: User | Channel | Role, channel: Channel) -> Json:
        if isinstance(value, User):
            return self._resolved_user(value, channel)
        if isinstance(value, Role):
            return {"roles": {str(value.id): payloads.role(value)}}
        found = {**payloads.channel(value, self.bot), "permissions": str(permissions(self.bot, value))}
        return {"channels": {str(value.id): found}}

    @staticmethod
    def _resolved_user(target: User, channel: Channel) -> Json:
        found: Json = {"users": {str(target.id): payloads.user(target)}}
        if channel.guild and target.id in channel.guild.members:
            member = payloads.member(channel.guild.members[target.id], with_user=False)
            found["members"] = {
                str(target.id): {**member, "permissions": str(guild_permissions(target, channel.guild))}
            }
        return found

    # -- the round trip ------------------------------------------------------------------------

    async def _ask(
        self, kind: int, user: User, channel: Channel, data: Json, *, message: Message | None = None, wait: float = 10.0
    ) -> Answer:
        """Send an interaction and wait for the answer. Raises NoAnswer when none comes in time."""
        answer = Answer(kind, user, channel, data, message)
        self.interactions[answer.token] = answer
        sessions = [session for session in self.gateway.sessions.values() if session.holds(channel.guild)]
        session = max(sessions, key=lambda one: one.socket is not None, default=None)
        if session is None:
            raise NoAnswer("the bot is offline")
        session.dispatch("INTERACTION_CREATE", self._interaction(answer))
        await self._until(answer, lambda: answer.first is not None, self.first_answer_within + 0.1)
        if answer.first is None:
            raise NoAnswer("no answer within 3 seconds")
        with contextlib.suppress(TimeoutError):
            await self._until(answer, lambda: answer.settled, wait)
        return answer

    @staticmethod
    async def _until(answer: Answer, holds: Any, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not holds():
                    answer.changed.clear()
                    await answer.changed.wait()

    def _interaction(self, answer: Answer) -> Json:
        channel, user = answer.channel, answer.user
        found: Json = {
            "id": str(answer.id), "application_id": str(self.bot.id), "type": answer.kind, "token": answer.token,
            "version": 1,
            "data": answer.data, "channel_id": str(channel.id), "locale": "en-US", "entitlements": [],
            "entitlement_sku_ids": [],
            "channel": {**payloads.channel(channel, self.bot), "permissions": str(permissions(user, channel))},
            "app_permissions": str(permissions(self.bot, channel)), "attachment_size_limit": 10 << 20,
            "authorizing_integration_owners": {"0": str(channel.guild.id if channel.guild else 0)},
            "context": 0 if channel.guild else 1,
        }  # fmt: skip
        if answer.message:
            found["message"] = payloads.message(answer.message, self.bot)
        if channel.guild is None:
            return {**found, "user": payloads.user(user)}
        member = {**payloads.member(channel.guild.members[user.id]), "permissions": str(permissions(user, channel))}
        place = {"id": str(channel.guild.id), "locale": "en-US", "features": []}
        return {**found, "member": member, "guild_id": str(channel.guild.id), "guild": place, "guild_locale": "en-US"}

    def metadata(self, answer: Answer) -> Json:
        """What a message says of the interaction it answers."""
        owners = {"0": str(answer.channel.guild.id if answer.channel.guild else 0)}
        found: Json = {
            "id": str(answer.id),
            "type": answer.kind,
            "user": payloads.user(answer.user),
            "authorizing_integration_owners": owners,
        }
        if answer.kind == COMPONENT and answer.message:
            found["interacted_message_id"] = str(answer.message.id)
        if answer.kind == MODAL:
            found["triggering_interaction_metadata"] = {**found, "type": COMMAND}
        return found


def _check_value(option: Json, value: Any) -> None:
    """What Discord's client lets a person enter."""
    kind, name = option["type"], option["name"]
    wanted = {
        3: str,
        4: int,
        5: bool,
        _USER: User,
        _CHANNEL: Channel,
        _ROLE: Role,
        _MENTIONABLE: (User, Role),
        10: (int, float),
    }[kind]
    if not isinstance(value, wanted) or (kind == 4 and isinstance(value, bool)):
        raise NotOffered(f"{name} is no {wanted}: {value!r}")
    if option.get("choices") and value not in [choice["value"] for choice in option["choices"]]:
        raise NotOffered(f"{name}: {value!r} is not among the choices")
    size = len(value) if kind == 3 else value
    low, high = (option.get(f"{end}_{'length' if kind == 3 else 'value'}") for end in ("min", "max"))
    if kind in (3, 4, 10) and ((low is not None and size < low) or (high is not None and size > high)):
        raise NotOffered(f"{name}: {value!r} is not within {low} and {high}")
