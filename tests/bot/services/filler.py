"""A backfill in a process of its own, for tests that kill it: filler.py CONFIG DATABASE."""

import asyncio
import sys
from pathlib import Path

from bot.client import make_client, use_addresses
from bot.config import load
from bot.config_discord import DiscordSection, from_environment
from bot.desk import Plan
from bot.supervise import Supervisor
from tests.fakes.discord.running import TestDesk


async def run(config, database):
    settings = load(Path(config))
    desk = TestDesk(settings, from_environment(DiscordSection()), database=database)
    supervisor = Supervisor(
        desk,
        make=lambda desk, intents: make_client(
            desk, extensions=("bot.cogs.listen",), intents=intents, guild_ready_timeout=0.1
        ),
    )
    desk.plan = Plan(whole=True, done=lambda filled: supervisor.stop())
    use_addresses(desk.section)
    await desk.open()
    await supervisor.run()
    await desk.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2]))
