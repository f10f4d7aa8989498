"""What every command does around its one service call: configuration, database, progress, output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from bot.app import App, build_app
from bot.config import Config, load, merged
from storage.errors import ConfigError, SourceError

DEFAULT_CONFIG = Path("config.toml")


def configuration(path: Path | None, **brand: Any) -> Config:
    """The configuration file (``config.toml`` if it is there), with the brand options given.

    Raises ConfigError.
    """
    found = path or (DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None)
    return merged(load(found), brand)


@contextmanager
def opened(config: Config, database: str | None) -> Iterator[App]:
    """The application, closed at the end."""
    app = build_app(config, database=database)
    try:
        yield app
    finally:
        app.close()


def need_brand(config: Config) -> None:
    """Raise ConfigError unless the configuration says who speaks for the brand."""
    if not config.brand.accounts and not config.brand.roles:
        raise ConfigError(
            "Nobody speaks for the brand yet.",
            "Name its accounts with --account or in config.toml; givetake members lists candidates.",
        )


def utc(moment: datetime | None) -> datetime | None:
    """A moment from the command line as aware UTC."""
    return moment.replace(tzinfo=UTC) if moment else None


def write(text: str, out: Path | None) -> None:
    """Write a result to standard output or to a file. Raises SourceError when the file cannot be written."""
    ended = text if text.endswith("\n") or not text else text + "\n"
    if out is None:
        sys.stdout.write(ended)
        sys.stdout.flush()
        return
    with _writable(out, "--out"):
        out.write_text(ended, encoding="utf-8")


def opened_out(out: Path) -> BinaryIO:
    """A file for a result that is written bit by bit. Raises SourceError when it cannot be written."""
    with _writable(out, "--out"):
        return out.open("wb")


def save(picture: bytes, path: Path) -> None:
    """Write a picture to a file. Raises SourceError when it cannot be written."""
    with _writable(path, "--picture"):
        path.write_bytes(picture)


@contextmanager
def _writable(path: Path, option: str) -> Iterator[None]:
    """Turn the system's refusals into ours; ``option`` is what named the file."""
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"{path} cannot be written: {error.strerror}.", f"Name another file with {option}."
        ) from error


def say(text: str) -> None:
    """Tell the person something that is no result: on standard error, if that is a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(text + "\n")
