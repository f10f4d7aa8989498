"""Commands over the classifier itself: evaluate, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import options as o

Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="JSON lines with text and label.")]


def evaluate(
    files: Files = None,
    verdicts: Annotated[bool, typer.Option("--verdicts", help="Moderators against the model, by month.")] = False,
    deep: o.Deep = None,
    model: Annotated[Path | None, typer.Option("--model", help="A model file (default: the shipped one).")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", help="Draw the reliability: .png, .svg, .html.")] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
) -> None:
    """Measure the classifier on labelled messages, or on what moderators said."""
    from bot.commands.session import configuration, opened, write
    from bot.render.evaluation import reliability_of, render_agreement, render_evaluation
    from bot.render.reliability import draw_reliability
    from bot.services.evaluate import evaluate_files, evaluate_verdicts
    from storage.errors import UsageError

    if verdicts:
        with opened(configuration(config), db) as app:
            write(render_agreement(evaluate_verdicts(app.store), format.value), out)
        return
    if not files:
        raise UsageError("Name the labelled files.", "Or ask for --verdicts.")
    found = evaluate_files(files, deep=deep, model=model)
    if picture:
        draw_reliability(reliability_of(found), picture)
    write(render_evaluation(found, format.value), out)


def train(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="JSON lines with text and label.")],
    unlabelled: Annotated[
        Path | None, typer.Option("--unlabelled", help="Messages without labels: the package holds some of theirs.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where to write the model.")] = Path("model.bin"),
) -> None:
    """Make the fast classifier from labelled messages and the package's own; the same files give the same bytes."""
    import os

    # One kernel on every x86-64 machine: its choice changes the order of sums, and with it the last bits.
    os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from bot.commands.session import write
    from bot.services.evaluate import train_files

    write(f"{out}: {train_files(files, out, unlabelled):,} bytes", None)
