"""Context is not text: what is known beyond the words moves the log-odds in a step of its own, with its own reasons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import Link, Reading, read
from analyzers.classifier.settings import ContextWeights

_PROMO_CHANNEL = re.compile(
    r"promo|showcase|show-?off|advert|self-?promotion|plug|share-your|made-this|i-made|marketplace|jobs|hiring|trading|deals"
)
_HELP_CHANNEL = re.compile(r"help|support|question|beginner|learn|troubleshoot|homework")
_ASKS_FOR_IT = re.compile(
    r"\b(?:link|url|where can i (?:find|get|buy|see)|how do i (?:join|sign up|subscribe|support)|show (?:us|me)|"
    r"send (?:me )?(?:the|a) link|"
    r"your (?:docs|project|site|app|channel|repo|github|portfolio|work|music|book|blog|server)|"
    r"what are you (?:working on|building)|share (?:it|your)|any (?:recommendations|suggestions)|recommend|"
    r"does anyone know (?:a|an|any)|is there (?:a|an|any))\b"
)
#: Hosts on which the first part of the path names the owner.
_OWNED_BY_PATH_TEXT = (
    "github.com gitlab.com bitbucket.org codeberg.org twitch.tv twitter.com x.com instagram.com youtube.com "
    "facebook.com tiktok.com soundcloud.com patreon.com ko-fi.com buymeacoffee.com medium.com codepen.io "
    "behance.net dribbble.com t.me linkedin.com reddit.com kick.com gumroad.com etsy.com linktr.ee "
    "dev.to hashnode.com steamcommunity.com"
)
_OWNED_BY_PATH = frozenset(_OWNED_BY_PATH_TEXT.split())
_PATH_WORDS_TEXT = "in u user c channel r shop store people id groups pub company users profile"
_PATH_WORDS = frozenset(_PATH_WORDS_TEXT.split())
#: Each thing that context may know, in words: the name of its weight, and the reason people read.
SAYS: dict[str, str] = {
    "own_domain": "links the author's own site",
    "own_handle": "the link carries the author's name",
    "other_link": "links a site that is not the author's",
    "asked_for": "was asked for it",
    "answers_question": "answers a question",
    "answers": "answers somebody",
    "promo_channel": "stands in a channel for promotion",
    "help_channel": "stands in a channel for help",
    "house": "is about the community's own rooms or work",
    "repeated": "was posted elsewhere too",
    "history": "the author's earlier messages",
}
_PLAIN = re.compile(r"[^a-z0-9]+")
#: Shorter names than this match only as a whole.
_LONG_NAME = 5


class Push(NamedTuple):
    """What context adds: the name of its weight, words for people, log-odds, and the link it speaks of."""

    name: str
    says: str
    value: float
    link: Link | None = None


def context_pushes(item: Item, reading: Reading, weights: ContextWeights) -> list[Push]:
    """Everything that is known beyond the words of one message."""
    return [
        *_ownership(item, reading, weights),
        *_conversation(item, weights),
        *_place(item, reading, weights),
        *_habits(item, weights),
    ]


def has_context(item: Item) -> bool:
    """Whether anything beyond the text is known."""
    return bool(
        item.author
        or item.channel
        or item.channel_topic
        or item.reply_to_text
        or item.own_domains
        or item.own_handles
        or item.community_names
        or item.seen_elsewhere
        or item.author_messages
    )


def owners(link: Link) -> Iterator[str]:
    """The names a link carries that may be its owner's: "orrin" of github.com/orrin/wm and of orrin.itch.io."""
    parts = [part for part in re.split(r"[/?#]", link.path) if part]
    if link.host.removeprefix("m.") in _OWNED_BY_PATH:
        yield from (_plain(part) for part in [p for p in parts if p not in _PATH_WORDS][:1])
        return
    names = link.host.split(".")
    yield from {_plain(name) for name in (names[0], names[-2] if len(names) > 1 else names[0])} - {""}


def _ownership(item: Item, reading: Reading, weights: ContextWeights) -> Iterator[Push]:
    for link in (*reading.links, *_bare(reading, item.own_domains)):
        if any(_under(link, domain) for domain in item.own_domains):
            yield Push("own_domain", SAYS["own_domain"], weights.own_domain, link)
            return
    if not reading.links:
        return
    handles = {_plain(name.split(":")[-1]) for name in (item.author, *item.own_handles)} - {""}
    for link in reading.links:
        if any(_same(name, handle) for name in owners(link) for handle in handles):
            yield Push("own_handle", SAYS["own_handle"], weights.own_handle, link)
            return
    if item.own_domains:
        yield Push("other_link", SAYS["other_link"], weights.other_link)


def _conversation(item: Item, weights: ContextWeights) -> Iterator[Push]:
    if not item.reply_to_text:
        return
    asked = read(item.reply_to_text).masked
    if _ASKS_FOR_IT.search(asked):
        yield Push("asked_for", SAYS["asked_for"], weights.asked_for)
    elif "?" in asked:
        yield Push("answers_question", SAYS["answers_question"], weights.answers_question)
    else:
        yield Push("answers", SAYS["answers"], weights.answers)


def _place(item: Item, reading: Reading, weights: ContextWeights) -> Iterator[Push]:
    place = f"{item.channel} {item.channel_topic}".lower()
    if _PROMO_CHANNEL.search(place):
        yield Push("promo_channel", SAYS["promo_channel"], weights.promo_channel)
    elif _HELP_CHANNEL.search(place):
        yield Push("help_channel", SAYS["help_channel"], weights.help_channel)
    for name in item.community_names:
        wanted = name.lower().strip()
        if wanted and (wanted in reading.masked or any(wanted in link.host + link.path for link in reading.links)):
            yield Push("house", SAYS["house"], weights.house)
            return


def _habits(item: Item, weights: ContextWeights) -> Iterator[Push]:
    if item.seen_elsewhere > 0:
        repeats = min(2.0, 1.0 + math.log2(item.seen_elsewhere) / 3)
        yield Push("repeated", SAYS["repeated"], weights.repeated * repeats)
    if item.author_messages >= _LONG_NAME:
        odds = (min(item.author_takes, item.author_messages) + 1) / (
            max(0, item.author_messages - item.author_takes) + 6
        )
        value = weights.history * max(-2.0, min(2.0, math.log(6 * odds)))
        yield Push("history", SAYS["history"], value)


def _bare(reading: Reading, domains: Iterable[str]) -> Iterator[Link]:
    """Mentions of the author's domains that do not look like a link to anybody else: "shop.acme.museum/sale"."""
    for domain in domains:
        host = re.escape(_host_of(domain))
        for found in re.finditer(rf"(?<![\w.@-])((?:[\w-]+\.)*{host})(?![\w-])(/\S*)?", reading.masked if host else ""):
            yield Link(found.start(), found.end(), found[1], found[2] or "")


def _host_of(domain: str) -> str:
    return domain.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")[0]


def _under(link: Link, domain: str) -> bool:
    """Whether the link lies under "acme.io" or "github.com/acme"."""
    host, _, path = domain.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")
    same_host = link.host == host or link.host.endswith(f".{host}")
    return bool(host) and same_host and (not path or link.path.strip("/").startswith(path.strip("/")))


def _same(name: str, handle: str) -> bool:
    if name == handle:
        return True
    return min(len(name), len(handle)) >= _LONG_NAME and (name in handle or handle in name)


def _plain(name: str) -> str:
    return _PLAIN.sub("", name.lower())
