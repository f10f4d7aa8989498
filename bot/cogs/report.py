"""How the brand stands, in Discord: /report, /ratio, /relationships, /relationship, /next."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Literal, Self

import discord
from discord import app_commands
from discord.ext import commands

from analyzers.balance import Balance
from analyzers.evidence import Contact
from analyzers.reports import Report
from analyzers.verdict import judge
from bot.cogs.errors import answered
from bot.cogs.show import answer, redraw, wait
from bot.cogs.sight import Threads, by_member
from bot.cogs.suggest import members_like, places_like
from bot.office import Office
from bot.render.clean import link, markdown
from bot.render.embeds import words
from bot.render.embeds_report import next_card, pages, ratio_card, relationship_card, relationships_card, report_card
from bot.render.pictures import balance_picture
from bot.render.veil import blank, veiled
from bot.render.words import near_date, stretch
from bot.services.link import find_account, members
from bot.services.report import contacts, with_state
from bot.services.tools import Tools
from bot.views import Sees
from storage.errors import NothingToReportError, UsageError
from storage.models import Relationship

Days = app_commands.Range[int, 1, 3650]
State = Literal["Growing", "Strong", "Weakening", "Failed"]
CHART = "balance.png"
_LAST_WORDS = 5
_TEMPLATE = re.compile(r"gt:people:(?P<state>\w*):(?P<page>\d+):(?P<way>back|on)")


class PageButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_TEMPLATE):
    """Turns a page of the relationships; its id says which state and which page to show."""

    def __init__(self, state: str, page: int, way: str, *, disabled: bool = False) -> None:
        key = f"gt:people:{state}:{page}:{way}"
        label = {"back": "◀ Back", "on": "Next ▶"}[way]
        super().__init__(discord.ui.Button(label=label, custom_id=key, disabled=disabled))
        self.state, self.page = state, page

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: Any, match: re.Match[str], /) -> Self:
        """The button that was pressed, whenever its list was made."""
        return cls(match["state"], int(match["page"]), match["way"])

    @answered
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the other page."""
        cog = interaction.client.get_cog("Reports")
        if isinstance(cog, Reports):
            await interaction.response.defer()
            card, view = await cog.people(self.state, self.page)
            await redraw(interaction, card, view=view)


def sees(interaction: discord.Interaction[Any], threads: Threads) -> Sees:
    """What the person who asks could read."""
    member = interaction.user if isinstance(interaction.user, discord.Member) else None
    return by_member(interaction.guild, member, threads)


class Reports(commands.Cog):
    """Answers with the report, or a part of it."""

    def __init__(self, bot: commands.Bot, office: Office) -> None:
        self.bot, self.office = bot, office
        self._menu = app_commands.ContextMenu(name="Relationship", callback=self.relationship_menu)

    async def cog_load(self) -> None:
        """Offer the menu and listen to the page buttons."""
        self.bot.add_dynamic_items(PageButton)
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take both back."""
        self.bot.remove_dynamic_items(PageButton)
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    @app_commands.describe(days="How many days back (default: 30)")
    async def report(self, interaction: discord.Interaction[Any], days: Days = 30) -> None:
        """Do we give or do we take, and where is each relationship going?"""
        await wait(interaction)
        made = veiled(await self.office.ask(_report, days), sees(interaction, self.office.threads))
        picture = await asyncio.to_thread(balance_picture, made)
        files = [(CHART, picture)] if picture else []
        await answer(interaction, report_card(made, image=CHART if picture else ""), files=files)

    @app_commands.command()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    @app_commands.describe(
        where="A community or channel (default: everywhere)", days="How many days back (default: 30)"
    )
    @app_commands.autocomplete(where=places_like)
    async def ratio(self, interaction: discord.Interaction[Any], where: str = "", days: Days = 30) -> None:
        """The share of takes, everywhere or in one place."""
        await wait(interaction)
        made = veiled(await self.office.ask(_report, days), sees(interaction, self.office.threads))
        row = _row(made, where)
        name = row.name if where else ""
        await answer(interaction, ratio_card(name, row, judge(row).sentence, f"{stretch(made.period)}, UTC"))

    @app_commands.command()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    @app_commands.describe(state="Only those in this state")
    async def relationships(self, interaction: discord.Interaction[Any], state: State | None = None) -> None:
        """The relationships, those that need care first."""
        await wait(interaction)
        card, view = await self.people(state or "", 0)
        await answer(interaction, card, view=view)

    @app_commands.command()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    @app_commands.describe(member="Their name or id")
    @app_commands.autocomplete(member=members_like)
    async def relationship(self, interaction: discord.Interaction[Any], member: str) -> None:
        """One person: where the relationship stands, why, and what was last said."""
        await self._relationship(interaction, member)

    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    async def relationship_menu(self, interaction: discord.Interaction[Any], user: discord.User) -> None:
        """The same for the person that was clicked."""
        await self._relationship(interaction, f"discord:{user.id}")

    @app_commands.command()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    async def next(self, interaction: discord.Interaction[Any]) -> None:
        """The best gives today: whom to answer, and to whom to write."""
        await wait(interaction)
        made = await self.office.ask(_report, 30)
        await answer(interaction, next_card(veiled(made, sees(interaction, self.office.threads))))

    async def people(self, state: str, page: int) -> tuple[Any, discord.ui.View | None]:
        """One page of the relationships and its buttons."""
        made = await self.office.ask(_report, 30)
        found = with_state(made.relationships, state or None)
        last = pages(found) - 1
        shown = min(page, last)
        card = relationships_card(made, found, shown, state)
        if not last:
            return card, None
        view = discord.ui.View(timeout=None)
        view.add_item(PageButton(state, max(0, shown - 1), "back", disabled=shown == 0))
        view.add_item(PageButton(state, min(last, shown + 1), "on", disabled=shown == last))
        return card, view

    async def _relationship(self, interaction: discord.Interaction[Any], member: str) -> None:
        await wait(interaction)
        made, each, said = await self.office.ask(_one, member)
        shown = [_last_words(blank(contact, sees(interaction, self.office.threads)), made) for contact in said]
        await answer(interaction, relationship_card(made, each, shown))


def _report(tools: Tools, days: int | None) -> Report:
    return tools.report(days)


def _one(tools: Tools, member: str) -> tuple[Report, Relationship, list[Contact]]:
    """The report, one relationship in it, and what was last said, latest first."""
    made = tools.report(None)
    account = find_account(tools.store, member)
    person = members(tools.store, [account])[account]
    each = next((one for one in made.relationships if one.member.id == person.id), None)
    if each is None:
        raise NothingToReportError(
            f"There is nothing to show of {person.name}.", "They never met the brand, or do not want a forecast."
        )
    said = contacts(tools.store, tools.brand, each.member.accounts, made.as_of)
    return made, each, said[-_LAST_WORDS:][::-1]


def _last_words(said: Contact, made: Report) -> str:
    side = "they" if said.inbound else "we"
    text = f"“{words(said.text, 100)}”" if said.text else "(not shown here)"
    means = "reacted" if said.means == "reaction" else "said"
    return f"{link(near_date(said.time, made.as_of), said.url)} {side} {means}: {text}"


def _row(made: Report, where: str) -> Balance:
    """The balance of the place that a person means. Raises UsageError."""
    if not where:
        return made.balance
    rows = [row for axis in ("community", "channel") for row in made.by[axis]]
    wanted = where.casefold().removeprefix("#")
    for row in rows:
        if where == row.id or wanted in (row.name.casefold().removeprefix("#"), row.id.casefold()):
            return row
    names = ", ".join(markdown(row.name) for row in rows[:8])
    raise UsageError(
        f"The brand wrote nothing in {where!r} in this time.", f"It wrote in: {names or 'no place at all'}."
    )
