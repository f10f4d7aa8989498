"""The review queue: which messages are flagged, what people decide about them, and that nobody decides twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import msgspec

from analyzers.exchanges import Side, counts_in_talk
from bot.config_discord_ui import ReviewSection
from bot.services.derive import Deriver
from bot.services.label import wordless
from bot.services.similar import similar_before
from bot.services.verdicts import give_verdict, take_back
from bot.views import SAID, Similar
from storage.conversation import Cursor
from storage.errors import UsageError
from storage.models import GiveTake, Label, Message
from storage.policies import Norm
from storage.reviews import DECIDED, Deed, Priority, Review, ReviewState, Who, judged

Word = Literal["agree", "override", "unsure"]
WORDS: tuple[Word, ...] = get_args(Word)
#: What each word says of the message, and the state it leaves the review in.
_MEANING: dict[Word, tuple[GiveTake, ReviewState]] = {
    "agree": ("take", "agreed"), "override": ("give", "overridden"), "unsure": ("unsure", "unsure"),
}  # fmt: skip
#: The cursor of how far :meth:`Reviewer.look` has looked.
LOOKED = "review:looked"
ITSELF = Who(id="", name="givetake")
_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt to change a review ended.

    ``done``: it is as asked, by this or an equal earlier click. If not, ``sentence`` says who was first, or
    what has changed since the person looked.
    """

    review: Review
    done: bool
    sentence: str


class Reviewer:
    """Decides about one brand's queue in one store."""

    def __init__(self, deriver: Deriver, section: ReviewSection) -> None:
        """``deriver`` lets verdicts count; ``section`` says what is flagged."""
        self.deriver, self.section, self.store = deriver, section, deriver.store

    # -- flagging ------------------------------------------------------------------------------

    def look(self, now: int, *, thorough: bool = True) -> list[int]:
        """Flag what came since the last look, and follow edits and removals; gives the reviews it opened.

        How far it looked is kept with what it flagged, so nothing is missed or flagged twice, whatever
        happens between two looks. Unflagged messages are looked at again if edited in the last hour, or with
        ``thorough`` at any time while they are young enough.
        """
        since = now - int(self.section.max_age_days * _DAY_MS)
        with self.store.transaction():
            cursor = self.store.cursor(LOOKED)
            messages, seen = self.store.messages_after(cursor.position if cursor else 0, since)
            edited = self.store.messages_edited(since if thorough else now - _HOUR_MS, since)
            opened = self._follow_all(now) + self._flag({m.id: m for m in (*messages, *edited)}, now)
            self.store.set_cursor(LOOKED, Cursor(seen, False, None))
            self.store.mark_looked()
        return opened

    def _flag(self, messages: Mapping[str, Message], now: int) -> list[int]:
        side, known, norms = self.deriver.side(), self.store.reviews_of(messages), self.store.norms()
        fresh = [m for m in messages.values() if m.id not in known and self._is_looked_at(m, side, norms)]
        labels = self.deriver.labeller.label(fresh, known=self.store.labels(m.id for m in fresh), own=side.own)
        return [self._open(m, labels[m.id], now, ITSELF, "flagged") for m in fresh if self._is_flagged(m, labels[m.id])]

    def _follow_all(self, now: int) -> list[int]:
        """Bring the reviews up to date whose message changed since the last look."""
        changed = {review.message: review for review in self.store.changed_reviews()}
        found = [self._follow(changed[m.id], m, now) for m in self.store.messages(changed)]
        return [review for review in found if review is not None]

    def report(self, message_id: str, who: Who, now: int) -> Outcome:
        """Somebody says that a message is promotion: it is flagged, or opened again (once for each person)."""
        with self.store.transaction():
            message = next(iter(self.store.messages([message_id])), None)
            if message is None or not counts_in_talk(message):
                raise UsageError("This message is not in the books.", "It may be too new, deleted, or unwatched.")
            known = self.store.reviews_of([message_id]).get(message_id)
            if known is None:
                number = self._open(message, self._label(message), now, who, "reported")
                return Outcome(self.get(number), True, "Thank you. The moderators will see it.")
            reporters = {deed.by.id for deed in self.store.deeds([known.id]) if deed.deed == "reported"}
            if who.id in reporters:
                became = f"it was {SAID[known.state]}" if known.state in DECIDED else "it waits for a moderator"
                return Outcome(known, True, f"You reported it already; {became}.")
            self.store.log(Deed(review=known.id, time=now, by=who, deed="reported"))
            self._again(known, message, self._label(message), now, "reopened")
            return Outcome(self.get(known.id), True, "Thank you. The moderators will see it.")

    def _is_flagged(self, message: Message, label: Label) -> bool:
        return counts_in_talk(message) and (label.label == "take" or (label.label == "unsure" and self.section.unsure))

    def _is_looked_at(self, message: Message, side: Side, norms: Mapping[str, Norm]) -> bool:
        """Whether anybody wants to know of this message: whose it is, and where and when promotion is welcome."""
        norm = norms.get(message.community)
        welcome = norm and (message.channel in norm.channels or message.time.weekday() in norm.weekdays)
        return (
            counts_in_talk(message)
            and message.author not in side.excluded
            and (message.author in side.own or self.section.scope == "everyone")
            and message.channel not in self.section.welcome
            and not welcome
        )

    def _label(self, message: Message) -> Label:
        own = self.deriver.side().own
        return (
            self.store.labels([message.id]).get(message.id)
            or self.deriver.labeller.label([message], known={}, own=own)[message.id]
        )

    def _open(self, message: Message, label: Label, now: int, who: Who, deed: str) -> int:
        priority = rank(label, similar_before(self.store, message), int(deed == "reported"))
        number = self.store.add_review(message.id, priority, label, judged(message.text), now)
        self.store.log(Deed(review=number, time=now, by=who, deed=deed, detail=label.label))
        return number

    # -- following what happens to the message -------------------------------------------------

    def _follow(self, review: Review, message: Message, now: int) -> int | None:
        """Bring a review up to date with an edited or removed message; its number if that opened it."""
        if not counts_in_talk(message):
            self._gone(review, now)
        elif not message.text:
            self.store.change_review(review, label=wordless(review.label))  # not kept: nor may the card show it
        elif review.judged != judged(message.text):
            self.store.drop_verdicts([message.id])
            label = self._label(message)
            if self._is_flagged(message, label):
                self._again(review, message, label, now, "edited")
                return review.id
            if review.state != "cleared":
                self._change(review, "cleared", now, ITSELF, "edited", judged=judged(message.text))
        return None

    def _gone(self, review: Review, now: int) -> None:
        """The message was deleted: what was decided stays, what waits is closed, and the card loses its text."""
        state: ReviewState = review.state if review.state in DECIDED else "gone"
        if review.state != "gone" and not self._was_told(review, "deleted"):
            self._change(review, state, now, ITSELF, "deleted", label=wordless(review.label))

    def _was_told(self, review: Review, deed: str) -> bool:
        deeds = self.store.deeds([review.id])
        return bool(deeds) and deeds[-1].deed == deed

    def _again(self, review: Review, message: Message, label: Label, now: int, deed: str) -> None:
        """Open a review again for a text that was not judged yet, or because somebody asks for it.

        A verdict about the same text counts until there is another one.
        """
        reports = sum(each.deed == "reported" for each in self.store.deeds([review.id]))
        priority = rank(label, similar_before(self.store, message), reports)
        self._change(
            review, "open", now, ITSELF, deed,
            priority=priority, label=label, judged=judged(message.text), until=None,
        )  # fmt: skip

    # -- what people decide --------------------------------------------------------------------

    def decide(self, number: int, word: Word, who: Who, now: int, seen: bytes | None = None) -> Outcome:
        """Agree (a take), override (a give) or stay unsure; ``seen`` is the text that was judged (None: as it is)."""
        label, state = _MEANING[word]
        with self.store.transaction():
            review = self.get(number)
            if review.state == state and review.actor == who.id:
                return Outcome(review, True, f"You have {SAID[state]} this already.")
            if refused := self._refused(review, seen):
                return refused
            give_verdict(self.deriver, review.message, label, who, now)
            self._change(review, state, now, who, word, until=None)
            return Outcome(self.get(number), True, f"{SAID[state].capitalize()} by {who.name}.")

    def snooze(self, number: int, who: Who, now: int, seen: bytes | None = None) -> Outcome:
        """Put a review off for a while; ``seen`` as in :meth:`decide`."""
        until = now + int(self.section.snooze_hours * _HOUR_MS)
        with self.store.transaction():
            review = self.get(number)
            if review.state == "snoozed" and review.actor == who.id and (review.until or 0) > now:
                return Outcome(review, True, "You snoozed this already.")
            if refused := self._refused(review, seen):
                return refused
            self._change(review, "snoozed", now, who, "snooze", until=until)
            return Outcome(self.get(number), True, f"Snoozed for {self.section.snooze_hours:g} hours by {who.name}.")

    def undo(self, number: int, who: Who, now: int, version: int | None = None) -> Outcome:
        """Take back a decision or a snooze: the review waits again, and the classifier's label counts.

        ``version`` is the one that was looked at (None: this one), so that nobody undoes what they did not see.
        """
        with self.store.transaction():
            review = self.get(number)
            if review.state not in (*DECIDED, "snoozed"):
                return Outcome(review, review.state == "open", f"There is nothing to undo: it is {_now(review)}.")
            if version is not None and version != review.version:
                return Outcome(review, False, f"It has changed since you looked: {_now(review)}.")
            take_back(self.deriver, review.message)
            there = any(counts_in_talk(message) for message in self.store.messages([review.message]))
            self._change(review, "open" if there else "gone", now, who, "undo", until=None)
            return Outcome(self.get(number), True, f"Undone by {who.name}.")

    def wake(self, now: int) -> list[int]:
        """Open the snoozed reviews whose time is up; gives their numbers."""
        with self.store.transaction():
            due = self.store.due_snoozes(now)
            for review in due:
                self._change(review, "open", now, ITSELF, "woke", until=None)
        return [review.id for review in due]

    def get(self, number: int) -> Review:
        """The review with this number. Raises UsageError."""
        review = self.store.review(number)
        if review is None:
            raise UsageError(f"There is no review {number}.", "givetake queue lists what waits.")
        return review

    def _refused(self, review: Review, seen: bytes | None) -> Outcome | None:
        """Why a decision comes too late, if it does."""
        if review.state in DECIDED:
            return Outcome(review, False, f"{review.name} was first: it was {SAID[review.state]}.")
        if review.state in ("gone", "cleared"):
            return Outcome(review, False, f"There is nothing to decide: the post was {SAID[review.state]}.")
        if seen is not None and seen != review.judged:
            return Outcome(review, False, "The post was edited since you looked. Please look again.")
        return None

    def _change(self, review: Review, state: ReviewState, now: int, who: Who, deed: str, **fields: object) -> None:
        """Move a review on and log it; transactions keep two writers apart, the version proves it."""
        won = self.store.change_review(review, state=state, actor=who.id, name=who.name, decided=now, **fields)
        assert won, "a review changed inside a transaction"
        self.store.log(Deed(review=review.id, time=now, by=who, deed=deed))


def rank(label: Label, similar: Sequence[Similar], reports: int) -> Priority:
    """How urgent a review is: repeated, often reported or plain promotion first, the middle band last."""
    if len(similar) >= 2 or reports >= 2 or (label.label == "take" and label.p_take >= 0.95):
        return "high"
    return "medium" if label.label == "take" or reports else "low"


def _now(review: Review) -> str:
    by = f" by {review.name}" if review.actor else ""
    return f"{SAID[review.state] if review.state != 'open' else 'open'}{by}"
