"""Commands that judge texts: check, label."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import options as o

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.models import Problem


def check(
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="The draft; - reads it from standard input.")],
    community: Annotated[str | None, typer.Option("--community", help="Where you would send it: id or name.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="The days that the balance is about.")] = 30,
    account: o.Accounts = [],
    domain: o.Domains = [],
    handle: o.Handles = [],
    brand: o.BrandName = "",
    config: o.ConfigFile = None,
    db: o.Database = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
) -> None:
    """Before you hit send: is this draft a give or a take, and what would it do to the balance here?"""
    import sys

    from bot.commands.session import configuration, opened, write
    from bot.render.report import render_check
    from bot.services.check import check as judge

    settings = configuration(config, name=brand, accounts=account, domains=domain, handles=handle)
    draft = sys.stdin.read() if text == "-" else text
    with opened(settings, db) as app:
        if app.config.brand.accounts or app.config.brand.roles:
            app.deriver().ensure()
        found = judge(
            app.store, app.brand, app.classifier, draft, community=community, days=days, section=app.config.report,
            model=app.forecaster(), individuals=app.config.privacy.individuals,
        )  # fmt: skip
    write(render_check(found, format.value), out)


def label(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines with id and text.")] = "-",
    deep: o.Deep = None,
    jobs: o.Jobs = 1,
    out: o.Out = None,
) -> None:
    """Label JSON lines: id, label, p_take, kind, own, ask and reasons, one line each."""
    import sys
    from contextlib import ExitStack
    from functools import partial

    from analyzers.classifier import deep_installed, load
    from bot.commands.session import opened_out
    from bot.commands.stopping import stoppable
    from bot.services.crew import crew_of
    from bot.services.judge import judge_lines
    from bot.services.sharing import CLASSIFIER
    from storage.models import Problem as Unread

    problems: list[Problem] = []
    loader = partial(load, deep=deep_installed() if deep is None else deep)
    with ExitStack() as stack:
        target = stack.enter_context(opened_out(out)) if out else sys.stdout.buffer
        stack.enter_context(stoppable())
        crew = stack.enter_context(crew_of(jobs, {CLASSIFIER: loader}))
        for result in judge_lines(_lines(file), loader, file, crew):
            if isinstance(result, Unread):
                problems.append(result)
            else:
                target.write(result + b"\n")
    _tell(problems)


def _tell(problems: Sequence[Problem]) -> None:
    """Say on standard error what was passed over."""
    import sys

    from bot.render.words import many

    if problems:
        first = problems[0]
        sys.stderr.write(
            f"givetake: passed over as no message: {many(len(problems), 'line')}; "
            f"the first is line {first.position} of {first.source}: {first.reason}\n"
        )


def _lines(file: str) -> Iterator[bytes]:
    import sys

    from storage.errors import SourceError

    if file == "-":
        yield from _unmarked(sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as lines:
            yield from _unmarked(lines)
    except OSError as error:
        raise SourceError(f"{file}: cannot be read ({error.strerror}).", "Check the path.") from error


def _unmarked(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without the mark that some programs write before the first."""
    from codecs import BOM_UTF8

    for number, line in enumerate(lines):
        yield line if number else line.removeprefix(BOM_UTF8)
