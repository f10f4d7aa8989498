"""The options that several commands share, declared once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"


class Engine(StrEnum):
    """Where the work is done."""

    EMBEDDED = "embedded"
    SPARK = "spark"


BRAND = "Brand"
ENGINE = "Engine"
OUTPUT = "Output"
WHERE = "Where"

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Export files or folders; - is standard input.")]
BrandName = Annotated[str, typer.Option("--brand", help="Name of the brand in the report.", rich_help_panel=BRAND)]
Accounts = Annotated[
    list[str],
    typer.Option(
        "--account", help="Account of the brand: discord:ID, reddit:NAME ... Repeat for more.", rich_help_panel=BRAND
    ),
]
Roles = Annotated[
    list[str],
    typer.Option("--role", help="Discord role whose holders speak for the brand: discord:ID.", rich_help_panel=BRAND),
]
Domains = Annotated[list[str], typer.Option("--domain", help="Web site of the brand.", rich_help_panel=BRAND)]
Handles = Annotated[
    list[str], typer.Option("--handle", help="Name of the brand on other sites.", rich_help_panel=BRAND)
]
Excluded = Annotated[
    list[str],
    typer.Option(
        "--exclude", help="Account that is neither brand nor member (staff, house bots).", rich_help_panel=BRAND
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="GIVETAKE_CONFIG",
        help="Configuration file (default: config.toml if there).",
        rich_help_panel=WHERE,
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="GIVETAKE_DB",
        help="Database file, or postgresql:// address (default: the configuration's).",
        rich_help_panel=WHERE,
    ),
]
Days = Annotated[int | None, typer.Option("--days", help="Only the last so many days (default: everything).")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        "--at",
        help="Look from this moment, UTC (default: the last message).",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", min=0, help="Worker processes that parse and label (1: none, this one does it all; 0: one a core)."
    ),
]
Deep = Annotated[
    bool | None,
    typer.Option("--deep/--fast", help="With the second stage or without (default: where it is installed)."),
]
Form = Annotated[Format, typer.Option("--format", help="How to write the result.", rich_help_panel=OUTPUT)]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file instead.", rich_help_panel=OUTPUT)]
Explain = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="LINE",
        help="Show the rule, window and messages behind one line; 'list' names the lines.",
        rich_help_panel=OUTPUT,
    ),
]
Table = Annotated[str | None, typer.Option("--table", help="Which table to write as CSV.", rich_help_panel=OUTPUT)]
Redact = Annotated[
    bool,
    typer.Option(
        "--redact", help="Put members under pseudonyms, to hand the report on; it tells its checksum and command.",
        rich_help_panel=OUTPUT,
    ),
]  # fmt: skip
EngineName = Annotated[
    Engine,
    typer.Option(
        "--engine", help="In this process, or on Spark (an extra, see docs/scale.md).", rich_help_panel=ENGINE
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="Where Spark runs: local[4], spark://HOST:7077 ... (default: this machine).",
        rich_help_panel=ENGINE,
    ),
]
Parquet = Annotated[
    Path | None,
    typer.Option(
        "--parquet",
        metavar="FOLDER",
        help="Write Spark's tables to a new folder; import then leaves the database as it is.",
        rich_help_panel=ENGINE,
    ),
]
