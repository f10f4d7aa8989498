"""Moderating on Reddit: hear what moderators decided there, and act there on what people decided here.

Acting is off unless a subreddit is named, and dry unless that is switched off. Every act is written down
before it is done; one that was cut off is not done again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import msgspec

from bot.connectors import reddit_moderating as moderating
from bot.connectors.reddit import Reddit, Tell
from bot.services.derive import Deriver
from bot.services.reddit import Door, keep
from bot.services.review import Reviewer
from storage.acts import Act, ActState
from storage.conversation import Cursor
from storage.errors import GivetakeError
from storage.models import Message, to_millis
from storage.reviews import Review, Who
from storage.store import Store

_SHOWN = 20


class Powers(msgspec.Struct, frozen=True):
    """Where we moderate, and what we do there; ``dry`` only writes down what would be done."""

    subreddits: tuple[str, ...] = ()
    dry: bool = True
    report: bool = False
    note: bool = False
    digest: bool = False


class Moderator:
    """Goes round the subreddits that we moderate; ``door`` leads to the store (:class:`bot.services.reddit.Door`)."""

    def __init__(
        self,
        reddit: Reddit,
        door: Door,
        reviewer: Callable[[Deriver], Reviewer],
        powers: Powers,
        *,
        tell: Tell = lambda line: None,
    ) -> None:
        self.reddit, self.door, self.reviewer, self.powers, self.tell = reddit, door, reviewer, powers, tell

    def round(self, now: datetime) -> None:
        """Read the queues and the logs, then act. Raises the errors of :meth:`Reddit.ask`."""
        millis = to_millis(now)
        self.door(lambda store, _: _cut_off(store))
        for name in self.powers.subreddits:
            self.queue(name)
        self.look(millis)
        for name in self.powers.subreddits:
            self.rulings(name, millis)
            self.act(name, millis)
            if self.powers.digest:
                self.digest(name, now)

    def queue(self, subreddit: str) -> None:
        """Store what waits in the mod queue."""
        found = moderating.queue(self.reddit, subreddit)
        self.door(lambda store, deriver: keep(store, deriver, found.batch.source, found, None))

    def look(self, now: int) -> None:
        """Flag what looks like a take, from the queue and from everywhere else."""
        self.door(lambda _, deriver: self.reviewer(deriver).look(now) if deriver else [])

    def rulings(self, subreddit: str, now: int) -> None:
        """Take the word of Reddit's moderators as a verdict about what waits here."""
        source = f"reddit:r/{subreddit}:log"
        cursor = self.door(lambda store, _: store.cursor(source))
        since = cursor.position if cursor else 0
        for ruling in moderating.rulings(self.reddit, subreddit, since):
            self.door(partial(self._rule, ruling=ruling, source=source, now=now))

    def _rule(self, store: Store, deriver: Deriver | None, ruling: moderating.Ruling, source: str, now: int) -> None:
        review = store.reviews_of([ruling.message]).get(ruling.message)
        if deriver and review and review.state in ("open", "snoozed"):
            who = Who(id=f"reddit:{ruling.moderator.lower()}", name=f"u/{ruling.moderator}")
            self.reviewer(deriver).decide(review.id, "agree" if ruling.word == "take" else "override", who, now)
        with store.transaction():
            store.set_cursor(source, Cursor(ruling.time, True, None))

    def act(self, subreddit: str, now: int) -> None:
        """Do what was switched on about each post here that a person called a take; each once."""
        deeds = [name for name in ("report", "note") if getattr(self.powers, name)]
        place = f"reddit:r/{subreddit.lower()}"
        agreed = self.door(lambda store, _: _agreed(store, place)) if deeds else []
        for review, message in agreed:
            for deed in deeds:
                self._do(deed, subreddit, review, message, now)

    def _do(self, deed: str, subreddit: str, review: Review, message: Message, now: int) -> None:
        fullname = message.id.removeprefix("reddit:")
        reason = f"Promotion, says {review.name} ({review.label.p_take:.0%} by givetake)"
        account = (message.author or "").removeprefix("reddit:")
        if deed == "report":
            self._once(
                Act(message.id, deed, "begun", now, reason), lambda: moderating.report(self.reddit, fullname, reason)
            )
        elif account:
            self._once(
                Act(message.id, deed, "begun", now, reason),
                lambda: moderating.note(self.reddit, fullname, subreddit, account, reason),
            )

    def digest(self, subreddit: str, now: datetime) -> None:
        """Send the open reviews of a subreddit to its modmail, once a UTC day; nothing when none is open."""
        millis, day = to_millis(now), f"{now.astimezone(UTC):%Y-%m-%d}"
        place = f"reddit:r/{subreddit.lower()}"
        body = self.door(lambda store, _: _open_reviews(store, place, millis))
        if body:
            act = Act(f"r/{subreddit} {day}", "digest", "begun", millis, body)
            subject = f"givetake: posts to look at, {day}"
            self._once(act, lambda: moderating.modmail(self.reddit, subreddit, subject, body))

    def _once(self, act: Act, do: Callable[[], None]) -> None:
        """Write an act down, do it, and write down how it ended; nothing if it was written down before."""
        planned = msgspec.structs.replace(act, state="dry" if self.powers.dry else "begun")
        if not self.door(lambda store, _: _begin(store, planned)) or self.powers.dry:
            return
        try:
            do()
        except GivetakeError as error:
            self.door(partial(_end, act=act, state="failed", detail=str(error)))
            self.tell(f"{act.deed} {act.message}: {error}")
            return
        self.door(partial(_end, act=act, state="done", detail=""))


def _begin(store: Store, act: Act) -> bool:
    with store.transaction():
        return store.begin_act(act)


def _end(store: Store, _: Deriver | None, act: Act, state: ActState, detail: str) -> None:
    with store.transaction():
        store.end_act(act, state, detail)


def _cut_off(store: Store) -> None:
    with store.transaction():
        store.leave_begun()


def _agreed(store: Store, community: str) -> list[tuple[Review, Message]]:
    """Reviews of a community in which a person (not a moderator on Reddit itself) called a post a take."""
    found = [each for each in store.agreed(community) if not each.actor.startswith("reddit:")]
    messages = {message.id: message for message in store.messages(each.message for each in found)}
    return [(each, messages[each.message]) for each in found if not messages[each.message].removed]


def _open_reviews(store: Store, community: str, now: int) -> str:
    """The open reviews as Markdown lines, the most urgent first; empty when there is none."""
    waiting = store.queue(now, [community])
    urls = {message.id: message.url for message in store.messages(each.message for each in waiting)}
    lines = [
        f"* {each.priority}: {urls.get(each.message) or each.message} ({each.label.p_take:.0%} promotion)"
        for each in waiting[:_SHOWN]
    ]
    more = [f"* and {len(waiting) - _SHOWN} more"] if len(waiting) > _SHOWN else []
    return "\n".join([*lines, *more])
