"""The shape of a message: length, layout, links and where they stand, persons, marks; about thirty named numbers."""

from __future__ import annotations

import re

from analyzers.classifier.reading import LINK, LINK_REST, Link, Reading

#: What each number says, in words for people.
SHAPE_SAYS: tuple[str, ...] = (
    "is very short", "is long", "carries a link", "carries several links", "is little more than a link",
    "has a few words beside its link", "opens with a link", "ends with a link", "links a home page",
    "names the site it links", "links a little-known site", "has a title over a link", "holds code", "exclaims",
    "exclaims a lot", "holds a question mark", "ends with a question", "shouts in capitals", "carries emoji",
    "speaks as I", "speaks as we", "speaks to the reader", "speaks of others", "tells the past",
    "opens with a mention", "addresses everybody", "has several lines", "lists things", "names a price",
    "has a tagline after a dash", "is not in English letters", "carries hash tags",
)  # fmt: skip

#: Names that everybody links to: a link there tells nothing of its owner.
_COMMON_TEXT = (
    "github gitlab youtube youtu google wikipedia stackoverflow medium reddit twitter x facebook amazon codepen "
    "imgur gyazo freecodecamp mozilla w3schools npmjs gitter linkedin bbc nytimes microsoft apple bit goo "
    "herokuapp c9 udemy coursera discord discordapp t instagram twitch vimeo dropbox docs notion archive arxiv "
    "npr cnn theguardian ycombinator"
)
_COMMON = frozenset(_COMMON_TEXT.split())
_SECOND_LEVEL_TEXT = "co com org net ac gov edu"
_SECOND_LEVEL = frozenset(_SECOND_LEVEL_TEXT.split())
_PERSONS = tuple(
    frozenset(words.split())
    for words in (
        "i i'm i've i'd i'll im ive my me mine myself",
        "we we're we've we'd we'll our us ours",
        "you you're you'll you've your yours u ur yourself",
        "he she they his her their it's its that's they're he's she's someone people",
        "was were had did used been went got said told",
    )
)
_PERSON = {word: index for index, group in enumerate(_PERSONS) for word in group}
_PERSON_WORDS = frozenset(_PERSON)
_EVERYBODY = re.compile(
    r"\W*(?:(?:hey|hi|hello|dear|yo|ok|good \w+) )?(?:there )?"
    r"(?:all|everyone|everybody|guys|folks|people|friends|team|y'all|@everyone|@here|@all|campers)\b"
)
_TITLE = re.compile(r"[^\n\ue000]{4,90}\n\s*(?:[^\s\ue000]+ ){0,3}\ue000")
_DASH = re.compile(r"[^\n.]{2,40}? [-–—:|] [^\n]{8}")
_PRICE = re.compile(r"[$€£]\s?\d|\d ?(?:usd|eur|dollars|bucks|euros?|€|\$)")
_LISTED = re.compile(r"(?:^|\n)\s*(?:[-*•]|\d+[.)])\s")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\U0001f000-\U0001faff]")


def shape(reading: Reading) -> tuple[float, ...]:
    """The numbers of one message, in the order of SHAPE_SAYS, each between 0 and 1."""
    body = reading.masked.strip()
    count = len(reading.words)
    plain = body.isascii()
    return (
        max(0.0, 1 - count / 12),
        min(count, 150) / 150,
        *(_link_shape(reading, body) if reading.links else _NO_LINK),
        *_mark_shape(reading, body, plain),
        *_person_shape(reading.words),
        1.0 if body[:1] == "@" else 0.0,
        1.0 if _EVERYBODY.match(body) else 0.0,
        *(_line_shape(body) if "\n" in body else (0.0, 1.0 if _LISTED.match(body) else 0.0)),
        1.0 if _may_price(reading, body, plain) and _PRICE.search(body) else 0.0,
        1.0 if _has_dash(body) and _DASH.match(body) else 0.0,
        1.0 if not plain and count * 24 < len(body) else 0.0,
        min(body.count("#"), 4) / 4,
    )


_NO_LINK = (0.0,) * 10
_MONEY_TEXT = "usd eur dollars bucks euro euros"
_MONEY = frozenset(_MONEY_TEXT.split())


def _may_price(reading: Reading, body: str, plain: bool) -> bool:
    return "$" in body or not plain or not _MONEY.isdisjoint(reading.words)


def _has_dash(body: str) -> bool:
    head = body[:50]
    return " - " in head or " – " in head or " — " in head or " : " in head or " | " in head


def _link_shape(reading: Reading, body: str) -> tuple[float, ...]:
    links, count = reading.links, len(reading.words)
    names = {site_name(link) for link in links[:4]}
    joined = "".join(reading.words)
    named = any(len(name) > 3 and name.replace("-", "") in joined for name in names)
    return (
        1.0,
        min(len(links) - 1, 3) / 3,
        1.0 if count <= 2 else 0.0,
        1.0 if 2 < count <= 10 else 0.0,
        1.0 if body[:1] == LINK else 0.0,
        1.0 if body[-1:] in (LINK, LINK_REST) else 0.0,
        1.0 if any(len(link.path) < 2 for link in links) else 0.0,
        1.0 if named or not names.isdisjoint(reading.words) else 0.0,
        1.0 if names - _COMMON else 0.0,
        1.0 if _TITLE.match(body) else 0.0,
    )


def _mark_shape(reading: Reading, body: str, plain: bool) -> tuple[float, ...]:
    cries = body.count("!")
    loud = len(_CAPITALS.findall(reading.text))
    return (
        1.0 if reading.code else 0.0,
        1.0 if cries else 0.0,
        min(cries, 6) / 6,
        1.0 if "?" in body else 0.0,
        1.0 if body[-1:] == "?" else 0.0,
        min(loud, 5) / 5,
        1.0 if not plain and _EMOJI.search(body) else 0.0,
    )


def _person_shape(words: list[str]) -> tuple[float, ...]:
    total = (len(words) + 6) / 5
    counts = [0, 0, 0, 0, 0]
    for word in _PERSON_WORDS.intersection(words):
        counts[_PERSON[word]] += words.count(word)
    return tuple(min(1.0, count / total) for count in counts)


def _line_shape(body: str) -> tuple[float, float]:
    return min(body.count("\n"), 5) / 5, 1.0 if _LISTED.search(body) else 0.0


def site_name(link: Link) -> str:
    """The name of the site: "rackline" of "app.rackline.dev"."""
    parts = link.host.split(".")
    if len(parts) > 2 and parts[-2] in _SECOND_LEVEL:
        parts = parts[:-1]
    return parts[-2] if len(parts) > 1 else link.host
