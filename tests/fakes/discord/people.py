"""Buttons, select menus and dialogs that people use; each returns what they see."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.checks import walk
from tests.fakes.discord.invoking import Commands
from tests.fakes.discord.permissions import VIEW_CHANNEL, permissions
from tests.fakes.discord.replies import COMPONENT, MODAL, Answer, NotOffered
from tests.fakes.discord.world import Message, User

Json = dict[str, Any]


class People(Commands):
    """The part of the server where people use the bot."""

    async def click(self, user: User, message: Message | Answer, label: str, *, wait: float = 10.0) -> Answer:
        """Press the button with this label or custom_id."""
        on = self._shown(user, message)
        button = next(
            (c for c in walk(on.components) if c["type"] == 2 and label in (c.get("label"), c.get("custom_id"))), None
        )
        if button is None or button.get("disabled") or not button.get("custom_id"):
            raise NotOffered(
                f"no button {label!r}; there are {[c.get('label') for c in walk(on.components) if c['type'] == 2]}"
            )
        data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        return await self._ask(COMPONENT, user, on.channel, data, message=on, wait=wait)

    async def select(
        self, user: User, message: Message | Answer, custom_id: str, *values: Any, wait: float = 10.0
    ) -> Answer:
        """Choose values (strings, or users, roles and channels) in a select menu."""
        on = self._shown(user, message)
        menu = next(
            (
                c
                for c in walk(on.components)
                if c["type"] in (3, 5, 6, 7, 8) and custom_id in (c.get("custom_id"), c.get("placeholder"))
            ),
            None,
        )
        if menu is None or menu.get("disabled"):
            raise NotOffered(f"no select menu {custom_id!r}")
        offered = {option["value"] for option in menu.get("options", [])}
        if menu["type"] == 3 and set(values) - offered:
            raise NotOffered(f"{values} not among {sorted(offered)}")
        data: Json = {"component_type": menu["type"], "custom_id": menu["custom_id"], "id": menu["id"]}
        data["values"] = [value if isinstance(value, str) else str(value.id) for value in values]
        resolved: Json = {}
        for value in (v for v in values if not isinstance(v, str)):
            for kind, found in self._resolved(value, on.channel).items():
                resolved.setdefault(kind, {}).update(found)
        if menu["type"] != 3:
            data["resolved"] = resolved
        return await self._ask(COMPONENT, user, on.channel, data, message=on, wait=wait)

    async def submit(self, answer: Answer, *, wait: float = 10.0, **values: str) -> Answer:
        """Fill in and send the dialog that an answer opened; fields by custom_id."""
        if answer.modal is None:
            raise NotOffered("no dialog is open")
        filled = [_filled(one, values) for one in answer.modal["components"]]
        data = {"custom_id": answer.modal["custom_id"], "components": filled}
        return await self._ask(MODAL, answer.user, answer.channel, data, message=answer.message, wait=wait)

    def _shown(self, user: User, message: Message | Answer) -> Message:
        on = message.shown if isinstance(message, Answer) else message
        if on is None or on.deleted or (on.audience and on.audience is not user):
            raise NotOffered("this person does not see such a message")
        if not on.audience and on.channel.guild and not permissions(user, on.channel) & VIEW_CHANNEL:
            raise NotOffered(f"{user.name} does not see {on.channel.name}")
        return on


def _filled(component: Json, values: dict[str, str]) -> Json:
    """A dialog's component as it is sent back."""
    if component["type"] == 18:
        return {"type": 18, "id": component["id"], "component": _filled(component["component"], values)}
    if component["type"] == 1:
        return {
            "type": 1,
            "id": component["id"],
            "components": [_filled(one, values) for one in component["components"]],
        }
    if component["type"] == 10:
        return {"type": 10, "id": component["id"]}
    given = values.get(component["custom_id"], component.get("value") or "")
    if component["type"] != 4:
        return {
            "type": component["type"],
            "id": component["id"],
            "custom_id": component["custom_id"],
            "values": [given] if given else [],
        }
    limit = component.get("max_length") or 4000
    if (
        len(given) > limit
        or len(given) < (component.get("min_length") or 0)
        or (component.get("required", True) and not given)
    ):
        raise NotOffered(f"{component['custom_id']}: {given!r} does not fit")
    return {"type": 4, "id": component["id"], "custom_id": component["custom_id"], "value": given}
