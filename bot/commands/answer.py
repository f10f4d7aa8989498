"""How a report is asked for and handed over: window, format, file, or the origin of one line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.commands.options import Format
from bot.commands.session import utc, write

if TYPE_CHECKING:
    from analyzers.evidence import Contact
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
        from analyzers.explain import explain
        from analyzers.keys import titles
        from bot.render.report import render, render_explanation
        from bot.render.rows import render_rows

        made, color = self.report(app), None if self.out is None else False
        if self.explain is None:
            write(render(made, self.format.value, color=color, table=self.table or "relationships"), self.out)
        elif self.explain == "list":
            write(render_rows(("line", "what it says"), list(titles(made).items()), self.format.value), self.out)
        else:
            found = explain(made, self.explain, self._contacts(app, made, self.explain))
            write(render_explanation(found, self.format.value, color=color), self.out)

    def report(self, app: App) -> Report:
        """The report, with derived rows brought up to date first."""
        from bot.services.report import Asked, report

        deriver = app.deriver()
        deriver.ensure()
        asked = Asked(self.days, utc(self.as_of))
        return report(app.store, app.brand, deriver.side().own, asked, app.config.report, app.forecaster())

    @staticmethod
    def _contacts(app: App, made: Report, key: str) -> list[Contact]:
        """What was said between the brand and the member that the key names, if it names one."""
        from analyzers.keys import resolve
        from bot.services.report import contacts

        head, _, member = resolve(made, key).partition(".")
        accounts = [a for each in made.relationships if each.member.id == member for a in each.member.accounts]
        return contacts(app.store, app.brand, accounts, made.as_of) if head == "member" else []
