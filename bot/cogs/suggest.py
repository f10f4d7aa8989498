"""What Discord proposes while a person types: communities, channels, people."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import discord
from discord import app_commands

from bot.cogs.sight import by_member
from bot.office import Office
from bot.render.clean import line
from bot.services.link import members
from bot.services.optout import hidden
from bot.services.tools import Tools

_MOST = 25
_PATIENCE = 2.0
P = ParamSpec("P")
R = TypeVar("R")


def office_of(interaction: discord.Interaction[Any]) -> Office | None:
    """The office of the cogs that are loaded."""
    cog = interaction.client.get_cog("Reports")
    office = getattr(cog, "office", None)
    return office if isinstance(office, Office) else None


async def places_like(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Communities, and channels that the person could read."""
    office = office_of(interaction)
    if office is None:
        return []
    communities, channels = await _soon(office, ({}, {}), _places)
    member = interaction.user if isinstance(interaction.user, discord.Member) else None
    sees = by_member(interaction.guild, member, office.threads)
    found = communities | {key: f"#{name}" for key, name in channels.items() if sees(key)}
    return _choices(found, typed)


async def communities_like(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Communities."""
    office = office_of(interaction)
    return _choices((await _soon(office, ({}, {}), _places))[0], typed) if office else []


async def members_like(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """People who write, busiest first; those who do not want a forecast are left out."""
    office = office_of(interaction)
    return _choices(await _soon(office, {}, _people, typed), "") if office else []


async def _soon(
    office: Office, otherwise: R, job: Callable[Concatenate[Tools, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """What the job finds, or ``otherwise`` where the store is busy: Discord does not wait for proposals."""
    try:
        return await asyncio.wait_for(office.ask(job, *args, **kwargs), _PATIENCE)
    except TimeoutError:
        return otherwise


def _choices(found: dict[str, str], typed: str) -> list[app_commands.Choice[str]]:
    wanted = typed.casefold()
    hits = [(key, line(name, 90)) for key, name in found.items() if wanted in name.casefold() and len(key) <= 100]
    return [app_commands.Choice(name=name[:100] or key, value=key) for key, name in hits[:_MOST]]


def _places(tools: Tools) -> tuple[dict[str, str], dict[str, str]]:
    channels = {key: channel.name for key, channel in tools.store.channels().items()}
    return tools.store.communities(), channels


def _people(tools: Tools, typed: str) -> dict[str, str]:
    own = tools.deriver.side().own
    found = {
        a.id: a.display or a.name for a, *_ in tools.store.busiest(typed, 4 * _MOST) if a.id not in own and not a.bot
    }
    people = members(tools.store, found)
    away = hidden(tools.store, people.values(), tools.config.privacy.individuals)
    return {key: name for key, name in found.items() if people[key].id not in away}
