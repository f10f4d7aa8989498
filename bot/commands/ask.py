"""Commands that ask the lasting database: report, relationships, members."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import options as o


def report(
    ctx: typer.Context,
    account: o.Accounts = [],
    role: o.Roles = [],
    domain: o.Domains = [],
    handle: o.Handles = [],
    brand: o.BrandName = "",
    exclude: o.Excluded = [],
    config: o.ConfigFile = None,
    db: o.Database = None,
    days: o.Days = None,
    as_of: o.AsOf = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
    explain: o.Explain = None,
    table: o.Table = None,
    redact: o.Redact = False,
) -> None:
    """Do we give or do we take, and where is each relationship going?"""
    from bot.commands.answer import Answer
    from bot.commands.retrace import typed
    from bot.commands.session import configuration, need_brand, opened

    settings = configuration(
        config, name=brand, accounts=account, roles=role, domains=domain, handles=handle, excluded=exclude
    )
    with opened(settings, db) as app:
        need_brand(app.config)
        Answer(days, as_of, format, out, explain, table, typed(ctx) if redact else None).give(app)


def relationships(
    state: Annotated[str | None, typer.Option("--state", help="Growing, Strong, Weakening or Failed.")] = None,
    account: o.Accounts = [],
    role: o.Roles = [],
    brand: o.BrandName = "",
    exclude: o.Excluded = [],
    config: o.ConfigFile = None,
    db: o.Database = None,
    as_of: o.AsOf = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only the first so many.")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", help="Draw the relationship map to this PNG.")] = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
) -> None:
    """List the relationships, those that need care first."""
    import msgspec

    from bot.commands.answer import Answer
    from bot.commands.session import configuration, need_brand, opened, save, write
    from bot.render.people import render_relationships
    from bot.render.pictures import relationship_picture
    from bot.services.report import with_state

    settings = configuration(config, name=brand, accounts=account, roles=role, excluded=exclude)
    with opened(settings, db) as app:
        need_brand(app.config)
        made = Answer(None, as_of, format, out, None, None).report(app)
    chosen = with_state(made.relationships, state)[:limit]
    shown = msgspec.structs.replace(made, relationships=tuple(chosen))
    if picture:
        save(relationship_picture(shown), picture)
    write(render_relationships(shown, format.value), out)


def members(
    like: Annotated[str, typer.Argument(metavar="[NAME]", help="Part of a name or id.")] = "",
    top: Annotated[int, typer.Option("--top", min=1, help="How many.")] = 20,
    config: o.ConfigFile = None,
    db: o.Database = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
) -> None:
    """List who writes most, with account ids: to find the brand's own accounts."""
    from bot.commands.session import configuration, opened, write
    from bot.render.people import render_members

    with opened(configuration(config), db) as app:
        write(render_members(app.store.busiest(like, top), format.value, like), out)
