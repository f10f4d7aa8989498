"""The keys of a report's lines: all of them with their titles, and the one a person meant."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches

from analyzers.balance import AXES
from analyzers.reports import Report
from storage.errors import UsageError


def titles(report: Report) -> dict[str, str]:
    """Every key of ``report`` with the title of its line, in the report's order."""
    found = {"source": "What was read", "verdict": "Verdict", "steps": "First steps"}
    found |= {each.key: f"Verdict on {each.name}" for each in report.communities}
    found["balance"] = "Balance"
    found |= {row.key: f"Balance of {axis} {row.name}" for axis in AXES for row in report.by[axis]}
    found |= {
        "trend": "Trend",
        "hollow": "Hollow gives",
        "one_way": "One-way messages",
        "cohorts": "Relationships by state",
    }
    found |= {flow.key: f"Members who are {flow.state}" for flow in report.cohorts.flows}
    if report.foresight:
        found["forecast"] = "Last month's forecast"
        found |= {row.key: f"Returned: {row.name}" for row in report.foresight.returned}
    if report.reviews:
        found["reviews"] = "Reviews"
    found["relationships"] = "Relationships, who matters first"
    found |= {f"member.{each.member.id}": f"Relationship with {each.member.name}" for each in report.relationships}
    return found | {"to_answer": "Whom to answer", "starters": "Conversation starters"}


def resolve(report: Report, key: str) -> str:
    """The key that ``key`` means: itself, or the only one that has a name in the place of the id (``member.Ada``).

    Raises:
        UsageError: there is none, or more than one.
    """
    known = titles(report)
    if key in known:
        return key
    named = _by_name(report)
    meant = named.get(key.casefold(), [])
    if len(meant) == 1:
        return meant[0]
    raise UsageError(f"The report has no line {key!r}.", _remedy(key, meant or _close(key, [*known, *named])))


def _by_name(report: Report) -> dict[str, list[str]]:
    named: dict[str, list[str]] = defaultdict(list)
    for each in report.relationships:
        named[f"member.{each.member.name}".casefold()].append(f"member.{each.member.id}")
    for axis in AXES:
        for row in report.by[axis]:
            named[f"balance.{axis}.{row.name}".casefold()].append(row.key)
    for judgement in report.communities:
        named[f"verdict.{judgement.name}".casefold()].append(judgement.key)
    return named


def _close(key: str, candidates: list[str]) -> list[str]:
    return get_close_matches(key, candidates, n=3, cutoff=0.6)


def _remedy(key: str, meant: list[str]) -> str:
    if meant:
        return f"Perhaps you meant {' or '.join(map(repr, meant[:3]))}."
    return "Lines are, for example, balance, balance.week.2025-W14, trend, hollow, cohorts.Weakening or member.NAME."
