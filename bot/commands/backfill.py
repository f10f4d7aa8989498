"""Commands that read what a platform still lists."""

from __future__ import annotations

import typer

from bot.commands import reddit, serve

app = typer.Typer(help="Read what a platform still lists; stopped half-way, the same command goes on.")
app.command("discord")(serve.backfill)
app.command("reddit")(reddit.backfill)
