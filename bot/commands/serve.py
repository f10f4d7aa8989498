"""Commands that talk with Discord: bot, backfill, doctor."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import options as o

if TYPE_CHECKING:
    from bot.config import Config
    from bot.config_discord import DiscordSection
    from bot.services.backfill import Filled, Progress
    from bot.services.doctor import Finding

LogLevel = Annotated[str, typer.Option("--log-level", help="debug, info, warning or error.")]
Channels = Annotated[
    list[str],
    typer.Option("--channel", metavar="ID", help="Channel or category; repeat for more [default: all it listens to]."),
]  # fmt: skip


def bot_(config: o.ConfigFile = None, db: o.Database = None, log_level: LogLevel = "info") -> None:
    """Run the Discord bot until SIGTERM or Ctrl-C; logs go to standard error, one JSON object a line."""
    from bot.commands.session import configuration
    from bot.logs import level_of, to_json_lines

    settings = configuration(config)
    section = _section(settings)
    to_json_lines(secrets=_secrets(settings, section, db), level=level_of(log_level))
    asyncio.run(_served(settings, section, db))


def backfill(
    channel: Channels = [], config: o.ConfigFile = None, db: o.Database = None, log_level: LogLevel = "error"
) -> None:
    """Read the whole history of channels, archived threads too; stopped half-way, the same command goes on."""
    from bot.commands.session import configuration, write
    from bot.commands.watching import watched
    from bot.logs import level_of, to_json_lines

    settings = configuration(config)
    section = _section(settings)
    to_json_lines(secrets=_secrets(settings, section, db), level=level_of(log_level))
    only = _numbers(channel)
    with watched() as bar:
        filled = asyncio.run(_filled(settings, section, db, only, bar))
    write(_summary(filled), None)
    if filled.unread:
        raise typer.Exit(code=1)


def doctor(config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Check token, intents, permissions, database, clock and model; exit code 1 when something is wrong."""
    from bot.commands.session import configuration

    settings = configuration(config)
    findings = asyncio.run(_findings(settings, _section(settings), db or settings.database))
    _print_table(findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(code=1)


def _secrets(settings: Config, section: DiscordSection, db: str | None) -> tuple[str, ...]:
    """What must not appear in logs: the token, and the password of the database."""
    from bot.config_discord import token_of
    from storage.address import secrets_of

    return token_of(section), *secrets_of(db or settings.database)


def _section(settings: Config) -> DiscordSection:
    """The configuration's discord section with what the environment says."""
    from bot.config_discord import from_environment

    return from_environment(settings.discord)


async def _served(settings: Config, section: DiscordSection, db: str | None) -> None:
    from bot.desk import Desk
    from bot.supervise import serve

    await serve(Desk(settings, section, database=db))


async def _filled(
    settings: Config, section: DiscordSection, db: str | None, only: frozenset[int], progress: Progress | None
) -> Filled:
    from bot.desk import Desk
    from bot.supervise import fill

    return await fill(Desk(settings, section, database=db), only=only, progress=progress)


def _numbers(channels: list[str]) -> frozenset[int]:
    from bot.config_discord import snowflake
    from storage.errors import UsageError

    try:
        return frozenset(int(snowflake(channel)) for channel in channels)
    except ValueError as error:
        raise UsageError(f"--channel: {error}.") from error


def _summary(filled: Filled) -> str:
    lines = [
        f"{filled.messages:,} messages read in {filled.pages:,} pages from {filled.places:,} places:"
        f" {filled.new:,} new, {filled.altered:,} changed."
    ]
    return "\n".join([*lines, *(f"Not read: {reason}" for reason in filled.unread.values())])


async def _findings(settings: Config, section: DiscordSection, db: str) -> list[Finding]:
    """Everything doctor looks at; a missing token leaves only Discord out."""
    from analyzers.classifier import load
    from bot.config_discord import token_of
    from bot.connectors.discord_probe import clock, probe
    from bot.services import doctor as service
    from storage.errors import ConfigError

    found = [service.database(db), service.model(load), await clock(section)]
    try:
        token = token_of(section)
    except ConfigError as error:
        return [*found, service.Finding("token", False, error.message, error.remedy)]
    members = bool(settings.brand.roles) if section.members is None else section.members
    return [*found, *[one async for one in probe(section, token, content=section.message_content, members=members)]]


def _print_table(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from bot.render.clean import line

    table = Table("", "What", "Seen", "What to do", box=None, header_style="bold")
    for finding in findings:
        mark = "[green]ok[/]" if finding.ok else "[red]problem[/]"
        table.add_row(mark, *(escape(line(text)) for text in (finding.what, finding.seen, finding.remedy)))
    Console(file=sys.stdout).print(table)
