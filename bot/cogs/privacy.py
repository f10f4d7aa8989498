"""What everybody may ask about themselves: /privacy, /mydata, /forgetme, /optout."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Literal

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from bot.cogs.errors import answered
from bot.cogs.show import answer, wait, whisper
from bot.office import Office
from bot.render.clean import markdown
from bot.render.embeds import BLUE, Card, Field
from bot.services import rights
from bot.services.optout import consent, opt_in, opt_out
from bot.services.tools import Tools
from storage.errors import UsageError
from storage.optouts import Wish

#: Discord takes files of ten megabytes; above this the export is packed.
_LARGE = 8 << 20
_MODES = {
    "all": "Everybody's own forecast is shown to moderators, but for those who opted out.",
    "opt-out": "Your own forecast is shown to moderators unless you say no.",
    "opt-in": "Your own forecast is shown to moderators only if you say yes.",
}


class Privacy(commands.Cog):
    """Answers people about themselves alone."""

    def __init__(self, bot: commands.Bot, office: Office) -> None:
        self.bot, self.office = bot, office
        self._ask = ForgetView(self)

    async def cog_load(self) -> None:
        """Listen to the button that confirms a forgetting, also after a restart."""
        self.bot.add_view(self._ask)

    async def cog_unload(self) -> None:
        """Listen no more."""
        self._ask.stop()

    @app_commands.command()
    @app_commands.describe(forecast="Whether a forecast of your own may be shown to the moderators")
    async def privacy(
        self, interaction: discord.Interaction[Any], forecast: Literal["yes", "no"] | None = None
    ) -> None:
        """What is kept about you here, and what you can decide."""
        await wait(interaction)
        wish = await self.office.ask(_wish, _account(interaction), None if forecast is None else forecast == "yes")
        await answer(interaction, self._card(wish))

    def _card(self, wish: Wish) -> Card:
        brand = markdown(self.office.config.brand.name)
        said = {None: "You said nothing about it.", True: "You said yes.", False: "You said no."}[wish.forecast]
        fields = (
            Field("Text", "Kept, to tell gives from takes." if wish.stored else "Not kept: you opted out."),
            Field("Forecast", f"{_MODES[self.office.config.privacy.individuals]} {said} Change it: /privacy forecast."),
            Field(
                "Your rights",
                "/mydata shows everything held of you. /forgetme removes it for good. /optout keeps no text.",
            ),
        )
        text = (
            f"I read the channels I am in to show {brand} whether it gives or takes here. "
            "I never act on anybody by myself."
        )
        return Card(title="Privacy", text=text, fields=fields, color=BLUE)

    @app_commands.command()
    async def mydata(self, interaction: discord.Interaction[Any]) -> None:
        """Everything that is held of you, as a file for you alone."""
        await wait(interaction)
        found = await self.office.ask(_export, _account(interaction))
        await answer(interaction, line="Everything that is held of you:", files=[_file(found)])

    @app_commands.command()
    async def forgetme(self, interaction: discord.Interaction[Any]) -> None:
        """Remove everything about you, for good."""
        await wait(interaction)
        text = (
            "This removes your messages, your name and every figure about you, and keeps you out from now on. "
            "It cannot be taken back."
        )
        await answer(interaction, line=text, view=self._ask)

    @app_commands.command()
    @app_commands.describe(back="Take an earlier opt-out back")
    async def optout(self, interaction: discord.Interaction[Any], back: bool = False) -> None:
        """Keep none of your text and no forecast of you; what is there goes."""
        await wait(interaction)
        if back:
            await self.office.ask(_opt_in, _account(interaction))
            await answer(interaction, line="Your text is kept again from now on. What was removed does not come back.")
            return
        cleared = await self.office.ask(_opt_out, _account(interaction))
        await answer(
            interaction, line=f"Done. The text of {cleared:,} messages was removed, and none is kept from now on."
        )

    async def forget(self, interaction: discord.Interaction[Any]) -> None:
        """The person confirmed that they want to be forgotten."""
        await wait(interaction)
        count = await self.office.ask(_forget, _account(interaction))
        await whisper(interaction, f"Done. {count:,} messages of yours were removed, and nothing new is kept.")


class ForgetView(discord.ui.View):
    """One button to confirm with."""

    def __init__(self, cog: Privacy) -> None:
        super().__init__(timeout=None)
        self._cog = cog

    @discord.ui.button(label="Forget me", style=discord.ButtonStyle.danger, custom_id="gt:forgetme")
    @answered
    async def confirm(self, interaction: discord.Interaction[Any], button: discord.ui.Button[Any]) -> None:
        """Forget the person who pressed it: whoever that is, it is about them."""
        await self._cog.forget(interaction)


def _account(interaction: discord.Interaction[Any]) -> str:
    return f"discord:{interaction.user.id}"


def _wish(tools: Tools, account: str, forecast: bool | None) -> Wish:
    if forecast is not None:
        consent(tools.store, account, forecast, tools.millis)
    return tools.store.wish(account)


def _export(tools: Tools, account: str) -> bytes:
    accounts = tools.store.person(account)
    found = rights.export(tools.store, accounts, now=tools.now)
    deeds = [deed for each in accounts for deed in tools.store.deeds_by(each)]
    if deeds:
        found["decisions"] = msgspec.to_builtins(deeds)
    return msgspec.json.format(msgspec.json.encode(found), indent=2)


def _file(data: bytes) -> tuple[str, bytes]:
    if len(data) <= _LARGE:
        return "mydata.json", data
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mydata.json", data)
    return "mydata.zip", packed.getvalue()


def _opt_out(tools: Tools, account: str) -> int:
    tools.deriver.ensure()
    return opt_out(tools.deriver, account, tools.millis)


def _opt_in(tools: Tools, account: str) -> None:
    opt_in(tools.store, account)


def _forget(tools: Tools, account: str) -> int:
    """Forget a person in every table, in their decisions, and in the digests they get."""
    store, accounts = tools.store, tools.store.person(account)
    if tools.deriver.side().own & set(accounts):
        raise UsageError(
            f"You speak for {tools.brand.name}, so what you write is what is audited.",
            "Ask for your account to be taken out of the brand first.",
        )
    tools.deriver.ensure()
    with store.transaction():
        store.forget_reviews(store.traces(accounts).messages)
        for each in accounts:
            store.forget_reviewer(each)
            store.forget_digests(each)
    return rights.forget(store, accounts, tools.deriver, now=tools.now).messages
