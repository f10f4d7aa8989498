"""The report as JSON, ``givetake/report@1``: documented field by field in docs/report-schema.md.

The same report gives the same bytes. Times are ISO 8601 in UTC, shares are 0 to 1, "unknown" and "too
few to say" are null, and texts are what people wrote, with every invisible character escaped.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from analyzers.balance import AXES, Balance, Trend
from analyzers.conversations import ToAnswer
from analyzers.drafts import DraftCheck
from analyzers.explain import Explanation
from analyzers.foresight import Foresight
from analyzers.hollow import Hollow
from analyzers.reports import SCHEMA, Report
from bot.render.clean import json_text
from bot.render.words import iso
from storage.models import Period, Relationship

EXPLANATION_SCHEMA = "givetake/explanation@1"
CHECK_SCHEMA = "givetake/check@1"

Json = dict[str, Any]


def render_json(report: Report) -> str:
    """The whole report."""
    return dump(as_json(report))


def render_explanation_json(explanation: Explanation) -> str:
    """The origin of one line of a report."""
    return dump({"schema": EXPLANATION_SCHEMA, **_plain(explanation)})


def render_check_json(check: DraftCheck) -> str:
    """The verdict on a draft."""
    return dump({"schema": CHECK_SCHEMA, **_plain(check)})


def as_json(report: Report) -> Json:
    """The report as nested dicts and lists, in the order in which they are written."""
    return {
        "schema": SCHEMA,
        "brand": {"name": report.brand.name, "accounts": list(report.brand.accounts)},
        "as_of": report.as_of,
        "period": _period(report.period),
        "policy": {"tolerated": report.verdict.tolerated, "minimum": report.policy.minimum},
        "source": _plain(report.source),
        "headline": report.headline,
        "verdict": _plain(report.verdict),
        "communities": [_plain(judgement) for judgement in report.communities],
        "balance": {**_balance(report.balance), "by": {axis: _rows(report.by[axis]) for axis in AXES}},
        "trend": _trend(report.trend),
        "hollow": _hollow(report.hollow),
        "one_way": _plain(report.one_way),
        "cohorts": {flow.state: flow.now for flow in report.cohorts.flows},
        "flows": [_plain(flow) for flow in report.cohorts.flows],
        "undecided": report.cohorts.undecided,
        "relationships": [_relationship(each) for each in report.relationships],
        "steps": [{**_plain(step), "asked": step.asked and step.asked.question.id} for step in report.steps],
        "to_answer": _to_answer(report.to_answer),
        "starters": [_plain(post) for post in report.starters],
        "notes": list(report.notes),
        "foresight": _foresight(report.foresight),
        "reviews": report.reviews and _plain(report.reviews),
    }


def dump(content: Json | list[Json]) -> str:
    """Encode: non-finite numbers as null, no lone surrogate, no invisible character, one line end at the end."""
    return json_text(json.dumps(_encodable(content), ensure_ascii=False, allow_nan=False, indent=2)) + "\n"


def _balance(balance: Balance) -> Json:
    return {
        "key": balance.key,
        "gives": balance.gives,
        "takes": balance.takes,
        "unsure": balance.unsure,
        "take_share": balance.take_share,
        "interval": balance.interval,
        "enough": balance.enough,
        "tolerated": balance.tolerated,
        "verdict": balance.verdict,
    }


def _rows(rows: Iterable[Balance]) -> list[Json]:
    return [
        {"id": row.id, "name": row.name, "community": row.community or None, "part": row.part, **_balance(row)}
        for row in rows
    ]


def _trend(trend: Trend) -> Json:
    return {
        "key": trend.key,
        "word": trend.word,
        "difference": trend.difference,
        "interval": trend.interval,
        "recent": {"period": _period(trend.recent_period), **_balance(trend.recent)},
        "before": {"period": _period(trend.before_period), **_balance(trend.before)},
    }


def _hollow(hollow: Hollow) -> Json:
    return {
        "key": hollow.key,
        "count": len(hollow.gives),
        "without": _balance(hollow.without),
        "gives": [
            {**_plain(give.post), "rule": give.rule, "because_of": give.because_of.id, "similarity": give.similarity}
            for give in hollow.gives
        ],
    }


def _relationship(each: Relationship) -> Json:
    fields = {name: getattr(each, name) for name in each.__struct_fields__ if name != "member"}
    member = {"key": f"member.{each.member.id}", "member": each.member.id, "name": each.member.name}
    return {**member, "accounts": list(each.member.accounts), **fields}


def _foresight(found: Foresight | None) -> Json | None:
    if found is None:
        return None
    rows = [{"key": row.key, "name": row.name, **_plain(row.result)} for row in found.returned]
    return {"model": found.model, "calls": [_plain(call) for call in found.calls], "returned": rows}


def _to_answer(waiting: ToAnswer) -> Json:
    questions = [
        {**_plain(asked.question), "name": asked.name, "state": asked.state, "waiting": asked.waiting}
        for asked in waiting.questions
    ]
    return {"key": waiting.key, "older": waiting.older, "questions": questions}


def _period(period: Period) -> Json:
    return {"start": period.start, "end": period.end, "days": period.days}


def _plain(noun: msgspec.Struct) -> Json:
    return {name: getattr(noun, name) for name in noun.__struct_fields__}


def _encodable(value: object) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, msgspec.Struct):
        return _encodable(_plain(value))
    if isinstance(value, dict):
        return {name: _encodable(each) for name, each in value.items()}
    return [_encodable(each) for each in value] if isinstance(value, list | tuple) else value
