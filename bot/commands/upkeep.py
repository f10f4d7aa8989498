"""Commands that care for the database: backup, retain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import options as o


def backup(
    target: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="File or folder (default: beside the database).")
    ] = None,
    keep: Annotated[
        int | None, typer.Option("--keep", min=0, help="How many backups stay (default: retention.backups; 0: all).")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Write a compact copy of the database; forgetting somebody later reaches it."""
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened
    from bot.services.backup import backup as service

    with opened(configuration(config), db) as made:
        stays = made.config.retention.backups if keep is None else keep
        path = service(made.store, target, now=datetime.now(UTC), keep=stays)
    typer.echo(str(path))


def retain(
    days: Annotated[
        int | None, typer.Option("--days", min=0, help="Keep texts so long (default: retention.text_days; 0: all).")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Clear texts that are older than wanted, and take removed bytes out of the file; labels and counts stay."""
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened
    from bot.render.words import many
    from bot.services.retain import retain as service

    with opened(configuration(config), db) as made:
        kept = made.config.retention.text_days if days is None else days
        done = service(made.store, kept, now=datetime.now(UTC))
        files = "the server's table files (not its log and dumps)" if made.store.shared else "the file"
    copies = many(len(done.backups), "backup")
    typer.echo(f"{done.cleared:,} texts were cleared; removed bytes are gone from {files} and {copies}.")
    for path, why in done.lost.items():
        typer.echo(f"The backup {path} could not be rewritten: {why}", err=True)
    if done.lost:
        raise typer.Exit(code=1)
