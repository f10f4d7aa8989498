"""The whole bot: Discord and Reddit in one process, one store, one clean end."""

import asyncio

from bot.config import BrandSection, Config
from bot.config_discord import DiscordSection, from_environment
from bot.config_reddit import RedditSection
from bot.desk import Desk
from bot.supervise import Supervisor, serve
from storage.store import Store
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.running import live
from tests.fakes.reddit import FakeReddit, World


@live
async def test_the_bot_hears_discord_and_reads_reddit_into_one_store(tmp_path):
    world = World()
    world.comment(world.post("soil", "ben", "how deep?"), "acme", "two fingers deep")
    with FakeReddit(world) as reddit:
        async with LoopbackDiscord() as server:
            guild = server.add_guild("Town")
            room, staff, cleo = server.text(guild, "general"), guild.user("staff"), guild.user("cleo")
            config = Config(
                brand=BrandSection(name="Acme", accounts=[f"discord:{staff.id}", "reddit:acme"]),
                reddit=RedditSection(
                    client_id="app", client_secret="secret", user_agent="test", url=reddit.url, subreddits=["r/soil"]
                ),
            )
            section = from_environment(DiscordSection(metrics_port=0), server.settings())
            desk = Desk(config, section, database=str(tmp_path / "both.db"), seconds=0.02)
            keeper = Supervisor(desk, first=0.05, longest=0.2)
            bot = asyncio.create_task(serve(desk, keeper))
            await server.until(lambda: keeper.latency == keeper.latency)
            server.say(room, cleo, "is it out?", reply_to=server.say(room, staff, "soon"))
            for _ in range(300):
                if await desk.worker.run(lambda store: store.totals().messages) >= 4:
                    break
                await asyncio.sleep(0.05)
            keeper.stop()
            await bot
    with Store(tmp_path / "both.db") as store:
        found = {exchange.account for exchange in store.exchanges("Acme", 1 << 60)}
        texts = {message.text.strip() for part in store.all_messages() for message in part}
    assert f"discord:{cleo.id}" in found
    assert "reddit:ben" in found
    assert {"soon", "is it out?", "two fingers deep"} <= texts
