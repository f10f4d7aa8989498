"""What Discord proposes for schedules and time zones."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any

import discord
from discord import app_commands

_CRONS = {
    "Mondays at 9:00": "0 9 * * 1", "Fridays at 16:00": "0 16 * * 5", "Sundays at 18:00": "0 18 * * 0",
    "Weekdays at 9:00": "0 9 * * 1-5", "Every day at 9:00": "0 9 * * *", "The first of the month at 9:00": "0 9 1 * *",
}  # fmt: skip


async def crons_like(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Common schedules; what a person types stays as it is."""
    hits = {name: cron for name, cron in _CRONS.items() if typed.casefold() in f"{name} {cron}".casefold()}
    return [app_commands.Choice(name=name, value=cron) for name, cron in hits.items()]


async def zones_like(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """IANA time zones."""
    wanted = typed.casefold().replace(" ", "_")
    hits = [zone for zone in _zones() if wanted in zone.casefold()]
    return [app_commands.Choice(name=zone, value=zone) for zone in hits[:25]]


@cache
def _zones() -> list[str]:
    return [
        "UTC",
        *sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")),
    ]
