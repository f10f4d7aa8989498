"""Commands that talk with Reddit: backfill reddit."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import options as o


def backfill(
    subreddit: Annotated[
        list[str], typer.Option("--subreddit", help="Also read this subreddit as a whole. Repeat for more.")
    ] = [],
    account: o.Accounts = [],
    everything: Annotated[
        bool, typer.Option("--everything", help="Look again at every stored post: edits, deletions, removals.")
    ] = False,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Read from Reddit what its listings reach; stopped half-way, the same command goes on where it was."""
    import sys
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened, write
    from bot.render.pulled import render_pulled
    from bot.services.reddit_once import once

    settings = configuration(config, accounts=[*account])
    with opened(settings, db) as made:
        deriver = made.deriver() if settings.brand.accounts or settings.brand.roles else None
        done = once(
            made.store, deriver, settings.reddit, made.brand, subreddits=subreddit, everything=everything,
            now=datetime.now(UTC), tell=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
    write(render_pulled(done.new, done.altered, done.problems, list(done.closed.values())), None)
