"""Digests in Discord: /digest, and the clockwork that sends what is due."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.post import DiscordCourier
from bot.cogs.show import answer, message, stamp, wait, who
from bot.cogs.sight import by_readers
from bot.cogs.suggest_times import crons_like, zones_like
from bot.office import Office
from bot.render.clean import markdown
from bot.render.embeds import BLUE, Card, Parcel, lines
from bot.services.carriers import Carriers, couriers
from bot.services.deliver import Courier, Due, Postman
from bot.services.orders import Standing, gather, order, pack, remove, standing_orders
from bot.views import Sees
from storage.digests import Delivery
from storage.errors import UsageError

_log = logging.getLogger("givetake.digest")
_DAYS = app_commands.Range[int, 1, 366]
Place = discord.TextChannel | discord.Thread | discord.VoiceChannel


@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
class Digests(
    commands.GroupCog, group_name="digest", group_description="The report in time, to a channel or a person."
):
    """Takes orders for digests and delivers them."""

    def __init__(self, bot: commands.Bot, office: Office, *, every: float = 20.0) -> None:
        """What is due is looked for ``every`` so many seconds."""
        self.bot, self.office, self._every = bot, office, every
        late = timedelta(minutes=office.config.digest.late_minutes)
        #: Brings digests to Discord and, as far as they are set up, to mailboxes, addresses and folders.
        self.courier = Carriers(_by_scheme(bot, office))
        self.postman = Postman(office.worker.run, self.courier, self._pack, office.clock, late)
        self._task: asyncio.Task[None] | None = None
        super().__init__()

    async def cog_load(self) -> None:
        """Start the clockwork."""
        self._task = asyncio.create_task(self._run(), name="digests")

    async def cog_unload(self) -> None:
        """Stop it; what was begun is taken up at the next start."""
        if self._task:
            self._task.cancel()

    async def _run(self) -> None:
        await self.bot.wait_until_ready()
        while True:
            try:
                await self.deliver()
            except Exception:
                _log.exception("digests could not be delivered")
            await asyncio.sleep(self._every)

    async def deliver(self) -> list[Delivery]:
        """Deliver what is due, and return what came to an end."""
        return await self.postman.deliver(self.office.config.brand.name)

    async def _pack(self, due: Due, sees: Sees, late: bool) -> Parcel:
        until = datetime.fromtimestamp(due.delivery.due / 1000, UTC)
        return await self._made(due.digest.days, until, sees, due.marker, late)

    async def _made(
        self, days: int | None, until: datetime, sees: Sees, marker: str = "", late: bool = False
    ) -> Parcel:
        content = await self.office.ask(gather, days, until)
        return await asyncio.to_thread(pack, content, sees, self.office.clock(), marker, late)

    # -- commands ------------------------------------------------------------------------------

    @app_commands.command()
    @app_commands.describe(days="How many days it looks back (default: as set up)")
    async def now(self, interaction: discord.Interaction[Any], days: _DAYS | None = None) -> None:
        """Post a digest in this channel now, for everybody here to read."""
        await wait(interaction)
        channel = interaction.channel
        if not isinstance(channel, Place):
            raise UsageError("A digest can be posted in a text channel or a thread only.")
        parcel = await self._made(days, self.office.clock(), by_readers(channel, self.office.threads))
        await channel.send(**message(parcel))
        await answer(interaction, line="Posted.")

    @app_commands.command()
    @app_commands.describe(days="How many days it looks back (default: as set up)")
    async def preview(self, interaction: discord.Interaction[Any], days: _DAYS | None = None) -> None:
        """Show what a digest in this channel would say now, to you alone."""
        await wait(interaction)
        channel = interaction.channel
        if not isinstance(channel, Place):
            raise UsageError("A digest can be posted in a text channel or a thread only.")
        parcel = await self._made(days, self.office.clock(), by_readers(channel, self.office.threads))
        await interaction.followup.send(**message(parcel), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(
        cron="When: minute hour day month weekday, such as 0 9 * * 1 for Mondays at 9:00",
        zone="Time zone, such as Europe/Berlin (default: as set up)",
        channel="Where to (default: here)", me="Send it to you as a direct message instead",
        days="How many days it looks back (default: as set up)",
    )  # fmt: skip
    @app_commands.autocomplete(cron=crons_like, zone=zones_like)
    async def schedule(
        self, interaction: discord.Interaction[Any], cron: str, zone: str = "",
        channel: discord.TextChannel | None = None, me: bool = False, days: _DAYS | None = None,
    ) -> None:  # fmt: skip
        """Send a digest again and again."""
        await wait(interaction)
        target = f"dm:discord:{interaction.user.id}" if me else f"discord:{(channel or interaction.channel).id}"  # type: ignore[union-attr]
        if not me:
            _check_writable(channel or interaction.channel)
        made = await self.office.ask(order, cron, zone, target, days, who(interaction.user))
        text = f"Digest {made.digest.id} goes to {_target(target)}, first {stamp(made.next)}."
        await answer(interaction, line=text)

    @app_commands.command()
    async def list(self, interaction: discord.Interaction[Any]) -> None:
        """The digests that are ordered, when they come next, and how the last ones went."""
        await wait(interaction)
        found = await self.office.ask(standing_orders)
        text = lines([_row(each) for each in found], 4000) if found else "None yet. Order one with /digest schedule."
        await answer(interaction, Card(title="Digests", text=text, color=BLUE))

    @app_commands.command()
    @app_commands.describe(number="The digest's number in /digest list")
    async def remove(self, interaction: discord.Interaction[Any], number: int) -> None:
        """Send a digest no more."""
        await wait(interaction)
        await self.office.ask(remove, number)
        await answer(interaction, line=f"Digest {number} is removed.")


def _check_writable(channel: object) -> None:
    """Raise UsageError where we could not post."""
    if not isinstance(channel, Place):
        raise UsageError("A digest can be sent to a text channel or a thread only.")
    rights = channel.permissions_for(channel.guild.me)
    needed = {"view it": rights.view_channel, "write": rights.send_messages, "embed links": rights.embed_links}
    if missing := [name for name, given in needed.items() if not given]:
        raise UsageError(f"I may not {' and '.join(missing)} in #{channel.name}.", "Give me the permission first.")


def _by_scheme(bot: commands.Bot, office: Office) -> dict[str, Courier]:
    by_discord = DiscordCourier(bot, office.threads)
    return {"discord": by_discord, "dm": by_discord, **couriers(office.config.mail, office.clock)}


def _target(target: str) -> str:
    return "you" if target.startswith("dm:") else f"<#{target.removeprefix('discord:')}>"


def _row(each: Standing) -> str:
    digest = each.digest
    where = "a direct message" if digest.target.startswith("dm:") else f"<#{digest.target.removeprefix('discord:')}>"
    last = f"last {each.last.state}{' late' if each.last.late else ''}" if each.last else "not sent yet"
    reason = f" ({markdown(each.last.reason)})" if each.last and each.last.reason else ""
    when = f"`{markdown(digest.cron)}` {markdown(digest.zone)}, next {stamp(each.next)}"
    return f"**{digest.id}** · {when} · {digest.days} days to {where} · by {markdown(digest.by.name)} · {last}{reason}"
