"""Everything a moderator wants to know about one flagged message."""

from __future__ import annotations

from analyzers.balance import Balance, Counts, weigh
from analyzers.verdict import Judgement, judge
from bot.config import ReportSection
from bot.services.derive import Deriver
from bot.services.policies import policy
from bot.services.report import names
from bot.services.similar import similar_before
from bot.views import BALANCE_DAYS, Case, Similar
from storage.models import Message, to_millis
from storage.reviews import Review
from storage.store import Store

#: So many messages at most make an author's balance.
MOST = 500
_DAY_MS = 86_400_000


def case(deriver: Deriver, section: ReportSection, review: Review) -> Case:
    """Gather the circumstances of a review."""
    store = deriver.store
    message = next(iter(store.messages([review.message])), None)
    counts = author_counts(deriver, message) if message else Counts()
    tolerated = policy(store, section).tolerance(message.community if message else "")
    similar = tuple(similar_before(store, message)) if message else ()
    author = (message.author if message else None) or ""
    return Case(
        review=review,
        message=message,
        before=_judged(counts, section.minimum, tolerated, "before"),
        after=_judged(counts.plus("take"), section.minimum, tolerated, "after"),
        similar=similar,
        deeds=tuple(store.deeds([review.id])),
        earlier=_earlier(store, author, review.id),
        names=names(store, _keys(message, similar)),
        kept=not store.unstored([author]),
    )


def author_counts(deriver: Deriver, message: Message) -> Counts:
    """What the author of a message wrote in its community lately, by label, the message left out."""
    store, end = deriver.store, to_millis(message.time)
    recent = store.recent_by(message.author or "", end - BALANCE_DAYS * _DAY_MS, MOST, message.community)
    others = [each for each in recent if each.id != message.id]
    known = store.labels(each.id for each in others)
    labels = deriver.labeller.label(others, known=known, own=deriver.side().own)
    counts = Counts()
    for label in labels.values():
        counts = counts.plus(label.label)
    return counts


def _judged(counts: Counts, minimum: int, tolerated: float, key: str) -> Judgement:
    balance: Balance = weigh(counts, minimum, tolerated, key)
    return judge(balance, key)


def _earlier(store: Store, author: str, but: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for review in store.reviews_by(author) if author else []:
        if review.id != but:
            found[review.state] = found.get(review.state, 0) + 1
    return found


def _keys(message: Message | None, similar: tuple[Similar, ...]) -> set[str]:
    found = {key for each in similar for key in (each.message.channel, each.message.author or "")}
    return found | ({message.author or "", message.channel, message.community} if message else set())
