"""Commands that read sources: demo, audit, import."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import options as o

if TYPE_CHECKING:
    from bot.app import App
    from bot.commands.answer import Answer
    from bot.config import Config
    from bot.connectors.files import ImportOptions
    from bot.engines.spark.running import Job
    from storage.models import Brand

SOURCE = "Source"
CommunityName = Annotated[
    str | None, typer.Option("--community", help="Name the community of generic files.", rich_help_panel=SOURCE)
]
PlatformName = Annotated[
    str | None, typer.Option("--platform", help="Platform of the authors in generic files.", rich_help_panel=SOURCE)
]
Columns = Annotated[
    list[str],
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="Column that holds id, time, author, text, channel or reply_to.",
        rich_help_panel=SOURCE,
    ),
]
SelfAccount = Annotated[
    str | None, typer.Option("--self", help="Whose 'my data' package it is: discord:ID.", rich_help_panel=SOURCE)
]


def audit(
    ctx: typer.Context,
    paths: o.Paths,
    account: o.Accounts = [],
    role: o.Roles = [],
    domain: o.Domains = [],
    handle: o.Handles = [],
    brand: o.BrandName = "",
    exclude: o.Excluded = [],
    config: o.ConfigFile = None,
    db: o.Database = None,
    community: CommunityName = None,
    platform: PlatformName = None,
    column: Columns = [],
    self_account: SelfAccount = None,
    jobs: o.Jobs = 1,
    days: o.Days = None,
    as_of: o.AsOf = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
    explain: o.Explain = None,
    table: o.Table = None,
    redact: o.Redact = False,
    engine: o.EngineName = o.Engine.EMBEDDED,
    master: o.Master = None,
    parquet: o.Parquet = None,
) -> None:
    """Import exports, label them and report, in one go (kept in --db, else thrown away)."""
    from bot.commands.answer import Answer
    from bot.commands.retrace import typed
    from bot.commands.session import configuration, need_brand

    settings = configuration(
        config, name=brand, accounts=account, roles=role, domains=domain, handles=handle, excluded=exclude
    )
    need_brand(settings)
    answer = Answer(days, as_of, format, out, explain, table, typed(ctx) if redact else None)
    sources = _import_options(community, platform, column, self_account)
    if job := _job(engine, master, parquet, paths, sources):
        _audit_on_spark(settings, db, job, answer)
    else:
        _audit(settings, db, paths, sources, answer, jobs)


def demo(
    ctx: typer.Context,
    days: o.Days = None,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
    explain: o.Explain = None,
    table: o.Table = None,
    redact: o.Redact = False,
) -> None:
    """Audit the bundled sample community: a first result without any set-up."""
    from bot.commands.answer import Answer
    from bot.commands.retrace import typed
    from bot.connectors.files import ImportOptions
    from bot.demo import BRAND, paths

    answer = Answer(days, None, format, out, explain, table, typed(ctx) if redact else None)
    _audit(_configured(BRAND), None, [str(path) for path in paths()], ImportOptions(), answer)


def import_(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH...", help="Export files or folders; - is standard input.")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
    community: CommunityName = None,
    platform: PlatformName = None,
    column: Columns = [],
    self_account: SelfAccount = None,
    jobs: o.Jobs = 1,
    problems: Annotated[bool, typer.Option("--problems", help="List the records that could not be read.")] = False,
    format: o.Form = o.Format.TEXT,
    out: o.Out = None,
    engine: o.EngineName = o.Engine.EMBEDDED,
    master: o.Master = None,
    parquet: o.Parquet = None,
) -> None:
    """Bring exports into the lasting database; stopped half-way, the same command goes on."""
    from bot.commands.session import configuration, opened, write
    from bot.render.imports import render_problems
    from storage.address import is_address
    from storage.errors import UsageError
    from storage.store import MEMORY

    if not paths and not problems:
        raise UsageError("Name the files to import, or ask for --problems.")
    sources = _import_options(community, platform, column, self_account)
    job = _job(engine, master, parquet, paths or [], sources)
    settings = configuration(config)
    if parquet and not db and not is_address(settings.database) and not Path(settings.database).exists():
        db = MEMORY  # what goes to tables alone needs no database
    with opened(settings, db) as app:
        done = (_read_on_spark(app, job) if job else _read(app, paths, sources, jobs)) if paths else ""
        if problems:
            sys.stderr.write(done)
            write(render_problems(app.store.problems(), format.value), out)
        else:
            write(done, out)


def _audit(
    config: Config, db: str | None, paths: Sequence[str], sources: ImportOptions, answer: Answer, jobs: int = 1
) -> None:
    from bot.commands.session import opened

    with (
        tempfile.TemporaryDirectory(prefix="givetake-") as folder,
        opened(config, db or str(Path(folder, "audit.db"))) as app,
    ):
        _read(app, paths, sources, jobs)
        answer.give(app)


def _read(app: App, paths: Sequence[str], options: ImportOptions, jobs: int) -> str:
    """Collect the sources, with a progress bar where a person watches, and tell what was done."""
    from bot.commands.progress import watching
    from bot.commands.stopping import stoppable
    from bot.connectors.files import find_sources
    from bot.render.imports import render_collected
    from bot.services.collect import collect

    found = find_sources(paths, options=options)
    brand = app.config.brand
    with stoppable(), app.crew(jobs) as crew, watching(sum(source.size for source in found.sources)) as watch:
        deriver = app.deriver() if brand.accounts or brand.roles else None
        done = collect(app.store, found.sources, deriver, crew=crew, on_batch=watch.batch, on_bytes=watch.bytes)
    return render_collected(
        records=done.records, new=done.new, altered=done.altered, unchanged=done.unchanged,
        problems=done.problems, skipped=found.skipped,
    )  # fmt: skip


def _job(
    engine: o.Engine, master: str | None, parquet: Path | None, paths: Sequence[str], sources: ImportOptions
) -> Job | None:
    """What Spark is asked for; None where it is not."""
    from storage.errors import UsageError

    if engine is o.Engine.SPARK:
        from bot.engines.spark.running import Job

        return Job(paths=paths, options=sources, master=master, parquet=parquet)
    if master or parquet:
        raise UsageError(f"{'--master' if master else '--parquet'} is for Spark.", "Add --engine spark.")
    return None


def _audit_on_spark(config: Config, db: str | None, job: Job, answer: Answer) -> None:
    from bot.commands.session import opened, say
    from bot.engines.spark.running import looked_at
    from storage.store import MEMORY

    with opened(config, db or MEMORY) as app:
        if db:
            _read_on_spark(app, job)
            answer.give(app)
            return
        say("Spark is at work ...")
        with looked_at(app, job) as extract:
            answer.give(extract)


def _read_on_spark(app: App, job: Job) -> str:
    from bot.commands.session import say
    from bot.engines.spark.running import bring_in
    from bot.render.imports import render_collected

    say("Spark is at work ...")
    done, skipped = bring_in(app, job)
    return render_collected(
        records=done.records, new=done.new, altered=done.altered, unchanged=done.unchanged,
        problems=done.problems, skipped=skipped,
    )  # fmt: skip


def _import_options(
    community: str | None, platform: str | None, columns: Sequence[str], self_account: str | None
) -> ImportOptions:
    from bot.connectors.files import ImportOptions
    from storage.errors import UsageError

    if bad := [column for column in columns if "=" not in column]:
        raise UsageError(f"--column {bad[0]} names no column.", "Write it as --column time=created_at.")
    mapping = dict(column.split("=", 1) for column in columns)
    return ImportOptions(community=community, platform=platform, columns=mapping, self_account=self_account)


def _configured(brand: Brand) -> Config:
    from bot.config import BrandSection, Config

    return Config(brand=BrandSection.model_validate({key: getattr(brand, key) for key in BrandSection.model_fields}))
