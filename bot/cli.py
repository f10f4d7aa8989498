"""The command line: every error ends in one line with its remedy, and with its exit code."""

from __future__ import annotations

import io
import os
import sys

import typer

from bot.commands import (
    ask,
    audit,
    database,
    digest,
    explore,
    forecasts,
    labels,
    member,
    models,
    policy,
    queue,
    reddit,
    serve,
    upkeep,
)
from storage.errors import GivetakeError

app = typer.Typer(
    name="givetake",
    help="Do we give or do we take, and where is each relationship going?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(audit.demo)
app.command("audit")(audit.audit)
app.command("import")(audit.import_)
app.command("report")(ask.report)
app.command("relationships")(ask.relationships)
app.command("members")(ask.members)
app.command("explore")(explore.explore)
app.command("check")(labels.check)
app.command("label")(labels.label)
app.command("backup")(upkeep.backup)
app.command("retain")(upkeep.retain)
app.add_typer(database.app, name="db")
app.add_typer(member.app, name="member")
app.add_typer(policy.app, name="policy")
backfill = typer.Typer(help="Read what a platform still lists; stopped half-way, the same command goes on.")
backfill.command("discord")(serve.backfill)
backfill.command("reddit")(reddit.backfill)
app.add_typer(backfill, name="backfill")
app.command("bot")(serve.bot_)
app.command("doctor")(serve.doctor)
app.add_typer(queue.app, name="queue")
app.add_typer(digest.app, name="digest")
app.command("evaluate")(models.evaluate)
app.command("train")(models.train)
app.command("forecast")(forecasts.forecast)
app.command("backtest")(forecasts.backtest)


def main() -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows a ? instead of failing
    try:
        app()
    except GivetakeError as error:
        sys.stderr.write(f"givetake: {error}\n")
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        sys.stderr.write("givetake: stopped; the same command goes on where it was\n")
        raise SystemExit(130) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at exit
        raise SystemExit(141) from None
