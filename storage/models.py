"""The nouns that every layer shares: small frozen structs, ids as ``platform:native``, aware UTC times.

They are :class:`msgspec.Struct` rather than dataclasses because an import makes one a message, and a
frozen Struct costs a tenth of a frozen dataclass.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

Platform = Literal["discord", "reddit", "mail", "convokit", "file"]
Removal = Literal["", "author", "moderator"]
GiveTake = Literal["give", "take", "unsure"]
Means = Literal["reply", "mention", "thread", "adjacent", "reaction"]

MEANS: tuple[Means, ...] = ("reply", "mention", "thread", "adjacent", "reaction")
GIVE_KINDS: tuple[str, ...] = ("answer", "thanks", "question", "news", "chat")
TAKE_KINDS: tuple[str, ...] = ("promo", "recruit", "ask", "deal", "event")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_millis(time: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC of an aware time (finer parts are cut)."""
    return (time - _EPOCH) // timedelta(milliseconds=1)


def from_millis(millis: int) -> datetime:
    """The aware UTC time of a count of milliseconds since 1970-01-01."""
    return _EPOCH + timedelta(milliseconds=millis)


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all nouns: immutable, keyword-only, compared by value."""


class Community(Noun, frozen=True):
    """A guild, a subreddit, a mailing list: the room in which a norm holds."""

    id: str
    name: str


class Channel(Noun, frozen=True):
    """A place inside a community.

    ``kind`` says how people answer there: ``chat`` and ``thread`` have turns (so adjacency means
    something), ``board`` marks every reply (a subreddit, a mailing list, a ConvoKit corpus).
    ``parent`` is the channel a thread or forum post belongs to; ``private`` says of a thread whether only those
    who were invited read it (None where that is unknown).
    """

    id: str
    community: str
    name: str
    kind: Literal["chat", "thread", "board"] = "chat"
    topic: str = ""
    parent: str | None = None
    private: bool | None = None


class Account(Noun, frozen=True):
    """One login on one platform; a person (Member) may own several.

    ``roles`` are Discord role ids as ``discord:ID``. ``bot`` is true of bots and webhooks.
    """

    id: str
    name: str
    display: str = ""
    bot: bool = False
    roles: tuple[str, ...] = ()


class Reaction(Noun, frozen=True):
    """An emoji under a message; ``users`` holds account ids where the source names them."""

    emoji: str
    count: int
    users: tuple[str, ...] = ()


class Message(Noun, frozen=True):
    """One post by one account.

    ``author`` is None where the platform deleted it. ``text`` is what a reader sees (a submission's
    title, blank line, body). ``reply_to`` names the message it answers, known to us or not;
    ``thread`` the message that opened its thread (a Reddit submission, a Discord thread's or forum
    post's first message, the first mail), and equals ``id`` for the opener itself. ``system``
    messages (joins, pins, boosts) are kept but are no conversation. ``removed`` says who took the
    text away, if anybody did. ``edited`` is the time of the last edit.
    """

    id: str
    community: str
    channel: str
    author: str | None
    time: datetime
    text: str
    reply_to: str | None = None
    thread: str | None = None
    mentions: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    system: bool = False
    edited: datetime | None = None
    removed: Removal = ""
    url: str | None = None


class Problem(Noun, frozen=True):
    """A record that could not be read: put aside, counted, listed, never fatal.

    ``position`` is the 1-based line (line formats) or record number (others) in ``source``.
    """

    source: str
    position: int
    reason: str
    excerpt: str = ""


class Batch(Noun, frozen=True):
    """What a connector yields: the nouns of some consecutive records, and the cursor after them.

    ``position`` counts the records of ``source`` that were read up to the end of this batch (good
    and bad ones); giving it back as ``skip`` resumes there. ``done`` marks a source's last batch.
    """

    source: str
    position: int
    messages: tuple[Message, ...] = ()
    accounts: tuple[Account, ...] = ()
    channels: tuple[Channel, ...] = ()
    communities: tuple[Community, ...] = ()
    problems: tuple[Problem, ...] = ()
    done: bool = False


class Brand(Noun, frozen=True):
    """Whose conversations are audited: what is *its own*.

    ``accounts`` and Discord ``roles`` name who speaks for it; ``domains`` and ``handles`` what
    belongs to it. Accounts in ``excluded`` (staff, bots of the house) are neither brand nor members.
    """

    name: str
    accounts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class Span(Noun, frozen=True, gc=False):
    """Evidence in the text: characters ``start:end`` that show ``role`` (own, ask or give).

    ``signal`` is the name of the sign that found it.
    """

    start: int
    end: int
    role: Literal["own", "ask", "give"]
    signal: str


class Reason(Noun, frozen=True, gc=False):
    """Why a probability is what it is: a phrase for people and its push in log-odds of *take*."""

    text: str
    push: float


class Label(Noun, frozen=True):
    """A judgement of one message: where does the value flow?

    ``p_take`` is the probability of *take*; ``label`` the word for it, ``unsure`` in the middle band;
    ``kind`` one of GIVE_KINDS or TAKE_KINDS. ``spans`` are the evidence in the text, ``reasons`` the
    largest pushes first, ``model`` the name and version of what judged.
    """

    label: GiveTake
    p_take: float
    kind: str
    spans: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    model: str = ""


class Exchange(Noun, frozen=True):
    """One contact between brand and member, carried by ``message``.

    ``inbound`` is member -> brand. ``about`` is the message that was answered (None for a bare
    mention). ``means`` says how it came about. ``label`` and ``kind`` are the carrying message's (None and
    empty for reactions, which carry no text). ``account`` is the member's account.
    """

    brand: str
    account: str
    community: str
    message: str
    time: datetime
    inbound: bool
    means: Means
    about: str | None = None
    label: GiveTake | None = None
    kind: str = ""


class Period(Noun, frozen=True):
    """A half-open span of time: ``start <= t < end``."""

    start: datetime
    end: datetime

    def __contains__(self, time: object) -> bool:
        """Whether ``time`` lies in the period."""
        return isinstance(time, datetime) and self.start <= time < self.end

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.end - self.start) / timedelta(days=1)

    def previous(self) -> Period:
        """The period of the same length that ends where this one starts."""
        return Period(start=self.start - (self.end - self.start), end=self.start)


State = Literal["Growing", "Strong", "Weakening", "Failed"]
STATES: tuple[State, ...] = ("Growing", "Strong", "Weakening", "Failed")


class Tally(Noun, frozen=True):
    """How many of a brand's messages carry one label: the additive grain of every balance.

    ``day`` is the UTC day, counted since 1970-01-01. Tallies with the same key add.
    """

    brand: str
    community: str
    channel: str
    account: str
    day: int
    label: GiveTake
    kind: str
    count: int = 1


class Member(Noun, frozen=True):
    """A person, who may own several accounts. ``id`` is the first of their accounts until they are linked."""

    id: str
    name: str
    accounts: tuple[str, ...]


class Relationship(Noun, frozen=True):
    """Where one relationship stands at a moment, seen from the brand.

    ``p_30d`` is the probability that the member contacts the brand in the next 30 days, ``expected_30d``
    the days on which they are expected to; ``norm`` the member's own mean of ``p_30d`` over up to six
    earlier months (None for people new to us), ``before`` the state 30 days earlier. ``trip_wire`` is when
    the state turns for the worse if nothing happens. ``gave`` and ``took`` count the brand's gives and
    takes to the member, ``received`` the member's contacts to the brand. ``usual_gap`` is the median
    gap in days between days of contact. ``gone`` tells "us" (silent only with us) from "here" (silent everywhere).
    ``gratitude`` is +1 a give and -1 a take of the brand, halved every seven days. ``lift`` is how much higher
    ``p_30d`` would be had the brand just written to the member.
    """

    member: Member
    state: State | None
    p_30d: float
    expected_30d: float | None = None
    norm: float | None = None
    before: State | None = None
    last_contact: datetime | None = None
    first_contact: datetime | None = None
    usual_gap: float | None = None
    trip_wire: datetime | None = None
    gave: int = 0
    took: int = 0
    received: int = 0
    gratitude: float | None = None
    lift: float | None = None
    gone: Literal["", "us", "here"] = ""
    because: tuple[str, ...] = ()
