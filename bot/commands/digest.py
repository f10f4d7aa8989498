"""Digests on the terminal: preview, now, schedule, list, remove, run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import options as o

if TYPE_CHECKING:
    from bot.app import App
    from bot.services.tools import Tools

app = typer.Typer(help="Digests: the report in time, to a Discord channel or a person.", no_args_is_help=True)
Length = Annotated[
    int | None, typer.Option("--days", min=1, max=366, help="Days it looks back [default: as configured].")
]
Target = Annotated[
    str, typer.Option("--to", metavar="TARGET", help="discord:CHANNEL, dm:discord:USER, mailto:, https: or file:.")
]
Number = Annotated[int, typer.Argument(metavar="DIGEST", help="The digest's number, as listed.")]


@app.command("preview")
def preview(
    days: Length = None,
    as_of: o.AsOf = None,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out what was said on Discord, whose channels only a bot can check.")
    ] = False,
    picture: Annotated[
        str | None, typer.Option("--picture", metavar="FILE", help="Write the chart to this PNG file.")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
    out: o.Out = None,
) -> None:
    """Show what a digest would say, as Markdown."""
    from pathlib import Path

    from bot.commands.session import configuration, need_brand, opened, save, utc, write
    from bot.render.embeds_digest import CHART, digest_text
    from bot.render.veil import everywhere
    from bot.services.orders import gather, pack

    with opened(configuration(config), db) as made:
        need_brand(made.config)
        tools = _tools(made)
        parcel = pack(gather(tools, days, utc(as_of) or tools.now), _public if public else everywhere, tools.now)
    files = dict(parcel.files)
    if picture and CHART in files:
        save(files[CHART], Path(picture))
    write(digest_text(parcel), out)


@app.command("schedule")
def schedule(
    cron: Annotated[str, typer.Argument(help="minute hour day month weekday: '0 9 * * 1' is Mondays at 9:00.")],
    to: Target,
    zone: Annotated[str, typer.Option("--zone", help="IANA time zone [default: as configured].")] = "",
    days: Length = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Order a digest; the bot (or digest run) sends it when it is due."""
    from bot.commands.queue import _who
    from bot.commands.session import configuration, opened, write
    from bot.services.orders import order

    with opened(configuration(config), db) as made:
        done = order(_tools(made), cron, zone, _target(to), days, _who(None))
    write(f"Digest {done.digest.id} goes to {done.digest.target}, first {done.next:%Y-%m-%d %H:%M} UTC.", None)


@app.command("list")
def list_(
    config: o.ConfigFile = None, db: o.Database = None, format: o.Form = o.Format.TEXT, out: o.Out = None
) -> None:
    """List the digests, when they come next, and how the last ones went."""
    from bot.commands.session import configuration, opened, write
    from bot.render.rows import render_rows
    from bot.services.orders import standing_orders

    with opened(configuration(config), db) as made:
        found = standing_orders(_tools(made))
    rows = [
        (
            each.digest.id, each.digest.cron, each.digest.zone, each.digest.target, each.digest.days,
            f"{each.next:%Y-%m-%d %H:%M}" if each.next else None, each.last.period if each.last else None,
            each.last.state + (" late" if each.last.late else "") if each.last else None,
            each.last.reason if each.last else "",
        )
        for each in found
    ]  # fmt: skip
    columns = ("digest", "cron", "zone", "to", "days", "next (UTC)", "last", "state", "reason")
    write(render_rows(columns, rows, format.value, empty="No digest is ordered yet."), out)


@app.command("remove")
def remove(number: Number, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Send a digest no more."""
    from bot.commands.session import configuration, opened, write
    from bot.services.orders import remove as take_back

    with opened(configuration(config), db) as made:
        take_back(_tools(made), number)
    write(f"Digest {number} is removed.", None)


@app.command("run")
def run(config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Send what is due now, without a bot that runs: for cron or a systemd timer."""
    from bot.commands.sending import send_due
    from bot.commands.session import write

    ended = send_due(config, db)
    for each in ended:
        late = ", late" if each.late else ""
        write(f"Digest {each.digest} for {each.period}: {each.state}{late}{each.reason and ', ' + each.reason}", None)
    if not ended:
        write("Nothing is due.", None)
    if any(each.state == "failed" for each in ended):
        raise typer.Exit(code=1)


@app.command("now")
def now(to: Target, days: Length = None, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Send a digest at once, beside those that are ordered."""
    from bot.commands.sending import send_now
    from bot.commands.session import write

    write(f"Sent as message {send_now(config, db, _target(to), days)}.", None)


def _tools(made: App) -> Tools:
    from datetime import UTC, datetime

    from bot.services.tools import Tools

    return Tools(made.store, made.config, made.classifier, made.forecaster(), datetime.now(UTC))


def _target(text: str) -> str:
    import re

    from storage.errors import UsageError

    if not re.fullmatch(r"(dm:)?discord:\d+|mailto:[^@\s]+@[^@\s]+|https?://\S+|file:/\S+", text):
        remedy = "Write it as discord:CHANNEL, dm:discord:USER, mailto:NAME@HOST, https://... or file:/FOLDER."
        raise UsageError(f"{text!r} is no target.", remedy)
    return text


def _public(channel: str) -> bool:
    return not channel.startswith("discord:")
