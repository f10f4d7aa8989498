"""The review queue on the terminal: list, show, look, agree, override, unsure, snooze, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import options as o

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.app import App
    from bot.services.review import Outcome, Reviewer, Word
    from storage.reviews import Who

    Act = Callable[[Reviewer, int, Who, int], Outcome]

app = typer.Typer(help="The review queue: flagged posts that wait for a moderator's word.", no_args_is_help=True)
Numbers = Annotated[list[int], typer.Argument(metavar="REVIEW...", help="Numbers of reviews, as listed.")]
Name = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="Who decides, for the log [default: your user name].")
]


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Also those that were decided.")] = False,
    config: o.ConfigFile = None,
    db: o.Database = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
) -> None:
    """List what waits, urgent first."""
    from bot.commands.session import configuration, opened, write
    from bot.render.queue import render_queue
    from bot.services.case import case
    from storage.models import to_millis

    with opened(configuration(config), db) as made:
        now = _now()
        found = made.store.all_reviews() if all_ else made.store.queue(to_millis(now))
        deriver = made.deriver()
        write(render_queue([case(deriver, made.config.report, each) for each in found], format.value, now), out)


@app.command("show")
def show(numbers: Numbers, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Show reviews with text, reasons, the author's balance, similar posts and history."""
    from bot.commands.session import configuration, opened, write
    from bot.render.queue import render_case
    from bot.services.case import case

    with opened(configuration(config), db) as made:
        desk = _reviewer(made)
        write("\n".join(render_case(case(desk.deriver, made.config.report, desk.get(each))) for each in numbers), None)


@app.command("look")
def look(
    days: Annotated[
        float | None, typer.Option("--days", min=0.1, help="How far back [default: as configured].")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Flag what came since the last look, for a database that no bot watches; days count from its last message."""
    from bot.commands.session import configuration, opened, write
    from storage.errors import NothingToReportError

    settings = configuration(config)
    if days is not None:
        section = settings.review.model_copy(update={"max_age_days": days})
        settings = settings.model_copy(update={"review": section})
    with opened(settings, db) as made:
        last = made.store.last_time()
        if last is None:
            raise NothingToReportError(
                "The database holds no message yet.", "Import some with: givetake import PATH..."
            )
        opened_ones = _reviewer(made).look(last + 1)
    write(f"{len(opened_ones)} flagged. See: givetake queue list", None)


@app.command("agree")
def agree(numbers: Numbers, as_: Name = None, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Agree: it is a take."""
    _decide("agree", numbers, as_, config, db)


@app.command("override")
def override(numbers: Numbers, as_: Name = None, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Override: it is a give."""
    _decide("override", numbers, as_, config, db)


@app.command("unsure")
def unsure(numbers: Numbers, as_: Name = None, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Say that it could be either."""
    _decide("unsure", numbers, as_, config, db)


@app.command("snooze")
def snooze(numbers: Numbers, as_: Name = None, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Put reviews off for a while."""
    _each(numbers, as_, config, db, lambda desk, number, who, now: desk.snooze(number, who, now))


@app.command("undo")
def undo(numbers: Numbers, as_: Name = None, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Take a decision back: the review waits again."""
    _each(numbers, as_, config, db, lambda desk, number, who, now: desk.undo(number, who, now))


def _decide(word: Word, numbers: list[int], as_: str | None, config: o.ConfigFile, db: o.Database) -> None:
    _each(numbers, as_, config, db, lambda desk, number, who, now: desk.decide(number, word, who, now))


def _each(numbers: list[int], as_: str | None, config: o.ConfigFile, db: o.Database, act: Act) -> None:
    """Do one thing to each review; exit code 1 when another one was first with any of them."""
    from bot.commands.session import configuration, opened, write
    from storage.models import to_millis

    done = True
    with opened(configuration(config), db) as made:
        desk, who = _reviewer(made), _who(as_)
        for number in numbers:
            outcome = act(desk, number, who, to_millis(_now()))
            done &= outcome.done
            write(f"Review {number}: {outcome.sentence}", None)
    if not done:
        raise typer.Exit(code=1)


def _reviewer(made: App) -> Reviewer:
    from bot.services.review import Reviewer

    deriver = made.deriver()
    if made.config.brand.accounts or made.config.brand.roles:
        deriver.ensure()
    return Reviewer(deriver, made.config.review)


def _who(name: str | None) -> Who:
    import getpass

    from bot.render.clean import line
    from storage.errors import UsageError
    from storage.reviews import Who

    shown = line(name if name is not None else getpass.getuser(), 80)
    if not shown:
        raise UsageError("--as names nobody.", "Give a name for the log.")
    return Who(id=f"terminal:{shown}", name=shown)


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
