"""Logs for machines: one JSON object a line, without message text and without secrets."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from storage.errors import UsageError

#: What every LogRecord has of its own; the rest was given as ``extra``.
_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_TOKEN_IN_URL = re.compile(r"(webhooks|interactions)/(\d+)/[^/\s?]+")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, event, what was given as extra, and where it failed."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        """``secrets`` never appear, wherever they come from."""
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _OWN}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _where(record.exc_info[1])
        text = msgspec.json.encode(line, enc_hook=str).decode()
        return self._without_secrets(text)

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _TOKEN_IN_URL.sub(r"\1/\2/***", text)


def _where(error: BaseException | None) -> list[str]:
    """File and line of the innermost frames; no values, for they may be what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-4:] if error else []
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def to_json_lines(*, secrets: tuple[str, ...] = (), stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send all logs to ``stream`` (standard error) as lines of JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("discord").setLevel(max(level, logging.WARNING))  # below, it writes out what it receives


def level_of(name: str) -> int:
    """The level called ``name``. Raises UsageError."""
    level = logging.getLevelNamesMapping().get(name.upper())
    if level is None:
        raise UsageError(f"There is no log level {name!r}.", "Use debug, info, warning or error.")
    return level
