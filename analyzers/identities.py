"""Which accounts may be one person: suggestions with their reasons, for people to accept or reject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from storage.models import Account, Noun

Sign = Literal["handle", "profile", "said"]
#: Strongest first: somebody's own word beats a likeness of names.
SIGNS: tuple[Sign, ...] = ("said", "profile", "handle")
#: Words that hold in any message in which somebody may name an account of theirs elsewhere.
CLAIM_WORDS = ("reddit", "discord", "u/")

_PLAIN = re.compile(r"[\W_]+")
_SHORTEST = 4
_GENERIC = frozenset(
    ["admin", "anonymous", "deleted", "guest", "moderator", "someone", "support", "test", "unknown", "user"]
)
_PROFILE = re.compile(r"(?:reddit\.com/u(?:ser)?/|(?<![\w/])/?u/)([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_HANDLE = r"(?:/?u/|@)?([\w.-]{2,32})"
_MINE = re.compile(
    r"(?:\bi(?:'|’)?m\b|\bi am\b|\bmy (?:name|user(?:name)?|handle|account|nick|id|reddit|discord)\b[^.!?\n]{0,20}?"
    r"(?:\bis\b|:|=)|\bfind me\b|\badd me\b|\bthat(?:'|’)?s me\b|\bi go by\b|\bknown as\b|\bit(?:'|’)?s me\b)"
    r"[^.!?\n]{0,12}?\s" + _HANDLE + r"[^.!?\n]{0,8}?\b(?:on|over on|over at|at|in)\s+(?:the\s+)?(reddit|discord)\b",
    re.IGNORECASE,
)
_MY_PLACE = re.compile(
    r"\bmy (reddit|discord)(?: (?:name|user(?:name)?|handle|account|nick|id|tag))?\s*(?:is|:|=)\s*" + _HANDLE,
    re.IGNORECASE,
)
_MY_LINK = re.compile(
    r"\b(?:i(?:'|’)?m|i am|me|mine|my (?:profile|account|reddit|user(?:name)?))\b[^!?\n]{0,20}?"
    r"(?:https?://(?:\w+\.)?reddit\.com/u(?:ser)?/|(?<![\w/])/?u/)([A-Za-z0-9_-]{3,20})",
    re.IGNORECASE,
)


class Suggestion(Noun, frozen=True):
    """Two accounts that may be one person; ``a`` sorts before ``b``, ``reasons`` begin with the strongest."""

    a: str
    b: str
    reasons: tuple[str, ...]
    sign: Sign


def claims(text: str) -> Iterator[tuple[str, str]]:
    """(platform, handle) of every account that a text calls the writer's own."""
    for hit in _MINE.finditer(text):
        yield hit[2].lower(), hit[1].rstrip(".-")
    for hit in _MY_PLACE.finditer(text):
        yield hit[1].lower(), hit[2].rstrip(".-")
    for hit in _MY_LINK.finditer(text):
        yield "reddit", hit[1]


def suggest(
    accounts: Iterable[Account],
    said: Iterable[tuple[str, str]],
    profiles: Mapping[str, str],
    known: Iterable[tuple[str, str]],
) -> list[Suggestion]:
    """Pairs of accounts on different platforms that may be one person, the best founded first.

    ``said`` are (author, text) of messages, ``profiles`` texts by account; pairs in ``known`` (in order of
    id) are left out. Bots are nobody.
    """
    people = [account for account in accounts if not account.bot]
    index = _by_handle(people)
    found: dict[tuple[str, str], dict[Sign, str]] = defaultdict(dict)
    for a, b, handle in _alike(index):
        found[_pair(a, b)].setdefault("handle", f"both are called {handle}")
    for writer, text in profiles.items():
        for hit in _PROFILE.finditer(text):
            _name(found, index, writer, ("reddit", hit[1]), "profile")
    for writer, text in said:
        for claim in claims(text):
            _name(found, index, writer, claim, "said")
    skipped, real = set(known), {account.id for account in people}
    made = [_suggestion(pair, signs) for pair, signs in found.items() if pair not in skipped and real.issuperset(pair)]
    return sorted(made, key=lambda each: (SIGNS.index(each.sign), -len(each.reasons), each.a, each.b))


def plain(handle: str) -> str:
    """A handle without case, signs and the old four-digit tail, for comparison."""
    return _PLAIN.sub("", re.sub(r"#\d{1,4}$", "", handle.casefold()))


def _by_handle(accounts: Iterable[Account]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = defaultdict(set)
    for account in accounts:
        for name in (account.name, account.display):
            if len(key := plain(name)) >= 2:
                index[key].add(account.id)
    return index


def _alike(index: Mapping[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """Pairs on different platforms with one handle; a handle that several people share says nothing."""
    for handle, holders in index.items():
        platforms = {_platform(each) for each in holders}
        if len(handle) < _SHORTEST or handle in _GENERIC or len(holders) != len(platforms):
            continue
        ordered = sorted(holders)
        for at, a in enumerate(ordered):
            yield from ((a, b, handle) for b in ordered[at + 1 :])


def _name(
    found: dict[tuple[str, str], dict[Sign, str]],
    index: Mapping[str, set[str]],
    writer: str,
    claim: tuple[str, str],
    sign: Sign,
) -> None:
    """Note that ``writer`` called the account of a claim their own, where it is known and on another platform."""
    platform, handle = claim
    holders = [each for each in index.get(plain(handle), ()) if _platform(each) == platform]
    if len(holders) == 1 and _platform(writer) != platform:
        where = "links to it in the profile of" if sign == "profile" else "said so in a message by"
        reason = f"{where} {writer}: {handle} on {platform}"
        found[_pair(writer, holders[0])].setdefault(sign, reason)


def _suggestion(pair: tuple[str, str], signs: Mapping[Sign, str]) -> Suggestion:
    ordered = [sign for sign in SIGNS if sign in signs]
    return Suggestion(a=pair[0], b=pair[1], reasons=tuple(signs[sign] for sign in ordered), sign=ordered[0])


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _platform(account: str) -> str:
    return account.split(":", 1)[0]
