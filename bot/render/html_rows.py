"""The figures of give and take as a page shows them: counts, shares, intervals, and where to draw them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from msgspec.structs import replace

from analyzers.balance import Balance
from analyzers.facts import one_way_share, points
from analyzers.reports import Report
from analyzers.tolerance import Word
from analyzers.verdict import exact, figures, leaning, percent, span
from analyzers.windows import rolling
from bot.render.clean import line
from bot.render.specs import ROOMY, Link, shown_weeks
from bot.render.words import many
from storage.models import Noun

#: Longer tables are cut, and say so.
MOST_ROWS = 20
#: The word for a page's style sheet; the words of the verdict say it, too.
_TONES: dict[Word | None, str] = {
    "above": "bad",
    "probably above": "warn",
    "too close to call": "open",
    "probably within": "good",
    "within": "good",
    None: "open",
}


class Gauge(Noun, frozen=True):
    """A share with its interval and the tolerated share, in per cent of a scale that ends at ``top``."""

    share: float
    low: float
    high: float
    limit: float
    top: str
    label: str


class Row(Noun, frozen=True):
    """One place, account or kind; ``gauge`` is None where there are too few to judge."""

    name: str
    gives: str
    takes: str
    unsure: str
    share: str
    interval: str
    word: str
    tone: str
    gauge: Gauge | None
    link: str | None
    inner: bool = False


class Kind(Noun, frozen=True):
    """One kind of give or take with its count; ``bar`` as from :func:`strip`."""

    name: str
    value: str
    tone: str
    link: str | None
    bar: tuple[tuple[str, float, float], ...]


class Figure(Noun, frozen=True):
    """One number with its name and what it rests on."""

    name: str
    value: str
    note: str
    link: str | None
    tone: str = ""


class Verdict(Noun, frozen=True):
    """The first thing a reader sees; ``detail`` is empty where there is too little to judge."""

    head: str
    detail: str
    word: str
    tone: str
    gauge: Gauge | None
    link: str | None


def verdict(report: Report, link: Link) -> Verdict:
    """The verdict in a short and a full sentence."""
    word = report.verdict.word
    head = f"{line(report.brand.name, 80)} {leaning(report.balance)}." if word else line(report.headline, 400)
    return Verdict(
        head=head, detail=f"Share of takes: {report.verdict.sentence}." if word else "",
        word=word or "too few to judge",
        tone=_TONES[word], gauge=_gauge(report.balance, _top([report.balance])), link=link("verdict"),
    )  # fmt: skip


def strip(parts: Sequence[tuple[str, int]]) -> list[tuple[str, float, float]]:
    """Counts by tone as parts of one bar: tone, start and size in per cent."""
    total = sum(count for _, count in parts) or 1
    starts = accumulate((100 * count / total for _, count in parts), initial=0.0)
    return [
        (tone, round(start, 2), round(100 * count / total, 2))
        for (tone, count), start in zip(parts, starts, strict=False)
        if count
    ]


def numbers(report: Report, link: Link) -> list[Figure]:
    """Counts, and what follows from them as a whole."""
    whole, hollow, alone = report.balance, report.hollow, report.one_way
    share = percent(alone.share) if alone.enough and alone.share is not None else f"{alone.count:,}"
    return [
        Figure(name="gives", value=f"{whole.gives:,}", note="value flows to the reader", link=link("balance"),
               tone="give"),
        Figure(name="takes", value=f"{whole.takes:,}", note=_unsure(whole), link=link("balance"), tone="take"),
        _trend(report, link),
        Figure(name="one-way", value=share, note=f"{one_way_share(alone)} answered nobody and got no answer",
               link=link("one_way")),
        Figure(name="hollow gives", value=f"{len(hollow.gives):,}",
               note=f"without them {figures(hollow.without)}" if hollow.gives else "no copies, no bunched pleasantries",
               link=link("hollow")),
    ]  # fmt: skip


def groups(report: Report, link: Link) -> list[tuple[str, list[Row], int]]:
    """Tables of communities with their channels and of accounts: title, rows, and how many are left out."""
    accounts = report.by["account"]
    return [
        ("Community and channel", _rows(places(report), link), len(report.by["community"][MOST_ROWS:])),
        ("Account", _rows(accounts[:MOST_ROWS], link), len(accounts[MOST_ROWS:])),
    ]


def places(report: Report) -> list[Balance]:
    """The busiest communities, each followed by its channels if it has several."""
    found = []
    for community in report.by["community"][:MOST_ROWS]:
        channels = [row for row in report.by["channel"][:MOST_ROWS] if row.community == community.id]
        found += [community, *(channels if len(channels) > 1 else [])]
    return found


def kinds(report: Report, link: Link) -> list[Kind]:
    """What the gives and the takes are, busiest first; bars are measured by the most frequent kind."""
    rows = [(row, name) for name in ("give", "take") for row in report.by["kind"] if _count(row, name)]
    most = max((_count(row, name) for row, name in rows), default=1)
    return [
        Kind(
            name=line(row.name, 40), value=f"{_count(row, name):,}", tone=name, link=link(row.key),
            bar=((name, 0.0, max(1.0, round(100 * _count(row, name) / most, 1))),),
        )
        for row, name in rows[:MOST_ROWS]
    ]  # fmt: skip


def _count(row: Balance, name: str) -> int:
    return row.gives if name == "give" else row.takes


def weeks(report: Report, link: Link) -> list[Row]:
    """The weeks that are drawn, the latest first, each with the share of the four weeks up to it."""
    shown = rolling(report.by["week"], report.policy.minimum)[-shown_weeks(report, ROOMY) :]
    counts = {row.id: row for row in report.by["week"]}
    return [
        replace(_row(counts[row.id], 1.0, link), share=_share(row), interval=_span(row), gauge=None)
        for row in reversed(shown)
    ]


def _share(row: Balance) -> str:
    return percent(row.take_share) if row.enough and row.take_share is not None else ""


def _span(row: Balance) -> str:
    return span(row.interval) if row.enough and row.interval else ""


def _rows(rows: Sequence[Balance], link: Link) -> list[Row]:
    top = _top(rows)
    return [_row(row, top, link) for row in rows]


def _row(row: Balance, top: float, link: Link) -> Row:
    return Row(
        name=line(row.name, 80), gives=f"{row.gives:,}", takes=f"{row.takes:,}", unsure=f"{row.unsure:,}",
        share=_share(row), interval=_span(row),
        word=row.verdict or "too few to judge", tone=_TONES[row.verdict],
        gauge=_gauge(row, top), link=link(row.key), inner=row.key.startswith("balance.channel."),
    )  # fmt: skip


def _gauge(row: Balance, top: float) -> Gauge | None:
    if not row.enough or row.take_share is None or row.interval is None:
        return None
    low, high = row.interval
    return Gauge(
        share=_part(row.take_share, top), low=_part(low, top), high=_part(high, top), limit=_part(row.tolerated, top),
        top=percent(top),
        label=f"{percent(row.take_share)}, 95 % interval {span(row.interval)}, tolerated {exact(row.tolerated)}",
    )  # fmt: skip


def _part(value: float, top: float) -> float:
    return round(min(100.0, 100 * value / top), 2)


def _top(rows: Sequence[Balance]) -> float:
    highs = [row.interval[1] for row in rows if row.enough and row.interval]
    return min(1.0, max([0.02, *(2 * row.tolerated for row in rows), *(1.05 * high for high in highs)]))


def _trend(report: Report, link: Link) -> Figure:
    trend = report.trend
    counts = [f"{each.takes} of {each.gives + each.takes}" for each in (trend.recent, trend.before)]
    note = f"takes in the last {many(round(trend.recent_period.days), 'day')} {counts[0]}, before {counts[1]}"
    if trend.word != "too few" and trend.difference is not None and trend.interval is not None:
        low, high = map(points, trend.interval)
        note += f"; {points(trend.difference)} points, 95 %: {low} to {high}"
    return Figure(
        name="trend of takes", value="too few to compare" if trend.word == "too few" else trend.word, note=note,
        link=link("trend"), tone={"up": "warn", "down": "good"}.get(trend.word, "open"),
    )  # fmt: skip


def _unsure(whole: Balance) -> str:
    note = "value flows to the sender"
    return f"{note}; {many(whole.unsure, 'message')} unsure, in no share" if whole.unsure else note
