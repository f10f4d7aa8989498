"""The tables of a report as CSV: a header line, then one line a row, safe to open in a spreadsheet.

Texts and names are quoted, on one line, and cannot be taken for a formula; numbers are bare; what is
unknown is empty.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from io import StringIO
from typing import Any

from analyzers.balance import AXES, Axis, Balance
from analyzers.conversations import is_one_way
from analyzers.explain import Explanation
from analyzers.reports import Report
from bot.render.clean import formula
from bot.render.words import iso
from storage.errors import UsageError

Row = dict[str, Any]


def render_csv(report: Report, table: str = "relationships") -> str:
    """One of the TABLES of ``report``.

    Raises:
        UsageError: there is no such table.
    """
    if table not in TABLES:
        raise UsageError(f"There is no table {table!r}.", f"The tables are {', '.join(TABLES)}.")
    columns, rows = TABLES[table]
    return _write(columns, rows(report))


def render_explanation_csv(explanation: Explanation) -> str:
    """The messages behind one line of a report."""
    rows = ({name: getattr(each, name) for name in each.__struct_fields__} for each in explanation.messages)
    return _write(_CITED, rows)


def _relationships(report: Report) -> Iterator[Row]:
    for each in report.relationships:
        row = {name: getattr(each, name) for name in each.__struct_fields__}
        yield row | {
            "member": each.member.id,
            "name": each.member.name,
            "accounts": " ".join(each.member.accounts),
            "because": "; ".join(each.because),
        }


def _balance(report: Report) -> Iterator[Row]:
    yield _weighed("all", report.balance)
    for axis in AXES:
        yield from _axis(axis, report)


def _axis(axis: Axis, report: Report) -> Iterator[Row]:
    return (_weighed(axis, row) for row in report.by[axis])


def _weighed(by: str, row: Balance) -> Row:
    low, high = row.interval or (None, None)
    return {"by": by, "low": low, "high": high} | {name: getattr(row, name) for name in row.__struct_fields__}


def _posts(report: Report) -> Iterator[Row]:
    hollow = {give.post.id: give.rule for give in report.hollow.gives}
    for post in report.posts:
        row = {name: getattr(post, name) for name in post.__struct_fields__}
        yield row | {
            "message": post.id,
            "one_way": is_one_way(post),
            "hollow": hollow.get(post.id, ""),
            "reasons": "; ".join(post.reasons),
        }


def _questions(report: Report) -> Iterator[Row]:
    for asked in report.to_answer.questions:
        question = asked.question
        row = {name: getattr(question, name) for name in question.__struct_fields__}
        yield row | {"message": question.id, "name": asked.name, "state": asked.state, "waiting_days": asked.waiting}


def _write(columns: str, rows: Iterable[Row]) -> str:
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    names = columns.split()
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str | int | float:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return iso(value)
    return value if isinstance(value, int | float) else formula(str(value))


_BALANCE = "by id name community gives takes unsure take_share low high enough tolerated verdict part key"
_POSTS = (
    "message time community channel account label kind p_take answers replies members one_way hollow reasons url text"
)
_RELATIONSHIPS = (
    "member name accounts state before p_30d expected_30d norm last_contact usual_gap trip_wire gave took received "
    "gone because"
)
_QUESTIONS = "message member name state waiting_days time community channel account url text"
_CITED = "message time community channel author label kind p_take note url text"

#: The tables by name, each with its columns and the rows of a report.
TABLES: dict[str, tuple[str, Callable[[Report], Iterable[Row]]]] = {
    "relationships": (_RELATIONSHIPS, _relationships),
    "balance": (_BALANCE, _balance),
    **{axis: (_BALANCE, partial(_axis, axis)) for axis in AXES},
    "posts": (_POSTS, _posts),
    "questions": (_QUESTIONS, _questions),
}
