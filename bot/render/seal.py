"""What a report that is handed on says of itself: a checksum, and the command that makes it again."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from analyzers.reports import Report
from bot.render.json import render_json


def sealed(report: Report, command: str) -> Report:
    """``report`` with its checksum and ``command`` among its notes."""
    checksum = hashlib.sha256(render_json(report).encode()).hexdigest()
    notes = (
        f"Audit of {report.as_of:%Y-%m-%d}, checksum sha256 {checksum} (of its JSON without this note and the next).",
        f"Made by: {command} (the same data give the same checksum).",
    )
    return replace(report, notes=(*report.notes, *notes))
