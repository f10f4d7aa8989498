"""Find earlier posts that say almost the same."""

from __future__ import annotations

from analyzers.shingles import shingles, similarity
from bot.views import Similar
from storage.models import Message, to_millis
from storage.store import Store

#: How alike two texts must be (Jaccard similarity of their runs of three words).
ALIKE = 0.4
_YEAR_MS = 365 * 86_400_000
_OWN, _FLAGGED, _MOST = 300, 300, 5


def similar_before(store: Store, message: Message) -> list[Similar]:
    """Earlier messages like this one, the most alike first.

    They are looked for among its author's of the last year, and among everybody's flagged ones.
    """
    wanted = shingles(message.text)
    if not wanted:
        return []
    moment = to_millis(message.time)
    own = store.recent_by(message.author or "", moment - _YEAR_MS, _OWN)
    pool = {
        m.id: m for m in (*own, *store.reviewed_before(moment, _FLAGGED)) if (m.time, m.id) < (message.time, message.id)
    }
    found = [Similar(other, similarity(wanted, shingles(other.text))) for other in pool.values()]
    near = [each for each in found if each.similarity >= ALIKE]
    near.sort(key=lambda each: (-each.similarity, -to_millis(each.message.time), each.message.id))
    return near[:_MOST]
