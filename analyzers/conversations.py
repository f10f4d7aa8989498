"""Is it a conversation? What got people talking, who waits for an answer, what nobody took part in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from analyzers.cohorts import URGENCY
from analyzers.evidence import Post, Question
from analyzers.intervals import Interval, wilson
from storage.models import Noun, Relationship, State

#: A question older than this is history: counted, not listed.
ANSWERABLE = timedelta(days=30)
#: How many conversation starters a report keeps.
STARTERS = 20


class OneWay(Noun, frozen=True):
    """The brand's messages that answered nobody and that nobody answered, of all its messages.

    ``share`` and its 95 % Wilson ``interval`` are None without messages.
    """

    key: str
    count: int
    total: int
    share: float | None
    interval: Interval | None
    enough: bool


class Asked(Noun, frozen=True):
    """A question that waits for the brand's answer, and what is known of who asked it.

    ``waiting`` is in days. ``state`` is None for people new to the brand or too little seen.
    """

    question: Question
    name: str
    state: State | None
    waiting: float


class ToAnswer(Noun, frozen=True):
    """Whom to answer, most urgent first; ``older`` counts unanswered questions of more than 30 days ago."""

    key: str
    questions: tuple[Asked, ...]
    older: int


def is_one_way(post: Post) -> bool:
    """Whether a message answered nobody and nobody answered it."""
    return not post.answers and not post.replies


def one_way(posts: Sequence[Post], minimum: int) -> OneWay:
    """The one-way share of ``posts``."""
    total = len(posts)
    count = sum(map(is_one_way, posts))
    return OneWay(
        key="one_way",
        count=count,
        total=total,
        share=count / total if total else None,
        interval=wilson(count, total) if total else None,
        enough=total >= max(1, minimum),
    )


def starters(posts: Iterable[Post], limit: int = STARTERS) -> tuple[Post, ...]:
    """The messages that the most distinct members answered; equals by replies, then the latest first."""
    answered = [post for post in posts if post.members]
    answered.sort(key=lambda post: (-post.members, -post.replies, -post.time.timestamp(), post.id))
    return tuple(answered[:limit])


def to_answer(
    questions: Iterable[Question],
    relationships: Iterable[Relationship],
    as_of: datetime,
    names: Mapping[str, str],
) -> ToAnswer:
    """Unanswered questions by the asker's state (Weakening, Strong, Growing, new, Failed), longest waiting first."""
    known = {each.member.id: each for each in relationships}
    asked = [_asked(each, known.get(each.member), as_of, names) for each in questions if each.time < as_of]
    recent = [each for each in asked if each.question.time >= as_of - ANSWERABLE]
    recent.sort(key=lambda each: (URGENCY[each.state], -each.waiting, each.question.id))
    return ToAnswer(key="to_answer", questions=tuple(recent), older=len(asked) - len(recent))


def _asked(question: Question, known: Relationship | None, as_of: datetime, names: Mapping[str, str]) -> Asked:
    return Asked(
        question=question,
        name=known.member.name if known else names.get(question.account, question.account),
        state=known.state if known else None,
        waiting=(as_of - question.time) / timedelta(days=1),
    )
