"""The command line: every error ends in one line with its remedy, and with its exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import ClassVar

import typer

from bot.commands.lazily import Entry, LazyGroup
from bot.commands.stopping import Stopped
from storage.errors import GivetakeError, StoreFullError

_FULL = (errno.ENOSPC, errno.EDQUOT)


class Commands(LazyGroup):
    """The commands in the order in which help lists them."""

    entries: ClassVar[dict[str, Entry]] = {
        "demo": Entry(
            "bot.commands.audit", "demo", "Audit the bundled sample community: a first result without any set-up."
        ),
        "audit": Entry(
            "bot.commands.audit",
            "audit",
            "Import exports, label them and report, in one go (kept in --db, else thrown away).",
        ),
        "import": Entry(
            "bot.commands.audit",
            "import_",
            "Bring exports into the lasting database; stopped half-way, the same command goes on.",
        ),
        "report": Entry(
            "bot.commands.ask", "report", "Do we give or do we take, and where is each relationship going?"
        ),
        "relationships": Entry(
            "bot.commands.ask", "relationships", "List the relationships, those that need care first."
        ),
        "members": Entry(
            "bot.commands.ask", "members", "List who writes most, with account ids: to find the brand's own accounts."
        ),
        "explore": Entry(
            "bot.commands.explore",
            "explore",
            "Open the database read-only in the browser, with questions ready to ask (Ctrl-C ends it).",
        ),
        "check": Entry(
            "bot.commands.labels",
            "check",
            "Before you hit send: is this draft a give or a take, and what would it do to the balance here?",
        ),
        "label": Entry(
            "bot.commands.labels",
            "label",
            "Label JSON lines: id, label, p_take, kind, own, ask and reasons, one line each.",
        ),
        "backup": Entry(
            "bot.commands.upkeep",
            "backup",
            "Write a compact copy of the database; forgetting somebody later reaches it.",
        ),
        "retain": Entry(
            "bot.commands.upkeep",
            "retain",
            "Clear texts that are older than wanted, and take removed bytes out of the file; labels and counts stay.",
        ),
        "bot": Entry(
            "bot.commands.serve",
            "bot_",
            "Run the Discord bot until SIGTERM or Ctrl-C; logs go to standard error, one JSON object a line.",
        ),
        "doctor": Entry(
            "bot.commands.serve",
            "doctor",
            "Check token, intents, permissions, database, clock and model; exit code 1 when something is wrong.",
        ),
        "evaluate": Entry(
            "bot.commands.models",
            "evaluate",
            "Measure the classifier on labelled messages, or on what moderators said.",
        ),
        "train": Entry(
            "bot.commands.models",
            "train",
            "Make the fast classifier from labelled messages and the package's own; the same files give the same "
            "bytes.",
        ),
        "forecast": Entry(
            "bot.commands.forecasts", "forecast", "Forecast every relationship of a brand in an event file, as CSV."
        ),
        "backtest": Entry(
            "bot.commands.forecasts",
            "backtest",
            "Test the forecast against its baselines by walking forward through the past.",
        ),
        "db": Entry("bot.commands.database", "app", "Move a database from SQLite to PostgreSQL, and back."),
        "member": Entry(
            "bot.commands.member", "app", "People: their accounts, what is held of them, and forgetting them."
        ),
        "policy": Entry(
            "bot.commands.policy", "app", "What each community puts up with: written rules, and what was learned."
        ),
        "backfill": Entry(
            "bot.commands.backfill",
            "app",
            "Read what a platform still lists; stopped half-way, the same command goes on.",
        ),
        "queue": Entry(
            "bot.commands.queue", "app", "The review queue: flagged posts that wait for a moderator's word."
        ),
        "digest": Entry("bot.commands.digest", "app", "Digests: the report in time, to a Discord channel or a person."),
    }


app = typer.Typer(
    name="givetake",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def givetake() -> None:
    """Do we give or do we take, and where is each relationship going?"""


def main() -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows a ? instead of failing
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except GivetakeError as error:
        sys.stderr.write(f"givetake: {error}\n")
        raise SystemExit(error.exit_code) from None
    except Stopped as stop:
        sys.stderr.write("givetake: stopped; the same command goes on where it was\n")
        raise SystemExit(stop.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        _hush()
        raise SystemExit(141) from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _hush()
        sys.stderr.write("givetake: The output found no room on the disk. Make room and run the same command again.\n")
        raise SystemExit(StoreFullError.exit_code) from None


def _hush() -> None:
    """Send what is still to be written nowhere, or Python complains at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
