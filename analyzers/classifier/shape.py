"""The shape of a message: length, layout, links and where they stand, persons, marks; about thirty named numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from analyzers.classifier.layout import Indices, Laid, Lexicon, Words, codes_of
from analyzers.classifier.reading import LINK, LINK_REST, Link, Reading

Numbers = npt.NDArray[np.float32]

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
_MONEY_TEXT = "usd eur dollars bucks euro euros"
#: The words that are counted, and the group of each: persons, and last money.
_GROUPS = (*_PERSONS, frozenset(_MONEY_TEXT.split()))
_COUNTED = Lexicon([word for group in _GROUPS for word in sorted(group)])
_GROUP_OF = np.repeat(np.arange(len(_GROUPS)), [len(group) for group in _GROUPS])
_EVERYBODY = re.compile(
    r"\W*(?:(?:hey|hi|hello|dear|yo|ok|good \w+) )?(?:there )?"
    r"(?:all|everyone|everybody|guys|folks|people|friends|team|y'all|@everyone|@here|@all|campers)\b"
)
_TITLE = re.compile(r"[^\n\ue000]{4,90}\n\s*(?:[^\s\ue000]+ ){0,3}\ue000")
_DASH = re.compile(r"[^\n.]{2,40}? [-–—:|] [^\n]{8}")
_PRICE = re.compile(r"[$€£]\s?\d|\d ?(?:usd|eur|dollars|bucks|euros?|€|\$)")
_ENTRY = r"\s*(?:[-*•]|\d+[.)])\s"
#: Apart, because a pattern that begins with a break is searched for quickly.
_LISTED, _LISTED_BELOW = re.compile(_ENTRY), re.compile(rf"\n{_ENTRY}")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\U0001f000-\U0001faff]")


#: Where the groups of columns begin.
_LINKS, _MARKS, _SPEAKS, _OPENS, _LAYOUT = 2, 12, 19, 24, 26


def shapes(readings: Sequence[Reading], laid: Laid, words: Words) -> Numbers:
    """The numbers of each message (columns in the order of SHAPE_SAYS), each between 0 and 1."""
    bodies = [reading.masked.strip() for reading in readings]
    plain = [body.isascii() for body in bodies]
    counts = np.bincount(words.owner, minlength=len(readings))
    groups = _grouped(words, len(readings))
    found = np.zeros((len(readings), len(SHAPE_SAYS)), dtype=np.float32)
    found[:, 0] = np.maximum(0.0, 1 - counts / 12)
    found[:, 1] = np.minimum(counts, 150) / 150
    for row, reading in enumerate(readings):
        if reading.links:
            found[row, _LINKS:_MARKS] = _link_shape(reading, bodies[row])
    found[:, _MARKS:_SPEAKS] = _mark_shapes(readings, bodies, plain, _loud(readings, laid))
    found[:, _SPEAKS:_OPENS] = np.minimum(1.0, groups[:, :-1] / ((counts + 6) / 5)[:, None])
    found[:, _OPENS] = [body[:1] == "@" for body in bodies]
    found[:, _OPENS + 1] = [_EVERYBODY.match(body) is not None for body in bodies]
    found[:, _LAYOUT:] = _layout_shapes(bodies, plain, counts, groups[:, -1] > 0)
    return found


def _grouped(words: Words, size: int) -> Indices:
    """How many words of each group each message has."""
    known = _COUNTED.find(words.hashes)
    some = known >= 0
    places = words.owner[some].astype(np.int64) * len(_GROUPS) + _GROUP_OF[known[some]]
    return np.bincount(places, minlength=size * len(_GROUPS)).reshape(size, len(_GROUPS))


def _loud(readings: Sequence[Reading], laid: Laid) -> Indices:
    """How many words of three or more capitals each message has; few have any, and only those are searched."""
    capital = codes_of([reading.text for reading in readings]) - np.uint32(ord("A")) < 26
    found = np.zeros(len(readings), dtype=np.int64)
    for row in set(laid.owner[:-2][capital[:-2] & capital[1:-1] & capital[2:]].tolist()):
        found[row] = len(_CAPITALS.findall(readings[row].text))
    return found


def _mark_shapes(readings: Sequence[Reading], bodies: Sequence[str], plain: Sequence[bool], loud: Indices) -> Numbers:
    cries = _whole(body.count("!") for body in bodies)
    columns = (
        [reading.code for reading in readings],
        cries > 0,
        np.minimum(cries, 6) / 6,
        ["?" in body for body in bodies],
        [body[-1:] == "?" for body in bodies],
        np.minimum(loud, 5) / 5,
        [not only and _EMOJI.search(body) is not None for body, only in zip(bodies, plain, strict=True)],
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _layout_shapes(
    bodies: Sequence[str], plain: Sequence[bool], counts: Indices, money: npt.NDArray[np.bool_]
) -> Numbers:
    columns = (
        np.minimum(_whole(body.count("\n") for body in bodies), 5) / 5,
        [_lists(body) for body in bodies],
        [
            (named or not only or "$" in body) and _PRICE.search(body) is not None
            for body, only, named in zip(bodies, plain, money.tolist(), strict=True)
        ],
        [_has_dash(body) and _DASH.match(body) is not None for body in bodies],
        ~np.asarray(plain, dtype=bool) & (counts * 24 < _whole(map(len, bodies))),
        np.minimum(_whole(body.count("#") for body in bodies), 4) / 4,
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _whole(numbers: Iterable[int]) -> Indices:
    return np.array([*numbers], dtype=np.int64)


def _lists(body: str) -> bool:
    return _LISTED.match(body) is not None or ("\n" in body and _LISTED_BELOW.search(body) is not None)


def _has_dash(body: str) -> bool:
    head = body[:50]
    return " - " in head or " – " in head or " — " in head or " : " in head or " | " in head


def _link_shape(reading: Reading, body: str) -> tuple[float, ...]:
    links, words = reading.links, reading.words
    count, joined = len(words), "".join(words)
    names = {site_name(link) for link in links[:4]}
    named = any(len(name) > 3 and name.replace("-", "") in joined for name in names)
    return (
        1.0,
        min(len(links) - 1, 3) / 3,
        1.0 if count <= 2 else 0.0,
        1.0 if 2 < count <= 10 else 0.0,
        1.0 if body[:1] == LINK else 0.0,
        1.0 if body[-1:] in (LINK, LINK_REST) else 0.0,
        1.0 if any(len(link.path) < 2 for link in links) else 0.0,
        1.0 if named or not names.isdisjoint(words) else 0.0,
        1.0 if names - _COMMON else 0.0,
        1.0 if _TITLE.match(body) else 0.0,
    )


def site_name(link: Link) -> str:
    """The name of the site: "rackline" of "app.rackline.dev"."""
    parts = link.host.split(".")
    if len(parts) > 2 and parts[-2] in _SECOND_LEVEL:
        parts = parts[:-1]
    return parts[-2] if len(parts) > 1 else link.host
