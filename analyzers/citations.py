"""Messages as they are cited behind a line of the report: with time, place, people and what they count as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from analyzers.conversations import Asked
from analyzers.evidence import Contact, Post
from analyzers.hollow import HollowGive
from analyzers.verdict import percent
from storage.models import GiveTake, Noun

Names = Mapping[str, str]


class Cited(Noun, frozen=True):
    """One message behind a line; community, channel and author are display names.

    ``note`` says what it counts for there. ``label`` and ``p_take`` are None for messages that were not labelled.
    """

    message: str
    time: datetime
    community: str
    channel: str
    author: str
    text: str
    label: GiveTake | None = None
    kind: str = ""
    p_take: float | None = None
    note: str = ""
    url: str | None = None


def cite_post(post: Post, names: Names, note: str = "") -> Cited:
    """A message of the brand; without a ``note`` the reasons of its label."""
    return Cited(
        message=post.id,
        time=post.time,
        community=names.get(post.community, post.community),
        channel=names.get(post.channel, post.channel),
        author=names.get(post.account, post.account),
        text=post.text,
        label=post.label,
        kind=post.kind,
        p_take=post.p_take,
        note=note or ", ".join(post.reasons),
        url=post.url,
    )


def cite_hollow(give: HollowGive, names: Names) -> Cited:
    """A hollow give, with the message that makes it one."""
    other = f"{give.because_of.id} of {give.because_of.time:%Y-%m-%d %H:%M} UTC"
    note = f"pleasantry before the take {other}"
    if give.similarity is not None:
        note = f"{percent(give.similarity)} the same as {other}"
    return cite_post(give.post, names, note)


def cite_starter(post: Post, names: Names) -> Cited:
    """A conversation starter, with how many it moved."""
    return cite_post(post, names, f"{post.members} members answered, {post.replies} answers")


def cite_asked(asked: Asked, names: Names) -> Cited:
    """A question, with how long its asker has been waiting."""
    question = asked.question
    return Cited(
        message=question.id,
        time=question.time,
        community=names.get(question.community, question.community),
        channel=names.get(question.channel, question.channel),
        author=asked.name,
        text=question.text,
        note=f"{asked.state or 'new'}, waiting for {asked.waiting:.1f} days",
        url=question.url,
    )


def cite_contact(contact: Contact, names: Names) -> Cited:
    """One exchange of a relationship."""
    return Cited(
        message=contact.message,
        time=contact.time,
        community=names.get(contact.community, contact.community),
        channel=names.get(contact.channel, contact.channel),
        author=names.get(contact.account, contact.account),
        text=contact.text,
        label=contact.label,
        kind=contact.kind,
        note=f"{'from' if contact.inbound else 'to'} the member by {contact.means}",
        url=contact.url,
    )
