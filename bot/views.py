"""What services put together for people to see and renderers draw: plain structs, no decisions."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from analyzers.evidence import Contact
from analyzers.reports import Report
from analyzers.verdict import Judgement
from storage.models import Message, Period
from storage.reviews import Deed, Review

#: Whether the readers of an answer could see a channel, by its id.
Sees = Callable[[str], bool]
#: The days over which an author's balance is struck.
BALANCE_DAYS = 90
#: What became of a review, as people say it.
SAID: dict[str, str] = {
    "agreed": "called a take", "overridden": "kept as a give", "unsure": "left unsure", "snoozed": "snoozed",
    "open": "opened again", "cleared": "edited and no longer flagged", "gone": "deleted",
}  # fmt: skip


class Similar(msgspec.Struct, frozen=True):
    """An earlier message and how alike it is (0 to 1)."""

    message: Message
    similarity: float


class Case(msgspec.Struct, frozen=True):
    """One review with its circumstances.

    ``message`` is None when it was forgotten. ``before`` and ``after`` judge the author's balance in this community
    over the last :data:`BALANCE_DAYS` days without the message, and with it as a take. ``earlier`` counts what
    became of the author's other reviews, by state. ``names`` holds display names of ids; ``kept`` is false
    where the author opted out, so that no text may be shown.
    """

    review: Review
    message: Message | None
    before: Judgement
    after: Judgement
    similar: tuple[Similar, ...]
    deeds: tuple[Deed, ...]
    earlier: dict[str, int]
    names: dict[str, str]
    kept: bool = True

    @property
    def reporters(self) -> tuple[str, ...]:
        """The names of those who reported it."""
        return tuple(dict.fromkeys(deed.by.name for deed in self.deeds if deed.deed == "reported"))

    def name(self, key: str | None) -> str:
        """The display name of an id."""
        return self.names.get(key or "", key or "somebody")


class Thanks(msgspec.Struct, frozen=True):
    """Somebody who gave to the brand, how often in the period, and their latest such message."""

    name: str
    count: int
    latest: Contact


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one digest tells. ``report`` is None when nothing was said by or to the brand.

    ``waiting`` counts the open reviews, ``oldest`` is when the oldest was flagged (milliseconds).
    """

    brand: str
    period: Period
    report: Report | None
    thanks: tuple[Thanks, ...] = ()
    waiting: int = 0
    oldest: int | None = None
