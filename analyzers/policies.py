"""What a community's written rules ask of those who promote: a proposal with its evidence, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from storage.models import Noun

STRICT, ONE_IN_TEN, INDIE, SHOWCASE = "strict", "one in ten", "indie-friendly", "showcase day"
#: The share of takes of each preset; of a showcase day what holds on all other days.
PRESETS: dict[str, float] = {STRICT: 0.0, ONE_IN_TEN: 0.10, INDIE: 0.25, SHOWCASE: 0.0}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_PROMO = r"(?:self[- ]?promot\w*|promot\w+|advertis\w+|market(?:ing|ed)|spam\w*|solicit\w*|plug(?:s|ging)?|shill\w*)"
_ABOUT = re.compile(rf"\b{_PROMO}\b|\bown (?:content|work|project|product|channel|blog|site|links?)\b", re.IGNORECASE)
_FORBIDDEN = re.compile(
    rf"\b(?:no|zero|not? allow(?:ed)?|never|don(?:'|’)?t|do not|prohibit\w*|forbid\w*|ban(?:ned)?|remov\w+|without)\b"
    rf"[^.\n]{{0,60}}\b{_PROMO}|\b{_PROMO}\b[^.\n]{{0,60}}\b(?:not allowed|prohibited|forbidden|banned|not permitted"
    r"|will be removed|is removed|not welcome)\b",
    re.IGNORECASE,
)
_ALLOWED = re.compile(
    rf"\b(?:feel free|welcome|allowed|encouraged?|ok(?:ay)?|happy)\b[^.\n]{{0,60}}"
    rf"(?:\b{_PROMO}|\byour (?:own|work|game|music|app))"
    rf"|\b{_PROMO}\b[^.\n]{{0,40}}\b(?:is|are) (?:fine|ok(?:ay)?|allowed|welcome|encouraged)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|n't|isn’t|aren’t|never|no)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,2})\s*(?:%|percent)", re.IGNORECASE)
_RATIO = re.compile(r"\b(\d{1,2})\s*(?::|/|\s+to\s+|-to-)\s*(\d{1,2})\b", re.IGNORECASE)
_ONE_IN = re.compile(r"\b(?:one|1) (?:in|out of|of) (?:every )?(\d{1,2}|ten|five|twenty)\b", re.IGNORECASE)
_NUMBERS = {"five": 5, "ten": 10, "twenty": 20}
_THREAD = re.compile(
    r"\b((?:(?:daily|weekly|monthly|bi-?weekly|self[- ]promo\w*|promo\w*|showcase|show[- ]?off|share|feedback)[ -]+)+"
    r"(?:mega)?thread)s?\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b((?:self[- ]?promo\w*|promo\w*|show[- ]?off|show[- ]?case|share|feedback|shameless)[ -]+"
    rf"({'|'.join(WEEKDAYS)})s?)\b"
    rf"|\b(?:only|except|allowed|permitted|welcome) (?:\w+ ){{0,3}}on ({'|'.join(WEEKDAYS)})s?\b",
    re.IGNORECASE,
)
_FLAIR = re.compile(
    r"[\"“'\[(]([^\"”'\])\n]{2,30})[\"”'\])]\s+flair\b"
    r"|\bflair(?:ed)?(?: \w+){0,3}? (?:as|with|it)?\s*[\"“'\[(]([^\"”'\])\n]{2,30})",
    re.IGNORECASE,
)
_DISCLOSE = re.compile(
    r"\bdisclos\w+|\baffiliat\w+|\btransparen\w+|\bupfront\b|\bidentify yourself\b"
    r"|\b(?:say|state|mention|make (?:it )?clear)\b[^.\n]{0,40}\b(?:your own|you made|you work|you are|yours)\b",
    re.IGNORECASE,
)


class Rule(Noun, frozen=True):
    """One written rule."""

    name: str
    text: str


class Proposal(Noun, frozen=True):
    """What was read from rules; ``tolerated`` is None where they do not say. ``evidence`` as (setting, sentence)."""

    preset: str
    tolerated: float | None
    threads: tuple[str, ...]
    flairs: tuple[str, ...]
    weekdays: tuple[int, ...]
    disclosure: bool
    evidence: tuple[tuple[str, str], ...]


def propose(rules: Iterable[Rule]) -> Proposal:
    """Read rules sentence by sentence; only sentences about promotion, or next to one in the same rule, count."""
    evidence = list[tuple[str, str]]()
    threads, flairs, days = dict[str, None](), dict[str, None](), set[int]()
    stated, words, disclosure = list[float](), set[str](), False
    for sentence in _sentences(rules):
        said: list[tuple[str, bool]] = [
            ("tolerated", bool(shares := list(_shares(sentence)))),
            ("threads", bool(titles := [hit[1].lower() for hit in _THREAD.finditer(sentence)])),
            ("weekdays", bool(on := set(_days(sentence)))),
            ("flairs", bool(tags := [a or b for a, b in _FLAIR.findall(sentence)])),
            ("disclosure", bool(open_ := _DISCLOSE.search(sentence))),
            ("preset", bool(word := _word(sentence))),
        ]
        stated, disclosure = stated + shares, disclosure or bool(open_)
        threads |= dict.fromkeys(titles)
        flairs |= dict.fromkeys(tag.strip() for tag in tags)
        days, words = days | on, words | {word} - {""}
        evidence += [(setting, sentence) for setting, found in said if found]
    preset, tolerated = _judged(stated, words, days)
    return Proposal(
        preset=preset, tolerated=tolerated, threads=tuple(threads), flairs=tuple(flairs),
        weekdays=tuple(sorted(days)), disclosure=disclosure, evidence=tuple(evidence),
    )  # fmt: skip


def _judged(stated: list[float], words: set[str], days: set[int]) -> tuple[str, float | None]:
    """The preset nearest to what was read, and the share: the strictest number said, else the preset's."""
    if stated:
        share = min(stated)
        return (ONE_IN_TEN if share == PRESETS[ONE_IN_TEN] else ""), share
    preset = SHOWCASE if days else STRICT if "forbidden" in words else INDIE if "allowed" in words else ""
    return preset, PRESETS.get(preset)


def _sentences(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        parts = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", f"{rule.name}\n{rule.text}") if part.strip()]
        near = bool(_ABOUT.search(rule.name))
        for at, part in enumerate(parts):
            around = " ".join(parts[max(0, at - 1) : at + 2])
            if near or _ABOUT.search(around):
                yield part[:300]


def _shares(sentence: str) -> Iterator[float]:
    yield from (int(hit[1]) / 100 for hit in _PERCENT.finditer(sentence) if 0 < int(hit[1]) <= 50)
    for hit in _RATIO.finditer(sentence):
        small, large = sorted((int(hit[1]), int(hit[2])))
        if small == 1 and large in (4, 5, 9, 10, 20):
            yield 1 / (large + 1 if large in (4, 9) else large)
    for hit in _ONE_IN.finditer(sentence):
        yield 1 / (_NUMBERS.get(hit[1].lower()) or max(int(hit[1]) if hit[1].isdigit() else 10, 2))


def _days(sentence: str) -> Iterator[int]:
    for hit in _DAY.finditer(sentence):
        yield WEEKDAYS.index((hit[2] or hit[3]).lower())


def _word(sentence: str) -> str:
    if _ALLOWED.search(sentence) and not _NOT.search(sentence):
        return "allowed"
    return "forbidden" if _FORBIDDEN.search(sentence) else ""
