"""The shape of a message: length, layout, links and where they stand, persons, marks. About thirty numbers, each named."""

from __future__ import annotations

import re

from analyzers.classifier.reading import LINK, LINK_REST, Link, Reading

#: Hosts that everybody links to: a bare one tells nothing of the sender.
_COMMON = frozenset(
    "github gitlab youtube youtu google wikipedia stackoverflow medium reddit twitter x facebook amazon codepen imgur gyazo "
    "freecodecamp mozilla w3schools npmjs gitter linkedin bbc nytimes microsoft apple bit goo herokuapp c9 udemy coursera "
    "discord discordapp t instagram twitch vimeo dropbox docs notion archive arxiv npr cnn theguardian ycombinator".split()
)
_I = frozenset("i i'm i've i'd i'll im ive my me mine myself".split())
_WE = frozenset("we we're we've we'd we'll our us ours".split())
_YOU = frozenset("you you're you'll you've your yours u ur yourself".split())
_THEY = frozenset("he she they his her their it's its that's they're he's she's someone people".split())
_PAST_TALK = frozenset("was were had did used been went got said told".split())
_WORD = re.compile(r"[a-z0-9'+#-]+")
_SECOND_LEVEL = frozenset("co com org net ac gov edu".split())

#: What each number says, in words for people; an empty text is never shown as a reason.
SHAPE_SAYS: tuple[str, ...] = (
    "is very short", "is long", "carries a link", "carries several links", "is little more than a link",
    "has a few words beside its link", "opens with a link", "ends with a link", "links a home page",
    "names the site it links", "links a little-known site", "has a title over a link", "holds code",
    "exclaims", "exclaims a lot", "asks something", "ends with a question", "shouts in capitals", "carries emoji",
    "speaks as I", "speaks as we", "speaks to you", "speaks of others", "tells the past", "answers somebody by name",
    "addresses everybody", "has several lines", "lists things", "names a price", "has a dash tagline",
    "is not in English letters", "carries hash tags",
)  # fmt: skip

_EVERYBODY = re.compile(
    r"^\W*(?:hey|hi|hello|dear|yo|ok|good \w+)? ?(?:all|everyone|everybody|guys|folks|people|friends|team|y'all|@everyone|@here|@all|campers)\b"
)
_TITLE = re.compile(r"^[^\n\ue000]{4,90}\n\s*(?:\S+ ?){0,3}\ue000")
_DASH = re.compile(r"^[^\n.]{2,40} [-–—:|] [^\n]{8,}")
_PRICE = re.compile(r"[$€£]\s?\d|\d+ ?(?:usd|eur|dollars|bucks|euros?|€|\$)")
_LISTED = re.compile(r"(?:^|\n)\s*(?:[-*•]|\d+[.)])\s")


def shape(reading: Reading) -> tuple[float, ...]:
    """The numbers of one message, in the order of SHAPE_SAYS, each between 0 and 1."""
    masked = reading.masked
    body = masked.strip()
    words = _WORD.findall(body)
    count = len(words)
    return (
        *_link_shape(reading, body, words),
        *_mark_shape(reading, body),
        *_person_shape(words),
        body.startswith("@") * 1.0,
        (_EVERYBODY.match(body) is not None) * 1.0,
        min(body.count("\n"), 5) / 5,
        (_LISTED.search(body) is not None) * 1.0,
        (_PRICE.search(body) is not None) * 1.0,
        (_DASH.match(body) is not None) * 1.0,
        (not body.isascii() and count * 4 < len(body) / 6) * 1.0,
        min(body.count("#"), 4) / 4,
    )


def _link_shape(reading: Reading, body: str, words: list[str]) -> tuple[float, ...]:
    count, links = len(words), reading.links
    length = (max(0.0, 1 - count / 12), min(count, 150) / 150)
    if not links:
        return (*length, *(0.0,) * 10)
    names = [_name(link) for link in links[:4]]
    spoken = frozenset(words)
    joined = "".join(words)
    return (
        *length,
        1.0,
        min(len(links) - 1, 3) / 3,
        (count <= 2) * 1.0,
        (2 < count <= 10) * 1.0,
        body.startswith(LINK) * 1.0,
        (body[-1:] in (LINK, LINK_REST)) * 1.0,
        any(len(link.path) < 2 for link in links) * 1.0,
        any(name in spoken or (len(name) > 4 and name.replace("-", "") in joined) for name in names) * 1.0,
        any(name not in _COMMON for name in names) * 1.0,
        (_TITLE.match(body) is not None) * 1.0,
    )


def _mark_shape(reading: Reading, body: str) -> tuple[float, ...]:
    cries = body.count("!")
    letters = reading.text[:400]
    loud = sum(map(str.isupper, letters)) / (len(letters) + 12)
    return (
        reading.code * 1.0,
        (cries > 0) * 1.0,
        min(cries, 6) / 6,
        ("?" in body) * 1.0,
        body.endswith("?") * 1.0,
        min(1.0, loud * 2.5),
        (not body.isascii() and any("\u2600" <= c < "\ue000" or c > "\U0001f000" for c in body)) * 1.0,
    )


def _person_shape(words: list[str]) -> tuple[float, ...]:
    total = len(words) + 6
    return tuple(
        min(1.0, 5 * sum(word in group for word in words) / total) for group in (_I, _WE, _YOU, _THEY, _PAST_TALK)
    )


def _name(link: Link) -> str:
    """The name of the site: "rackline" of "app.rackline.dev"."""
    parts = link.host.split(".")
    if len(parts) > 2 and parts[-2] in _SECOND_LEVEL:
        parts = parts[:-1]
    return parts[-2] if len(parts) > 1 else link.host
