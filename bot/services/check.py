"""Before you hit send: judge a draft and what it would do to the balance."""

from __future__ import annotations

import difflib

from analyzers.classifier.protocol import Classifier, Item
from analyzers.drafts import DraftCheck, check_draft
from analyzers.evidence import Policy, day_number, whole_days
from bot.config import ReportSection
from bot.services.report import DAY, Asked, window
from storage.errors import NothingToReportError, UsageError
from storage.models import Brand, Label, Period, from_millis
from storage.store import Store


def check(
    store: Store,
    brand: Brand,
    classifier: Classifier,
    text: str,
    *,
    community: str | None,
    days: int,
    section: ReportSection,
) -> DraftCheck:
    """The draft's label, and the brand's balance over the last ``days`` before and after it.

    Raises UsageError when the draft is empty or the community unknown.
    """
    if not text.strip():
        raise UsageError("The draft is empty.", "Give its text, or - to read it from standard input.")
    where, name = find_community(store, community) if community else ("", "")
    period = _recent(store, days)
    return check_draft(
        text,
        judge(classifier, brand, text, name),
        store.tallies(brand.name, day_number(period.end)),
        period,
        policy=Policy(tolerated=section.tolerated, by_community=section.tolerated_in, minimum=section.minimum),
        community=where,
        name=name,
    )


def judge(classifier: Classifier, brand: Brand, text: str, community: str) -> Label:
    """The label of a text that the brand would send."""
    item = Item(
        text=text,
        own_domains=brand.domains,
        own_handles=brand.handles,
        community_names=(community,) if community else (),
    )
    return next(iter(classifier.label([item])))


def find_community(store: Store, wanted: str) -> tuple[str, str]:
    """The id and name of the community that a person means. Raises UsageError."""
    known = store.communities()
    plain = wanted.lower().removeprefix("r/")
    for key, name in known.items():
        if plain in (key.lower(), name.lower(), name.lower().removeprefix("r/"), key.split(":", 1)[1].lower()):
            return key, name
    close = difflib.get_close_matches(wanted, known.values(), n=1)
    hint = f"Perhaps you meant {close[0]!r}." if close else f"Known are: {', '.join(known.values()) or 'none yet'}."
    raise UsageError(f"No community is called {wanted!r}.", hint)


def _recent(store: Store, days: int) -> Period:
    """The last days of the data; before any import, an empty past."""
    try:
        return window(store, Asked(days)).period
    except NothingToReportError:
        return whole_days(from_millis(0), from_millis(0) + days * DAY)
