"""One door to all formats: a report, the origin of a line or the check of a draft in, a string out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from analyzers.drafts import DraftCheck
from analyzers.evidence import Contact
from analyzers.explain import Explanation
from analyzers.reports import Report
from bot.render.check import render_check_markdown, render_check_text
from bot.render.csv import render_csv, render_explanation_csv
from bot.render.explanation import render_explanation_markdown, render_explanation_text
from bot.render.json import render_check_json, render_explanation_json, render_json
from bot.render.markdown import render_markdown
from bot.render.text import render_text
from storage.errors import UsageError

Format = Literal["text", "json", "csv", "markdown", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
Contacts = Mapping[str, Sequence[Contact]]


def render(
    report: Report,
    format: str,  # noqa: A002 - the option's name
    *,
    width: int | None = None,
    color: bool | None = None,
    table: str = "relationships",
    contacts: Contacts | None = None,
) -> str:
    """``report`` in one of the FORMATS.

    ``width`` (columns; None: the terminal's, 80 when piped) and ``color`` (None: on a terminal, unless
    NO_COLOR is set) matter to text, ``table`` (see bot.render.csv.TABLES) to CSV, ``contacts`` (exchanges by
    member, shown on their cards) to HTML.

    Raises:
        UsageError: there is no such format or table.
    """
    return _pick(
        format,
        text=lambda: render_text(report, width=width, color=color),
        json=lambda: render_json(report),
        csv=lambda: render_csv(report, table),
        markdown=lambda: render_markdown(report),
        html=lambda: _html(report, contacts),
    )


def render_explanation(
    explanation: Explanation,
    format: str,  # noqa: A002 - the option's name
    *,
    width: int | None = None,
    color: bool | None = None,
) -> str:
    """The origin of one line, as :func:`render` does it; CSV holds the messages."""
    return _pick(
        format,
        text=lambda: render_explanation_text(explanation, width=width, color=color),
        json=lambda: render_explanation_json(explanation),
        csv=lambda: render_explanation_csv(explanation),
        markdown=lambda: render_explanation_markdown(explanation),
        html=lambda: _explanation_html(explanation),
    )


def render_check(
    check: DraftCheck,
    format: str,  # noqa: A002 - the option's name
    *,
    width: int | None = None,
    color: bool | None = None,
) -> str:
    """The check of a draft, as :func:`render` does it; there is no CSV of it."""
    return _pick(
        format,
        text=lambda: render_check_text(check, width=width, color=color),
        json=lambda: render_check_json(check),
        markdown=lambda: render_check_markdown(check),
    )


def _html(report: Report, contacts: Contacts | None) -> str:
    from bot.render.html import render_html  # noqa: PLC0415  loads templates and charts

    return render_html(report, contacts)


def _explanation_html(explanation: Explanation) -> str:
    from bot.render.html_table import render_explanation_html  # noqa: PLC0415  loads templates

    return render_explanation_html(explanation)


def _pick(wanted: str, **formats: Callable[[], str]) -> str:
    if wanted not in formats:
        raise UsageError(f"There is no format {wanted!r} here.", f"The formats are {', '.join(formats)}.")
    return formats[wanted]()
