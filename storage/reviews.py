"""The store's room for human judgement: verdicts, the review queue and its audit log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from storage.derived import ids
from storage.models import GiveTake, Label, Message, Noun
from storage.recent import Recent
from storage.rows import MESSAGE_COLUMNS, label_of, label_row, message_of
from storage.sql import differ, upsert

ReviewState = Literal["open", "snoozed", "agreed", "overridden", "unsure", "cleared", "gone"]
Priority = Literal["low", "medium", "high"]
#: States in which a person's word stands.
DECIDED: tuple[ReviewState, ...] = ("agreed", "overridden", "unsure")

_IN = "(SELECT value FROM json_each(?))"
_LABEL = ("label", "p_take", "kind", "evidence", "model")
_FIELDS = (
    "id", "message", "state", "priority", "flagged", "until", "actor", "name", "decided", "version", "judged",
    "card_channel", "card_message", "shown", "sending",
)  # fmt: skip
_REVIEW = ", ".join(f"r.{column}" for column in (*_FIELDS, *_LABEL))
_MESSAGE = ", ".join(f"m.{column}" for column in MESSAGE_COLUMNS)
_RANK = "CASE r.priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END"


class Who(Noun, frozen=True):
    """Who acts: ``id`` is an account (``discord:1234``) or ``terminal:NAME``, ``name`` what people call them."""

    id: str
    name: str


class Verdict(Noun, frozen=True):
    """A person's word about one message; it beats the label as long as the text is the one they ``judged``."""

    message: str
    label: GiveTake
    by: Who
    time: int
    judged: bytes


class Review(Noun, frozen=True):
    """One flagged message on its way through the queue.

    ``label`` is what the classifier said when it was flagged. ``actor``, ``name`` and ``decided`` tell who
    acted last and when; times are milliseconds. ``version`` grows with every change; the card in the
    moderators' channel (``card_channel``, ``card_message``) shows version ``shown``, and ``sending`` is
    when the sending of a first card began, as long as its end is not known.
    """

    id: int
    message: str
    state: ReviewState
    priority: Priority
    flagged: int
    label: Label
    judged: bytes
    version: int
    until: int | None = None
    actor: str = ""
    name: str = ""
    decided: int | None = None
    card_channel: str | None = None
    card_message: str | None = None
    shown: int = 0
    sending: int | None = None


class Deed(Noun, frozen=True):
    """One line of the audit log."""

    review: int
    time: int
    by: Who
    deed: str
    detail: str = ""


def judged(text: str) -> bytes:
    """Eight bytes that tell which text was judged."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _review(row: Sequence[Any]) -> Review:
    return Review(**dict(zip(_FIELDS, row, strict=False)), label=label_of(row[len(_FIELDS) :]))


class Judged(Noun, frozen=True):
    """What a person said of a message (at ``time``, milliseconds), and what the model had said."""

    community: str
    human: GiveTake
    time: int
    label: Label


class Reviews(Recent):
    """The store's room for verdicts and reviews."""

    # -- verdicts ------------------------------------------------------------------------------

    def verdicts(self, messages: Iterable[str]) -> dict[str, Verdict]:
        """The verdicts about ``messages``, as far as people gave one."""
        rows = self.conn.execute(
            f"SELECT v.message, v.label, v.actor, v.name, v.time, v.judged FROM {_IN} w CROSS JOIN verdict v"
            " WHERE v.message = w.value",
            (ids(set(messages)),),
        )
        return {
            r[0]: Verdict(message=r[0], label=r[1], by=Who(id=r[2], name=r[3]), time=r[4], judged=r[5]) for r in rows
        }

    def put_verdict(self, verdict: Verdict) -> None:
        """Write a verdict down; it replaces the one before."""
        self.conn.execute(
            upsert("verdict", ("message",), "label", "actor", "name", "time", "judged"),
            (verdict.message, verdict.label, verdict.by.id, verdict.by.name, verdict.time, verdict.judged),
        )

    def drop_verdicts(self, messages: Iterable[str]) -> None:
        """Take verdicts back."""
        self.conn.execute(f"DELETE FROM verdict WHERE message IN {_IN}", (ids(messages),))

    def judged_by_people(self) -> list[Judged]:
        """Every verdict on a message that the model had judged, oldest first."""
        rows = self.conn.execute(
            "SELECT m.community, v.label, v.time, r.label, r.p_take, r.kind, r.evidence, r.model FROM verdict v"
            " JOIN review r ON r.message = v.message JOIN message m ON m.id = v.message"
            " WHERE r.model NOT LIKE 'human:%' ORDER BY v.time, v.message"
        )
        return [Judged(community=r[0], human=r[1], time=r[2], label=label_of(r[3:])) for r in rows]

    # -- reviews -------------------------------------------------------------------------------

    def add_review(self, message: str, priority: Priority, label: Label, mark: bytes, now: int) -> int:
        """Put a message into the queue and return the number of its review."""
        row = label_row(message, label)
        rows = self.conn.execute(
            f"INSERT INTO review (state, priority, flagged, judged, message, {', '.join(_LABEL)})"
            " VALUES ('open', ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (priority, now, mark, *row),
        ).fetchall()
        return int(rows[0][0])

    def change_review(self, review: Review, **fields: Any) -> bool:
        """Change a review if nobody did since ``review`` was read, and count its version up; tells whether it won."""
        label = fields.pop("label", None)
        if label is not None:
            fields |= dict(zip(_LABEL, label_row("", label)[1:], strict=True))
        sets = "".join(f"{name} = ?, " for name in fields)
        cursor = self.conn.execute(
            f"UPDATE review SET {sets}version = version + 1 WHERE id = ? AND version = ?",
            (*fields.values(), review.id, review.version),
        )
        return cursor.rowcount == 1

    def review(self, number: int) -> Review | None:
        """The review with this number."""
        return next(iter(self._reviews("r.id = ?", number)), None)

    def reviews_of(self, messages: Iterable[str]) -> dict[str, Review]:
        """The reviews of ``messages``, as far as they were flagged."""
        return {each.message: each for each in self._reviews(f"r.message IN {_IN}", ids(messages))}

    def queue(self, now: int, communities: Iterable[str] | None = None) -> list[Review]:
        """What waits for a decision at ``now``: high priority first, then by age, snoozed ones in their time.

        ``communities`` keeps those of some communities only.
        """
        where = "(r.state = 'open' OR (r.state = 'snoozed' AND r.until <= ?))"
        if communities is None:
            return self._reviews(where, now)
        return self._reviews(f"{where} AND m.community IN {_IN}", now, ids(communities))

    def changed_reviews(self) -> list[Review]:
        """The reviews whose message changed since :meth:`mark_looked`."""
        return self._reviews(f"{differ('m.digest', 'r.looked')} AND m.id IS NOT NULL")

    def mark_looked(self) -> None:
        """Say that every review is up to date with its message."""
        self.conn.execute(
            "UPDATE review SET looked = m.digest FROM message m"
            f" WHERE m.id = review.message AND {differ('m.digest', 'review.looked')}"
        )

    def all_reviews(self) -> list[Review]:
        """Every review, the latest first."""
        return self._reviews("true", order="r.flagged DESC, r.id DESC")

    def due_snoozes(self, now: int) -> list[Review]:
        """The snoozed reviews whose time is up."""
        return self._reviews("r.state = 'snoozed' AND r.until <= ?", now)

    def unshown(self) -> list[Review]:
        """Reviews whose card does not show their latest version; those closed before they were ever shown need none."""
        return self._reviews(
            "r.shown <> r.version AND (r.card_message IS NOT NULL OR r.sending IS NOT NULL OR r.state = 'open')"
        )

    def reviews_by(self, author: str) -> list[Review]:
        """All reviews of one author's messages, latest first."""
        return self._reviews("m.author = ?", author, order="r.flagged DESC, r.id DESC")

    def _reviews(self, where: str, *parameters: Any, order: str = f"{_RANK}, r.flagged, r.id") -> list[Review]:
        rows = self.conn.execute(
            f"SELECT {_REVIEW} FROM review r LEFT JOIN message m ON m.id = r.message WHERE {where} ORDER BY {order}",
            parameters,
        )
        return [_review(row) for row in rows]

    def set_card(self, number: int, **fields: Any) -> None:
        """Note where a review's card is and what it shows (card_channel, card_message, shown, sending)."""
        sets = ", ".join(f"{name} = ?" for name in fields)
        self.conn.execute(f"UPDATE review SET {sets} WHERE id = ?", (*fields.values(), number))

    def begin_card(self, number: int, now: int) -> None:
        """Say that a review's first card is being sent since ``now``, or since an earlier try."""
        self.conn.execute("UPDATE review SET sending = coalesce(sending, ?) WHERE id = ?", (now, number))

    def lose_cards(self, channel: str) -> None:
        """Say that the cards of a channel are gone with it: what waits must be shown again."""
        self.conn.execute(
            "UPDATE review SET card_channel = NULL, card_message = NULL, shown = 0, sending = NULL"
            " WHERE card_channel = ?",
            (channel,),
        )

    # -- the audit log -------------------------------------------------------------------------

    def log(self, deed: Deed) -> None:
        """Add a line to the audit log."""
        self.conn.execute(
            "INSERT INTO audit (review, message, time, actor, name, deed, detail)"
            " SELECT id, message, ?, ?, ?, ?, ? FROM review WHERE id = ?",
            (deed.time, deed.by.id, deed.by.name, deed.deed, deed.detail, deed.review),
        )

    def deeds(self, reviews: Iterable[int]) -> list[Deed]:
        """What was done about some reviews, in order."""
        rows = self.conn.execute(
            f"SELECT review, time, actor, name, deed, detail FROM audit WHERE review IN {_IN} ORDER BY id",
            (ids(str(number) for number in reviews),),
        )
        return [Deed(review=a, time=b, by=Who(id=c, name=d), deed=e, detail=f) for a, b, c, d, e, f in rows]

    # -- what a reviewer wants to know ---------------------------------------------------------

    def reviewed_before(self, moment: int, limit: int) -> list[Message]:
        """The latest flagged messages that were written before a moment, whoever wrote them."""
        rows = self.conn.execute(
            f"SELECT {_MESSAGE} FROM review r JOIN message m ON m.id = r.message"
            " WHERE m.time < ? AND m.removed = '' ORDER BY m.time DESC, m.id DESC LIMIT ?",
            (moment, limit),
        )
        return [message_of(row) for row in rows]

    # -- forgetting ----------------------------------------------------------------------------

    def forget_reviews(self, messages: Iterable[str]) -> None:
        """Remove reviews, verdicts and log lines about messages that are to be forgotten."""
        wanted = ids(messages)
        for table in ("audit", "review", "verdict"):
            self.conn.execute(f"DELETE FROM {table} WHERE message IN {_IN}", (wanted,))

    def forget_reviewer(self, actor: str, stand_in: str = "somebody") -> None:
        """Take a person's id and name out of what they decided; the decisions stay."""
        for table in ("audit", "review", "verdict"):
            self.conn.execute(f"UPDATE {table} SET actor = '', name = ? WHERE actor = ?", (stand_in, actor))
        self.conn.execute("UPDATE audit SET detail = '' WHERE detail = ?", (actor,))

    def deeds_by(self, actor: str) -> list[Deed]:
        """What one person did in the queue, in order."""
        rows = self.conn.execute(
            "SELECT review, time, actor, name, deed, detail FROM audit WHERE actor = ? ORDER BY id", (actor,)
        )
        return [Deed(review=a, time=b, by=Who(id=c, name=d), deed=e, detail=f) for a, b, c, d, e, f in rows]
