"""The first run, step by step: /setup; and how the bot fares: /status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.errors import answered
from bot.cogs.show import answer, embeds, wait, whisper
from bot.config import Config
from bot.office import Office
from bot.render.clean import markdown
from bot.render.embeds import AMBER, BLUE, GREEN, Card, Field, lines
from bot.render.words import many, moment
from bot.services.tools import Tools
from storage.errors import UsageError
from storage.models import from_millis

#: Starts the reading of history, or says in a line why not.
Backfill = Callable[[], str]
_MODERATORS = app_commands.default_permissions(manage_guild=True)


class Setup(commands.Cog):
    """Sets the bot up, and says how it fares."""

    def __init__(self, bot: commands.Bot, office: Office, *, backfill: Backfill | None = None) -> None:
        """``backfill`` starts to read the history of the channels, if whoever runs the bot offers that."""
        self.bot, self.office, self.backfill = bot, office, backfill
        #: Lines of those who run the bot, for /status.
        self.notes: list[Callable[[], Sequence[str]]] = []
        #: Lines about what is going on, for /status; empty ones are left out.
        self.news: list[Callable[[], str]] = []
        self._view = SetupView(self)

    async def cog_load(self) -> None:
        """Listen to the controls, also of dialogs from before a restart."""
        self.bot.add_view(self._view)

    async def cog_unload(self) -> None:
        """Listen no more."""
        self._view.stop()

    @app_commands.command()
    @app_commands.guild_only()
    @_MODERATORS
    async def setup(self, interaction: discord.Interaction[Any]) -> None:
        """Say who you are, where moderators meet, and read the history: a guided first run."""
        await wait(interaction)
        await answer(interaction, setup_card(self.office.config), view=self._view)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """What I read, what waits, and what is in my way."""
        await wait(interaction)
        rows = await self.office.ask(_status)
        rows += [row for news in self.news if (row := news())]
        troubles = [row for note in self.notes for row in note()]
        fields = (Field("In my way", lines([markdown(row) for row in troubles])),) if troubles else ()
        card = Card(title="Status", text="\n".join(rows), fields=fields, color=AMBER if troubles else GREEN)
        await answer(interaction, card)

    async def change(self, interaction: discord.Interaction[Any], **changes: Any) -> None:
        """Keep settings and show where the set-up stands."""
        await interaction.response.defer()
        await self.office.set_up({key.replace("__", "."): value for key, value in changes.items()})
        await interaction.edit_original_response(embeds=embeds([setup_card(self.office.config)]), view=self._view)


class SetupView(discord.ui.View):
    """The controls of /setup; they keep no state, so they work after a restart."""

    def __init__(self, cog: Setup) -> None:
        super().__init__(timeout=None)
        self._cog = cog

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Only those who may use /setup; their rights may have changed since."""
        if interaction.permissions.manage_guild:
            return True
        await whisper(interaction, "Only people who manage this server can set me up.")
        return False

    @discord.ui.select(
        cls=discord.ui.MentionableSelect, placeholder="1. Who speaks for the brand? (accounts and roles)",
        custom_id="gt:setup:brand", min_values=0, max_values=25,
    )  # fmt: skip
    @answered
    async def brand(self, interaction: discord.Interaction[Any], select: discord.ui.MentionableSelect[Any]) -> None:
        """The accounts and roles of the brand on Discord; those elsewhere stay."""
        kept = [key for key in self._cog.office.config.brand.accounts if not key.startswith("discord:")]
        chosen = [(isinstance(value, discord.Role), f"discord:{value.id}") for value in select.values]
        accounts = [*kept, *(key for is_role, key in chosen if not is_role)]
        roles = [key for is_role, key in chosen if is_role]
        await self._cog.change(interaction, brand__accounts=accounts, brand__roles=roles)
        if roles and not interaction.client.intents.members:
            await whisper(interaction, _needs_members(self._cog.office.config.discord.members))

    @discord.ui.select(
        cls=discord.ui.ChannelSelect, placeholder="2. Where do moderators review? (a private channel)",
        custom_id="gt:setup:channel", channel_types=[discord.ChannelType.text],
    )  # fmt: skip
    @answered
    async def channel(self, interaction: discord.Interaction[Any], select: discord.ui.ChannelSelect[Any]) -> None:
        """The moderators' channel."""
        chosen = select.values[0]
        guild = interaction.guild
        place = guild.get_channel(chosen.id) if guild else None
        if guild is None or place is None:
            raise UsageError("I do not see that channel.", "Let me in first, then choose it again.")
        rights = place.permissions_for(guild.me)
        if not (rights.view_channel and rights.send_messages and rights.embed_links):
            raise UsageError(f"I may not write with embeds in #{place.name}.", "Give me the permission first.")
        await self._cog.change(interaction, review__channel=f"discord:{chosen.id}")

    @discord.ui.button(label="3. Name, sites, time zone", custom_id="gt:setup:words", style=discord.ButtonStyle.primary)
    @answered
    async def words(self, interaction: discord.Interaction[Any], button: discord.ui.Button[Any]) -> None:
        """Open the dialog with what must be typed."""
        await interaction.response.send_modal(SetupDialog(self._cog))

    @discord.ui.button(label="4. Read the history", custom_id="gt:setup:backfill", style=discord.ButtonStyle.success)
    @answered
    async def history(self, interaction: discord.Interaction[Any], button: discord.ui.Button[Any]) -> None:
        """Start the backfill."""
        if self._cog.backfill is None:
            raise UsageError("This bot reads no history by itself.", "Run: givetake backfill")
        await whisper(interaction, self._cog.backfill())


class SetupDialog(discord.ui.Modal, title="Who are you?"):
    """What must be typed."""

    def __init__(self, cog: Setup) -> None:
        super().__init__(custom_id="gt:setup:dialog", timeout=900)
        self._cog, brand = cog, cog.office.config.brand
        self.name = _input("name", "Name of the brand", brand.name, required=True)
        self.domains = _input("domains", "Web sites, separated by blanks", " ".join(brand.domains))
        self.handles = _input("handles", "Names on other sites, separated by blanks", " ".join(brand.handles))
        self.zone = _input("zone", "Time zone of digests", cog.office.config.digest.zone, required=True)
        for item in (self.name, self.domains, self.handles, self.zone):
            self.add_item(item)

    @answered
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep what was typed."""
        await self._cog.change(
            interaction, brand__name=self.name.value.strip(), brand__domains=self.domains.value.split(),
            brand__handles=self.handles.value.split(), digest__zone=self.zone.value.strip(),
        )  # fmt: skip


def _needs_members(configured: bool | None) -> str:
    """What it takes to see who has a role."""
    intent = "To see who has these roles I need the Server Members intent"
    if configured is False:
        return f"{intent}, and discord.members is off in my configuration. Until then only the accounts count."
    portal = "Discord's developer portal, your application, page Bot"
    return f"{intent}: switch it on in {portal}. I connect again for it now."


def _input(key: str, label: str, value: str, *, required: bool = False) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(custom_id=key, label=label, default=value[:500], required=required, max_length=500)


def setup_card(config: Config) -> Card:
    """What is set up and what is not."""
    brand = config.brand
    own = [_mention(key) for key in brand.accounts] + [f"<@&{key.removeprefix('discord:')}>" for key in brand.roles]
    channel = f"<#{config.review.channel.removeprefix('discord:')}>" if config.review.channel else ""
    rows = (
        (bool(own), "Who speaks for the brand", " ".join(own) or "choose accounts and roles below"),
        (
            bool(channel),
            "Moderators' channel",
            channel or "choose one below; without it nothing is shown to moderators",
        ),
        (brand.name != "Brand", "Name", markdown(brand.name)),
        (bool(brand.domains), "Sites", ", ".join(map(markdown, brand.domains)) or "none yet"),
        (config.digest.zone != "UTC", "Time zone of digests", markdown(config.digest.zone)),
    )
    fields = tuple(Field(f"{'✅' if done else '▫️'} {name}", text) for done, name, text in rows)
    ready = bool(own)
    text = (
        "Ready. Read the history, then try /report."
        if ready
        else "Four steps, in any order. You can come back any time."
    )
    return Card(
        title="Set-up",
        text=text,
        fields=fields,
        color=GREEN if ready else BLUE,
        footer="Order digests with /digest schedule.",
    )


def _mention(key: str) -> str:
    return f"<@{key.removeprefix('discord:')}>" if key.startswith("discord:") else markdown(key)


def _status(tools: Tools) -> list[str]:
    totals, config = tools.store.totals(), tools.config
    last = f", the last of {moment(from_millis(totals.last))} UTC" if totals.last else ""
    speaks = many(len(tools.deriver.side().own), "account")
    digests = len(tools.store.digests(config.brand.name))
    return [
        f"I hold {many(totals.messages, 'message')} by {many(totals.authors, 'author')}{last}.",
        f"For {markdown(config.brand.name)} speak {speaks}."
        if speaks[0] != "0"
        else "Nobody speaks for the brand yet: /setup.",
        f"{many(len(tools.store.queue(tools.millis)), 'post')} wait in the review queue.",
        f"{many(digests, 'digest')} ordered.",
    ]
