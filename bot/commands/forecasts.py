"""Commands over event files, for whoever wants to check the forecast: forecast, backtest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import options as o

Events = Annotated[Path, typer.Argument(metavar="EVENTS.csv", help="time,sender,recipient; plain or .gz.")]


def forecast(
    events: Events,
    brand: Annotated[list[str], typer.Option("--brand", help="Account of the brand. Repeat for a team.")],
    at: Annotated[
        str | None, typer.Option("--at", help="The moment, as the file writes it (default: its end).")
    ] = None,
    own: Annotated[bool, typer.Option("--own/--no-own", help="Learn from the brand's own past as well.")] = True,
    out: o.Out = None,
) -> None:
    """Forecast every relationship of a brand in an event file, as CSV."""
    from bot.commands.session import write
    from bot.render.rows import render_rows
    from bot.services.forecast import forecast_events

    head, *rows = forecast_events(events, brand, at, own=own)
    write(render_rows(head, rows, "csv"), out)


def backtest(
    events: Annotated[
        Path | None, typer.Argument(metavar="[EVENTS.csv]", help="Default: the database's own past.")
    ] = None,
    brands: Annotated[Path | None, typer.Option("--brands", help='JSON: {"name": ["account", ...]}.')] = None,
    community: Annotated[str, typer.Option("--community", help="Which part of a brands file for several.")] = "",
    account: o.Accounts = [],
    config: o.ConfigFile = None,
    db: o.Database = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Draw the reliability: .png, .svg or .html.")
    ] = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
) -> None:
    """Test the forecast against its baselines by walking forward through the past."""
    from bot.commands.session import configuration, need_brand, opened, say, write
    from bot.render.backtest import reliability_of, render_backtest
    from bot.render.reliability import draw_reliability
    from bot.services.forecast import backtest_events, backtest_store
    from storage.errors import UsageError

    if events is not None:
        if brands is None:
            raise UsageError("Name the brands of the event file.", "Give --brands FILE.json.")
        lines = backtest_events(events, brands, community or events.name.split(".")[0], say)
    else:
        settings = configuration(config, accounts=account)
        with opened(settings, db) as app:
            need_brand(app.config)
            app.deriver().ensure()
            lines = backtest_store(app.store, app.brand, say)
    if picture:
        draw_reliability(reliability_of(lines), picture)
    write(render_backtest(lines, format.value), out)
