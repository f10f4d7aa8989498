"""Commands about what communities put up with: policy show, set, read, confirm, drop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import options as o

Community = Annotated[str, typer.Argument(metavar="COMMUNITY", help="Id or name: reddit:r/maker, r/maker.")]

app = typer.Typer(help="What each community puts up with: written rules, and what was learned.", no_args_is_help=True)


@app.command("show")
def show(config: o.ConfigFile = None, db: o.Database = None, format: o.Form = o.Format.TEXT, out: o.Out = None) -> None:
    """Show the written rule of each community beside the share that preceded removals and silence there."""
    from bot.commands.session import configuration, opened, write
    from bot.render.policies import render_policies
    from bot.services.policies import overview

    with opened(configuration(config), db) as made:
        if made.config.brand.accounts or made.config.brand.roles:
            made.deriver().ensure()
        rows = overview(made.store, made.brand, made.config.report)
    write(render_policies(rows, format.value), out)


@app.command("set")
def set_(
    community: Community,
    preset: Annotated[str, typer.Option("--preset", help="strict, one in ten, indie-friendly or showcase day.")] = "",
    tolerated: Annotated[float | None, typer.Option("--tolerated", help="Share of takes, 0 to 1.")] = None,
    channel: Annotated[list[str], typer.Option("--channel", help="Channel id where promotion is welcome.")] = [],
    thread: Annotated[list[str], typer.Option("--thread", help="Words in the title of a welcome thread.")] = [],
    flair: Annotated[list[str], typer.Option("--flair", help="Flair under which promotion is welcome.")] = [],
    weekday: Annotated[list[str], typer.Option("--weekday", help="Day on which promotion is welcome.")] = [],
    disclosure: Annotated[
        bool | None, typer.Option("--disclosure/--no-disclosure", help="Must say that it is their own.")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Set what a community puts up with; what is not named stays as it is."""
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened
    from bot.services.policies import change, day_numbers, place

    with opened(configuration(config), db) as made:
        norm = change(
            made.store, place(made.store, community), now=datetime.now(UTC), preset=preset, tolerated=tolerated,
            channels=tuple(channel) or None, threads=tuple(thread) or None, flairs=tuple(flair) or None,
            weekdays=day_numbers(weekday) or None, disclosure=disclosure,
        )  # fmt: skip
    typer.echo(f"The policy of {norm.community} is set.")


@app.command("read")
def read(
    community: Community,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="Text file with the rules (default: ask Reddit).")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
    format: o.Form = o.Format.TEXT,
) -> None:
    """Read a proposal from a subreddit's rules; it counts after: givetake policy confirm."""
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened, write
    from bot.render.policies import render_proposal
    from bot.services.policies import from_rules, place
    from bot.services.reddit_rules import from_file, from_reddit

    with opened(configuration(config), db) as made:
        where = place(made.store, community)
        found = from_file(rules) if rules else from_reddit(made.config.reddit, made.brand, where)
        norm = from_rules(made.store, where, found, now=datetime.now(UTC))
    write(render_proposal(norm, format.value), None)


@app.command("confirm")
def confirm(community: Community, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Make the proposal for a community count in reports and checks."""
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened
    from bot.services.policies import confirm as service
    from bot.services.policies import place

    with opened(configuration(config), db) as made:
        norm = service(made.store, place(made.store, community), now=datetime.now(UTC))
    typer.echo(f"The policy of {norm.community} is confirmed.")


@app.command("drop")
def drop(community: Community, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Drop the policy of a community and any proposal for it."""
    from bot.commands.session import configuration, opened
    from bot.services.policies import drop as service
    from bot.services.policies import place

    with opened(configuration(config), db) as made:
        service(made.store, place(made.store, community))
    typer.echo("Dropped.")
