"""How a report is asked for and handed over: window, format, file, or the origin of one line."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.commands.options import Format
from bot.commands.session import utc, write

if TYPE_CHECKING:
    from analyzers.reports import Report
    from bot.app import App


class Answer(NamedTuple):
    """The options of every command that reports."""

    days: int | None
    as_of: datetime | None
    format: Format
    out: Path | None
    explain: str | None
    table: str | None

    def give(self, app: App) -> None:
        """Compute the report and write it, or the origin of the line that was asked about."""
        from bot.render import render, render_explanation, render_lines

        made = self.report(app)
        if self.explain is None:
            write(render(made, self.format.value, table=self.table, color=self._color()), self.out)
        elif self.explain == "list":
            write(render_lines(made, color=self._color()), self.out)
        else:
            write(render_explanation(self._origin(app, made), self.format.value, color=self._color()), self.out)

    def report(self, app: App) -> Report:
        """The report, with derived rows brought up to date first."""
        from bot.services.report import Asked, report

        deriver = app.deriver()
        deriver.ensure()
        asked = Asked(self.days, utc(self.as_of))
        return report(app.store, app.brand, deriver.side().own, asked, app.config.report, app.forecaster())
