"""Taking forgotten people out of other people's messages: pure, so that a new import and an old row end alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from storage.models import Message, Reaction

MARK = "[forgotten]"
_QUOTE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_SLUG = re.compile(r"(/comments/[0-9a-z]+/)[^/]+")
_USER = re.compile(r"<@!?(\d+)>")
_NAMED = re.compile(r"(?<![\w/])(@|/?u/)(?=\S)")
_WORDS = re.compile(r"\S+(?: \S+){0,3}")
_EDGE = re.compile(r"[\w.\-]*\w")
_LONGEST_NAME = 40


class Gone(msgspec.Struct, frozen=True):
    """Who and what must not be seen again: account ids, message ids, and names (folded case)."""

    accounts: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def redacted(message: Message, gone: Gone) -> Message:
    """Somebody else's message without the marks of those who are gone; itself where it holds none."""
    reply, thread = message.reply_to, message.thread
    text, url = _without_marks(message, gone), message.url
    if reply in gone.messages:
        reply, text = f"{message.id.split(':', 1)[0]}:forgotten", _QUOTE.sub("", text)
    if thread in gone.messages:
        thread, url = None, _SLUG.sub(r"\1_", url) if url else None
    changed = msgspec.structs.replace(
        message, text=text, reply_to=reply, thread=thread, url=url,
        mentions=tuple(each for each in message.mentions if each not in gone.accounts),
        reactions=tuple(_reaction(each, gone) for each in message.reactions),
    )  # fmt: skip
    return message if changed == message else changed


def _reaction(reaction: Reaction, gone: Gone) -> Reaction:
    users = tuple(user for user in reaction.users if user not in gone.accounts)
    return reaction if users == reaction.users else msgspec.structs.replace(reaction, users=users)


def _without_marks(message: Message, gone: Gone) -> str:
    platform = message.id.split(":", 1)[0]
    text = message.text
    if "<@" in text:
        text = _USER.sub(lambda hit: MARK if f"{platform}:{hit[1]}" in gone.accounts else hit[0], text)
    if not gone.names or ("@" not in text and "u/" not in text):
        return text
    while hits := [hit for hit in named(text) if hit[2] in gone.names]:  # a mark taken out may uncover the next
        text = _marked(text, hits)
    return text


def without_words(text: str, words: Collection[str]) -> str:
    """A text without some words (folded case) wherever they stand."""
    return _marked(text, [hit for hit in worded(text) if hit[2] in words])


def _marked(text: str, hits: Sequence[tuple[int, int, str]]) -> str:
    """The text with a mark in place of each hit; of hits that overlap the first one counts."""
    end, shown = 0, ""
    for start, stop, _ in hits:
        if start >= end:
            shown, end = shown + text[end:start] + MARK, stop
    return shown + text[end:]


def named(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name in folded case) of everything that ``@`` or ``u/`` may name, the longest reading first.

    A name may hold spaces, so ``@Ann Lee there`` may name ``ann lee there``, ``ann lee`` or ``ann``; of
    readings that overlap take the first one that is a name.
    """
    for sign in _NAMED.finditer(text):
        rest = text[sign.end() : sign.end() + _LONGEST_NAME]
        words = _WORDS.match(rest)
        if words is None:
            continue
        ends = {hit.end() for hit in re.finditer(r"\S+", words[0])}
        bare = _EDGE.match(rest)
        if bare:
            ends.add(bare.end())
        ends |= {end - 1 for end in ends if end > 1 and not rest[end - 1].isalnum()}
        for end in sorted(ends, reverse=True):
            yield sign.end(), sign.end() + end, rest[:end].casefold()


def worded(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, words in folded case) of every one to four words on end, the longest first."""
    words = list(re.finditer(r"\w+(?:[-.]\w+)*", text))
    for at, first in enumerate(words):
        for last in reversed(words[at : at + 4]):
            yield first.start(), last.end(), text[first.start() : last.end()].casefold()


def distinct(name: str) -> bool:
    """Whether a name can hardly be an ordinary word: letters with a digit or an underscore among them."""
    return len(name) >= 4 and any(c.isalpha() for c in name) and any(c.isdigit() or c == "_" for c in name)


def wordlike(name: str) -> bool:
    """Whether a name can be looked for as a word at all: signs and single letters would be found everywhere."""
    return sum(c.isalnum() for c in name) >= 2


def bare(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the names as words of their own, in any case."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
