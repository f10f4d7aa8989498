"""How a report is asked for and handed over: window, format, file, or the origin of one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.commands.options import Format
from bot.commands.session import utc, write

if TYPE_CHECKING:
    from analyzers.evidence import Contact
    from analyzers.redaction import Contacts, Redacted
    from analyzers.reports import Report
    from bot.app import App
    from storage.models import Relationship

#: More accounts than a community has.
_EVERYBODY = 10_000_000


class Answer(NamedTuple):
    """The options of every command that reports.

    ``redact`` is None for the report as it is, else the command that makes the redacted one.
    """

    days: int | None
    as_of: datetime | None
    format: Format
    out: Path | None
    explain: str | None
    table: str | None
    redact: str | None = None

    def give(self, app: App) -> None:
        """Compute the report and write it, or the origin of the line that was asked about."""
        from analyzers.keys import titles
        from bot.render.report import render
        from bot.render.rows import render_rows

        original = self.report(app)
        shown = self._redacted(app, original, {}).report if self.redact is not None else original
        form, color = self.format.value, None if self.out is None else False
        if self.explain is None:
            told = self._told(app, original) if self.format is Format.HTML else {}
            if self.redact is not None:
                shown, told = self._sealed(app, original, told)
            text = render(shown, form, color=color, table=self.table or "relationships", contacts=told)
        elif self.explain == "list":
            text = render_rows(("line", "what it says"), list(titles(shown).items()), form)
        else:
            text = self._explained(app, original, shown)
        write(text, self.out)

    def report(self, app: App) -> Report:
        """The report, with derived rows brought up to date first."""
        from bot.services.report import Asked, report

        deriver = app.deriver()
        deriver.ensure()
        asked = Asked(self.days, utc(self.as_of))
        section, mode = app.config.report, app.config.privacy.individuals
        return report(app.store, app.brand, deriver.side().own, asked, section, app.forecaster(), mode)

    def _explained(self, app: App, original: Report, shown: Report) -> str:
        """The origin of one line; a person has the same place in both reports."""
        from analyzers.explain import explain
        from analyzers.keys import resolve
        from bot.render.report import render_explanation

        key = resolve(shown, self.explain or "")
        head, _, member = key.partition(".")
        place = next(
            (n for n, each in enumerate(shown.relationships) if (head, each.member.id) == ("member", member)), None
        )
        said = {} if place is None else _said(app, original, [original.relationships[place]])
        told = self._redacted(app, original, said).contacts if self.redact is not None else said
        found = explain(shown, key, next(iter(told.values()), ()))
        return render_explanation(found, self.format.value, color=None if self.out is None else False)

    def _told(self, app: App, made: Report) -> Contacts:
        """What was said with the people whose cards show it."""
        from bot.render.html import CARDS_WITH_WORDS

        return _said(app, made, made.relationships[:CARDS_WITH_WORDS])

    def _sealed(self, app: App, original: Report, told: Contacts) -> tuple[Report, Contacts]:
        from bot.render.seal import sealed

        made = self._redacted(app, original, told)
        return sealed(made.report, self.redact or ""), made.contacts

    @staticmethod
    def _redacted(app: App, original: Report, told: Contacts) -> Redacted:
        from analyzers.redaction import redact

        names = {name for account, *_ in app.store.busiest("", _EVERYBODY) for name in (account.name, account.display)}
        return redact(original, told, names)


def _said(app: App, made: Report, people: Iterable[Relationship]) -> dict[str, list[Contact]]:
    """What the brand and some members said to each other, by member."""
    from bot.services.report import contacts

    return {each.member.id: contacts(app.store, app.brand, each.member.accounts, made.as_of) for each in people}
