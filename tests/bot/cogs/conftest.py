"""A bot with every cog, on the real discord.py client, connected to a loopback Discord."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord.ext import commands

from bot.client import use_addresses
from bot.cogs.faces import add_all
from bot.config import BrandSection, Config
from bot.config_discord import DiscordSection
from bot.config_discord_ui import ReviewSection
from bot.connectors import discord_live
from bot.office import Office
from storage.models import Batch
from storage.store import Store
from storage.worker import StoreWorker
from tests.bot.services.test_review import Classifier
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord import permissions as p


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = datetime.now(UTC) + timedelta(minutes=5)

    def __call__(self):
        return self.now

    def move(self, **span):
        self.now += timedelta(**span)


class Town:
    """A guild with a brand, members, moderators and channels, and the bot in it."""

    def __init__(self, server, path):
        self.server, self.path, self.clock = server, path, Clock()
        self.guild = server.add_guild("Town", bot_permissions=p.MANAGE_MESSAGES)
        mods = self.guild.role("mods", p.MANAGE_MESSAGES | p.MANAGE_GUILD)
        self.mods = mods
        self.mara, self.niko = self.guild.user("mara", mods), self.guild.user("niko", mods)
        self.ann, self.ben, self.acme = (self.guild.user(name) for name in ("ann", "ben", "acme"))
        self.general, self.staff, self.desk = (server.text(self.guild, name) for name in ("general", "staff", "desk"))
        bot_role = next(role for role in self.guild.roles.values() if "(bot)" in role.name)
        self.staff.hide(mods, bot_role)
        self.desk.hide(mods, bot_role)
        self.config = Config(
            brand=BrandSection(name="Acme", accounts=[f"discord:{self.acme.id}"]),
            review=ReviewSection(channel=f"discord:{self.desk.id}"),
        )
        self.bot = None

    async def start(self, **options):
        """Start the bot (again)."""
        use_addresses(DiscordSection(api=self.server.api_url, gateway=self.server.gateway_url.rstrip("/")))
        self.worker = StoreWorker(lambda: Store(self.path))
        self.office = Office(self.worker, self.config, classifier=Classifier, clock=self.clock)
        await self.office.load()
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        self.bot = commands.Bot(
            "!",
            intents=intents,
            help_command=None,
            guild_ready_timeout=0.05,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        ready = asyncio.Event()

        @self.bot.event
        async def setup_hook():
            await add_all(self.bot, self.office, **{"every": 60.0, **options})

        @self.bot.event
        async def on_ready():
            for guild in self.bot.guilds:
                self.bot.tree.copy_global_to(guild=guild)
                await self.bot.tree.sync(guild=guild)
            ready.set()

        self._task = asyncio.create_task(self.bot.start(self.server.token))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._task, waiting}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()
        return self.bot

    async def stop(self):
        """Stop the bot; the store and Discord stay as they are."""
        if self.bot is not None:
            await self.bot.close()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            await self.worker.close()
            self.server.gateway.sessions.clear()
            self.bot = None

    def cog(self, name):
        return self.bot.get_cog(name)

    async def record(self, *messages, removed=False):
        """Let the store hold messages as the listener would."""
        batches = []
        for each in messages:
            channel = self.bot.get_channel(each.channel.id)
            where = discord_live.place(channel)
            spoke = discord_live.spoke(await channel.fetch_message(each.id), where)
            batches.append(
                Batch(source="live", position=1, messages=(spoke.message,), accounts=spoke.people.accounts,
                      channels=(where.channel,), communities=(where.community,))
            )  # fmt: skip

        def put(tools):
            with tools.store.transaction():
                for batch in batches:
                    tools.deriver.apply(tools.store.put(batch))

        await self.office.ask(put)

    async def say(self, channel, author, text, **fields):
        """Somebody says something, and the store holds it."""
        said = self.server.say(channel, author, text, **fields)
        await self.record(said)
        return said

    async def flagged(self, text="buy my handmade lamps here today please", author=None, channel=None):
        """A flagged post with its card: (post, card)."""
        before = len(self.server.said(self.desk))
        post = await self.say(channel or self.general, author or self.ben, text)
        await self.cog("Reviews").look()
        cards = self.server.said(self.desk)[before:]
        return post, cards[-1] if cards else None


@pytest.fixture
def loop_run():
    """Run a coroutine function with a town: ``loop_run(story, tmp_path)``."""

    def run(story, path, **options):
        async def whole():
            async with LoopbackDiscord() as server:
                server.limits.routes.clear()
                server.limits.default, server.limits.overall = (1000, 0.25), None
                town = Town(server, str(path / "town.db"))
                await town.start(**options)
                try:
                    await asyncio.wait_for(story(town), 50)
                finally:
                    await town.stop()

        asyncio.run(whole())

    return run
