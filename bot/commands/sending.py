"""Send digests from the terminal: a Discord client for the time of it, over the same delivery as the bot's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from bot.client import make_client, use_addresses
from bot.cogs.digest import Digests
from bot.cogs.post import TROUBLE
from bot.commands.session import configuration, need_brand
from bot.config_discord import DiscordSection, from_environment, token_of
from bot.desk import Desk
from bot.office import Office
from bot.services.orders import gather, pack
from storage.digests import Delivery
from storage.errors import ConfigError, PassingError
from storage.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from discord.ext import commands

R = TypeVar("R")
_READY = 30.0


def send_due(config: Path | None, database: str | None) -> list[Delivery]:
    """Send what is due and return what came to an end. Raises ConfigError, StoreError, PassingError."""

    async def job(digests: Digests) -> list[Delivery]:
        return await digests.deliver()

    return asyncio.run(_connected(config, database, job, _any_on_discord))


def send_now(config: Path | None, database: str | None, target: str, days: int | None) -> str:
    """Send a digest at once and return the message's id. Raises RefusedError and the like."""

    async def job(digests: Digests) -> str:
        courier, office = digests.courier, digests.office
        sees = await courier.readers(target)
        content = await office.ask(gather, days, office.clock())
        parcel = await asyncio.to_thread(pack, content, sees, office.clock())
        return await courier.send(target, parcel, f"now-{int(datetime.now(UTC).timestamp())}")

    return asyncio.run(_connected(config, database, job, lambda _: is_discord(target)))


def is_discord(target: str) -> bool:
    """Whether a digest for ``target`` goes through Discord."""
    return target.partition(":")[0] in ("discord", "dm")


def _any_on_discord(store: Store) -> bool:
    return any(is_discord(each.target) for each in store.digests())


async def _connected(
    config: Path | None,
    database: str | None,
    job: Callable[[Digests], Awaitable[R]],
    needs_discord: Callable[[Store], bool],
) -> R:
    """Run a job, with a client that knows its guilds and channels and nothing else where Discord is needed."""
    settings = configuration(config)
    section = from_environment(settings.discord)
    desk = Desk(settings, section, database=database)
    office = Office(
        desk.worker,
        settings,
        classifier=lambda: desk.app.classifier,
        forecaster=lambda: desk.app.forecaster(),  # noqa: PLW0108  the app is made later
    )
    try:
        await office.load()
        need_brand(office.config)
        if not await desk.worker.run(needs_discord):
            return await job(Digests(cast("commands.Bot", make_client(desk, extensions=())), office))
        async with _client(desk, section) as client:
            return await job(Digests(client, office))
    finally:
        await desk.worker.close()


@asynccontextmanager
async def _client(desk: Desk, section: DiscordSection) -> AsyncIterator[commands.Bot]:
    """A client that is ready. Raises ConfigError for a bad token and PassingError where Discord does not answer."""
    import discord

    use_addresses(section)
    client = make_client(desk, intents=discord.Intents(guilds=True), extensions=())
    running: asyncio.Task[None] | None = None
    try:
        await client.login(token_of(section))
        running = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        done, _ = await asyncio.wait({running, ready}, timeout=_READY, return_when=asyncio.FIRST_COMPLETED)
        if running in done:
            await running
        if not done:
            raise PassingError("Discord did not answer in time.", "Try again in a moment.")
        yield cast("commands.Bot", client)
    except discord.LoginFailure as error:
        raise ConfigError("Discord does not know this token.", "Copy a new one from the developer portal.") from error
    except TROUBLE as error:
        raise PassingError(f"Discord did not answer ({type(error).__name__}).", "Try again in a moment.") from error
    finally:
        await client.close()
        if running:
            running.cancel()
