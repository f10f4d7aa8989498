"""The review queue in Discord: one card a flagged post, buttons that outlive restarts, and /queue."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.cards import Cards
from bot.cogs.errors import answered
from bot.cogs.show import answer, redraw, wait, whisper, who
from bot.cogs.sight import by_member, by_readers
from bot.office import Office
from bot.render.clean import link
from bot.render.embeds_review import history_card, queue_card, review_card
from bot.services.case import case
from bot.services.review import WORDS, Outcome
from bot.services.tools import Tools
from bot.views import Case, Sees
from storage.errors import UsageError
from storage.models import Message
from storage.reviews import DECIDED, Deed, Review, Who

_log = logging.getLogger("givetake.review")
_STYLES = {
    "agree": ("Agree", discord.ButtonStyle.danger), "override": ("Override", discord.ButtonStyle.success),
    "unsure": ("Unsure", discord.ButtonStyle.secondary), "snooze": ("Snooze", discord.ButtonStyle.secondary),
    "undo": ("Undo", discord.ButtonStyle.secondary), "history": ("History", discord.ButtonStyle.secondary),
}  # fmt: skip
_TEMPLATE = re.compile(
    r"gt:review:(?P<number>\d+):(?P<deed>agree|override|unsure|snooze|undo|history):(?P<version>\d+):(?P<seen>[0-9a-f]{16})"
)


class ReviewButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_TEMPLATE):
    """One button of a card; its id says which review, what to do, and which text and version were looked at."""

    def __init__(self, number: int, deed: str, version: int, seen: str) -> None:
        label, style = _STYLES[deed]
        key = f"gt:review:{number}:{deed}:{version}:{seen}"
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=key))
        self.number, self.deed, self.version, self.seen = number, deed, version, bytes.fromhex(seen)

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: Any, match: re.Match[str], /) -> Self:
        """The button that was pressed, whenever its card was made."""
        return cls(int(match["number"]), match["deed"], int(match["version"]), match["seen"])

    @answered
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the click to the cog."""
        cog = interaction.client.get_cog("Reviews")
        if not isinstance(cog, Reviews):
            raise UsageError("The review queue is switched off.", "Start the bot with its commands.")
        await cog.press(interaction, self)


def buttons(review: Review) -> discord.ui.View | None:
    """The buttons that a review's card offers now."""
    if review.state in DECIDED:
        deeds: tuple[str, ...] = ("undo", "history")
    elif review.state in ("gone", "cleared"):
        deeds = ("history",)
    else:
        deeds = (*WORDS, "undo" if review.state == "snoozed" else "snooze", "history")
    view = discord.ui.View(timeout=None)
    for deed in deeds:
        view.add_item(ReviewButton(review.id, deed, review.version, review.judged.hex()))
    return view


def may_review(interaction: discord.Interaction[Any]) -> bool:
    """Whether a person may decide: a moderator, or somebody in a channel that is not everybody's."""
    if interaction.permissions.manage_messages:
        return True
    channel = interaction.channel
    if not isinstance(channel, discord.abc.GuildChannel):
        return False
    return not channel.permissions_for(channel.guild.default_role).view_channel


class Reviews(commands.Cog):
    """Shows the queue, and takes decisions."""

    def __init__(self, bot: commands.Bot, office: Office, *, every: float = 15.0) -> None:
        """The queue is looked at ``every`` so many seconds, and at once when :meth:`hurry` is called."""
        self.bot, self.office, self._every = bot, office, every
        self.cards = Cards(bot, office, self.draw)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._menu = app_commands.ContextMenu(name="Report as promotion", callback=self.report_menu)

    async def cog_load(self) -> None:
        """Listen to the buttons, offer the menu, and begin to look."""
        self.bot.add_dynamic_items(ReviewButton)
        self.bot.tree.add_command(self._menu)
        self._task = asyncio.create_task(self._run(), name="reviews")

    async def cog_unload(self) -> None:
        """Stop looking; what was found stays."""
        self.bot.remove_dynamic_items(ReviewButton)
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)
        if self._task:
            self._task.cancel()

    def hurry(self, *_: object) -> None:
        """Something was recorded: look at once."""
        self._wake.set()

    async def _run(self) -> None:
        await self.bot.wait_until_ready()
        turn = 0
        while True:
            self._wake.clear()
            try:
                await self.look(thorough=turn % 240 == 0)
                turn += 1
            except Exception:
                _log.exception("the queue could not be looked at")
            try:
                await asyncio.wait_for(self._wake.wait(), self._every)
            except TimeoutError:
                continue

    async def look(self, *, thorough: bool = False) -> None:
        """Flag what is new, wake what was snoozed, and bring every card up to date."""
        await self.office.ask(_look, thorough)
        await self.cards.update()

    async def draw(self, number: int, sees: Sees) -> tuple[Review, Any, discord.ui.View | None]:
        """The card of a review for those who read its channel."""
        found = await self.office.ask(_case, number)
        return found.review, review_card(found, sees), buttons(found.review)

    # -- buttons -------------------------------------------------------------------------------

    async def press(self, interaction: discord.Interaction[Any], button: ReviewButton) -> None:
        """Somebody pressed a button of a card."""
        if not may_review(interaction):
            await whisper(interaction, "Only moderators decide here.")
            return
        if button.deed == "history":
            await wait(interaction)
            review, deeds = await self.office.ask(_history, button.number)
            await answer(interaction, history_card(review, deeds))
            return
        await interaction.response.defer()
        outcome = await self.office.ask(
            _act, button.number, button.deed, who(interaction.user), button.version, button.seen
        )
        if not outcome.done:
            await whisper(interaction, outcome.sentence)
        await self._redraw(interaction, outcome)

    async def _redraw(self, interaction: discord.Interaction[Any], outcome: Outcome) -> None:
        """Show what became of it on the message that was clicked, and on the card if that is another one."""
        channel = interaction.channel
        sees: Sees = _nothing
        if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            sees = by_readers(channel, self.office.threads)
        review, card, view = await self.draw(outcome.review.id, sees)
        await redraw(interaction, card, view=view)
        message = interaction.message
        if message is not None and str(message.id) == review.card_message:
            await self.office.ask(_shown, review.id, review.version)
        self.hurry()

    # -- commands ------------------------------------------------------------------------------

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.describe(number="The review to show; leave it out for the list")
    async def queue(self, interaction: discord.Interaction[Any], number: int | None = None) -> None:
        """The posts that wait for a moderator's word."""
        await wait(interaction)
        member = interaction.user if isinstance(interaction.user, discord.Member) else None
        if number is not None:
            _, card, view = await self.draw(number, by_member(interaction.guild, member, self.office.threads))
            await answer(interaction, card, view=view)
            return
        sees = by_member(interaction.guild, member, self.office.threads)
        found = await self.office.ask(_queue, f"discord:{interaction.guild_id}")
        listed = [(review, _place(review, post, sees, interaction.guild_id)) for review, post in found]
        await answer(interaction, queue_card(listed, self.office.clock()))

    @app_commands.guild_only()
    async def report_menu(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Report a message as promotion."""
        await wait(interaction)
        outcome = await self.office.ask(_report, f"discord:{message.id}", who(interaction.user))
        await answer(interaction, line=outcome.sentence)
        self.hurry()


def _look(tools: Tools, thorough: bool) -> None:
    tools.deriver.ensure()
    tools.reviewer.look(tools.millis, thorough=thorough)
    tools.reviewer.wake(tools.millis)


def _case(tools: Tools, number: int) -> Case:
    return case(tools.deriver, tools.config.report, tools.reviewer.get(number))


def _history(tools: Tools, number: int) -> tuple[Review, list[Deed]]:
    return tools.reviewer.get(number), tools.store.deeds([number])


def _act(tools: Tools, number: int, deed: str, by: Who, version: int, seen: bytes) -> Outcome:
    tools.deriver.ensure()
    for word in WORDS:
        if deed == word:
            return tools.reviewer.decide(number, word, by, tools.millis, seen)
    if deed == "snooze":
        return tools.reviewer.snooze(number, by, tools.millis, seen)
    return tools.reviewer.undo(number, by, tools.millis, version)


def _shown(tools: Tools, number: int, version: int) -> None:
    tools.store.set_card(number, shown=version)


def _queue(tools: Tools, here: str) -> list[tuple[Review, Message]]:
    """What waits with its post: this guild's, and that of other platforms."""
    posts = {m.id: m for m in tools.store.messages(review.message for review in tools.store.queue(tools.millis))}
    near = {key: m for key, m in posts.items() if m.community == here or not m.community.startswith("discord:")}
    return [(each, near[each.message]) for each in tools.store.queue(tools.millis) if each.message in near]


def _report(tools: Tools, message: str, by: Who) -> Outcome:
    tools.deriver.ensure()
    return tools.reviewer.report(message, by, tools.millis)


def _place(review: Review, post: Message, sees: Sees, guild: int | None) -> str:
    """Where to look at a review: its card if it has one, else the post."""
    if review.card_message and review.card_channel:
        native = review.card_channel.removeprefix("discord:")
        return link("its card", f"https://discord.com/channels/{guild}/{native}/{review.card_message}")
    return f"{link('the post', post.url if sees(post.channel) else None)} (/queue number:{review.id})"


def _nothing(channel: str) -> bool:
    return not channel
