"""A share of takes against what a community tolerates, in words that admit what a small count cannot tell."""

from __future__ import annotations

from analyzers.balance import Balance
from analyzers.intervals import Interval
from analyzers.tolerance import Word
from storage.models import Noun


class Judgement(Noun, frozen=True):
    """What a balance says about a tolerated share.

    ``community`` and its ``name`` are empty for the whole. ``word`` is None when there is too little to
    judge. ``sentence`` is complete and stands alone.
    """

    key: str
    community: str
    name: str
    word: Word | None
    tolerated: float
    sentence: str


def judge(balance: Balance, key: str = "verdict") -> Judgement:
    """Put the verdict of ``balance`` in words."""
    word = balance.verdict
    verdict = f"{_against(word)} the tolerated {exact(balance.tolerated)}" if word else "too few to judge"
    return Judgement(
        key=key,
        community=balance.community,
        name=balance.name,
        word=word,
        tolerated=balance.tolerated,
        sentence=f"{figures(balance)}: {verdict}",
    )


def headline(brand: str, balance: Balance, judgement: Judgement) -> str:
    """The report in one sentence: does ``brand`` give or take, and is it too much?"""
    if not balance.gives + balance.takes + balance.unsure:
        return f"{brand} wrote nothing in this period."
    if judgement.word is None:
        counts = f"{_count(balance.gives, 'give')} and {_count(balance.takes, 'take')}"
        return f"Too few to judge: {brand} wrote {counts} in this period."
    link = "yet" if judgement.word in ("above", "probably above") else "and"
    verdict = f"is {_against(judgement.word)} the tolerated {exact(judgement.tolerated)}"
    return f"{brand} {leaning(balance)}, {link} its share of takes, {figures(balance)}, {verdict}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _against(word: Word) -> str:
    return "too close to call against" if word == "too close to call" else word


def leaning(balance: Balance) -> str:
    """Whether a brand with this balance gives or takes, as a predicate (``gives more than it takes``)."""
    if not balance.takes:
        return "only gives"
    if not balance.gives:
        return "only takes"
    low, high = balance.interval or (0.0, 1.0)
    if high < 0.5:
        return "gives more than it takes"
    return "takes more than it gives" if low > 0.5 else "gives about as much as it takes"


def figures(balance: Balance) -> str:
    """``7 of 41 = 17 % (95 %: 8 to 31 %)``, or just ``2 of 5`` when a share would mislead."""
    judged = balance.gives + balance.takes
    if not balance.enough or balance.take_share is None or balance.interval is None:
        return f"{balance.takes} of {judged}"
    return f"{balance.takes} of {judged} = {percent(balance.take_share)} (95 %: {span(balance.interval)})"


def percent(share: float) -> str:
    """A share as whole per cent, with one decimal where rounding would say 0 or 100 wrongly."""
    whole = round(share * 100)
    close = (whole == 0 and share > 0) or (whole == 100 and share < 1)
    return f"{_not_quite(share):.1f} %" if close else f"{whole} %"


def span(interval: Interval) -> str:
    """An interval of shares as ``8 to 31 %``."""
    low, high = (percent(limit).removesuffix(" %") for limit in interval)
    return f"{low} to {high} %"


def exact(share: float) -> str:
    """A set limit in per cent, with one decimal where it has one."""
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


def _not_quite(share: float) -> float:
    return min(99.9, max(0.1, share * 100))
