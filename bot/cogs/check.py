"""Before you hit send: /check judges a draft, and a menu judges what was already said."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from analyzers.drafts import DraftCheck
from bot.cogs.show import answer, wait
from bot.cogs.suggest import communities_like
from bot.office import Office
from bot.render.embeds_check import check_card
from bot.services.check import check
from bot.services.tools import Tools

Draft = app_commands.Range[str, 1, 4000]


class Check(commands.Cog):
    """Judges texts; nothing of them is kept."""

    def __init__(self, bot: commands.Bot, office: Office) -> None:
        self.bot, self.office = bot, office
        self._menu = app_commands.ContextMenu(name="Audit this message", callback=self.audit_menu)

    async def cog_load(self) -> None:
        """Offer the menu."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take it back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    @app_commands.describe(draft="The text you would send", community="Where you would send it (default: here)")
    @app_commands.autocomplete(community=communities_like)
    async def check(self, interaction: discord.Interaction[Any], draft: Draft, community: str = "") -> None:
        """Before you hit send: is this draft a give or a take, and what would it do to the balance?"""
        await wait(interaction)
        await answer(interaction, check_card(await self.office.ask(_check, draft, community, _here(interaction))))

    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    async def audit_menu(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Judge a message as if it were the brand's draft."""
        await wait(interaction)
        found = await self.office.ask(_check, message.content, "", _here(interaction))
        await answer(interaction, check_card(found))


def _here(interaction: discord.Interaction[Any]) -> str:
    return f"discord:{interaction.guild_id}"


def _check(tools: Tools, text: str, community: str, here: str) -> DraftCheck:
    tools.deriver.ensure()
    where = community or (here if here in tools.store.communities() else None)
    return check(
        tools.store, tools.brand, tools.classifier, text, community=where, days=30, section=tools.config.report
    )
