"""A report that can be handed on: members under pseudonyms, words shortened, messages dated by the day.

Pseudonymous is not anonymous: who was there may still recognise a conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from analyzers.conversations import Asked
from analyzers.evidence import Contact, Post
from analyzers.hollow import HollowGive
from analyzers.masking import Mask
from analyzers.reports import Report
from analyzers.steps import Step
from storage.models import Member, Relationship

#: How much of a message is quoted.
MEMBER_WORDS, BRAND_WORDS = 80, 160
NOTE = (
    "Redacted: members appear under pseudonyms, words are shortened and members' messages dated by the day. "
    "Who was there may still recognise a conversation."
)

Contacts = Mapping[str, Sequence[Contact]]


class Redacted(NamedTuple):
    """A report and its contacts (by pseudonymous member id) without anybody's name."""

    report: Report
    contacts: Contacts


def redact(report: Report, contacts: Contacts | None = None, others: Iterable[str] = ()) -> Redacted:
    """``report`` and the ``contacts`` with its members, by member id, as they may be handed on.

    ``others`` are names of people who wrote there without talking to the brand. The order of all lists
    stays, so that whoever has the original can trace a line back.
    """
    editor = _Editor(report, others)
    told = {editor.id(key): tuple(map(editor.contact, said)) for key, said in (contacts or {}).items()}
    return Redacted(editor.report(), told)


class _Editor:
    """Rewrites one report."""

    def __init__(self, report: Report, others: Iterable[str]) -> None:
        self._report = report
        asked = report.to_answer.questions
        members = dict.fromkeys(
            [*(each.member.id for each in report.relationships), *(q.question.member for q in asked)]
        )
        self._numbers = {member: number for number, member in enumerate(members, 1)}
        self._accounts = {a: each.member.id for each in report.relationships for a in each.member.accounts}
        self._accounts |= {each.question.account: each.question.member for each in asked}
        self._own = {row.id for row in report.by["account"]} | set(report.brand.accounts)
        self._mask = Mask(self._names(), self._spared(), others)

    def id(self, member: str) -> str:
        """The pseudonymous id of a member."""
        return f"member-{self._numbers.get(member, 0)}"

    def name(self, member: str) -> str:
        """The pseudonym of a member."""
        return f"Member {self._numbers.get(member, 0)}"

    def report(self) -> Report:
        """The whole report."""
        made = self._report
        waiting = replace(made.to_answer, questions=tuple(map(self._asked, made.to_answer.questions)))
        channels = tuple(replace(row, name=self._mask.names(row.name)) for row in made.by["channel"])
        return replace(
            made,
            brand=replace(made.brand, excluded=()),
            by={**made.by, "channel": channels},
            hollow=replace(made.hollow, gives=tuple(map(self._hollow, made.hollow.gives))),
            relationships=tuple(map(self._relationship, made.relationships)),
            steps=tuple(map(self._step, made.steps)),
            to_answer=waiting,
            starters=tuple(map(self._post, made.starters)),
            posts=tuple(map(self._post, made.posts)),
            names=self._shown_names(),
            notes=(NOTE, *map(self._mask.names, made.notes)),
        )

    def contact(self, each: Contact) -> Contact:
        """One exchange; a member's words are shorter than the brand's, and only the brand's can be opened."""
        if each.account in self._own:
            return replace(each, text=self._mask.words(each.text, BRAND_WORDS, links=True))
        # The brand's reaction to a member's message carries the member's words, too.
        member = self._accounts.get(each.account, "")
        return replace(
            each, message=f"{self.id(member)}-{each.time:%Y-%m-%d}", account=self.id(member), time=_day(each.time),
            text=self._mask.words(each.text, MEMBER_WORDS), url=None,
        )  # fmt: skip

    def _names(self) -> dict[str, str]:
        known = self._report.names
        names = {account.partition(":")[2]: self.name(member) for account, member in self._accounts.items()}
        names |= {known[account]: self.name(member) for account, member in self._accounts.items() if account in known}
        names |= {each.name: self.name(each.question.member) for each in self._report.to_answer.questions}
        return names | {each.member.name: self.name(each.member.id) for each in self._report.relationships}

    def _spared(self) -> set[str]:
        own = {self._report.names.get(account, account) for account in self._own}
        own |= {account.partition(":")[2] for account in self._own}
        return own | {self._report.brand.name, *self._report.brand.handles}

    def _shown_names(self) -> dict[str, str]:
        places = {row.id for row in (*self._report.by["community"], *self._report.by["channel"])}
        questions = [each.question for each in self._report.to_answer.questions]
        places |= {key for question in questions for key in (question.community, question.channel)}
        places |= {key for post in self._report.posts for key in (post.community, post.channel)}
        told = {key: self._mask.names(name) for key, name in self._report.names.items() if key in places}
        told |= {key: name for key, name in self._report.names.items() if key in self._own}
        return told | {self.id(member): self.name(member) for member in self._numbers}

    def _relationship(self, each: Relationship) -> Relationship:
        key = self.id(each.member.id)
        return replace(
            each, member=Member(id=key, name=self.name(each.member.id), accounts=(key,)),
            last_contact=each.last_contact and _day(each.last_contact),
            because=tuple(map(self._mask.names, each.because)),
        )  # fmt: skip

    def _step(self, step: Step) -> Step:
        return replace(
            step, member=self.id(step.member), name=self.name(step.member),
            asked=step.asked and self._asked(step.asked),
            quiet=None if step.quiet is None else float(round(step.quiet)),
        )  # fmt: skip

    def _asked(self, asked: Asked) -> Asked:
        question = asked.question
        key = self.id(question.member)
        told = replace(
            question, id=f"{key}-{question.time:%Y-%m-%d}", member=key, account=key, time=_day(question.time),
            text=self._mask.words(question.text, MEMBER_WORDS), url=None,
        )  # fmt: skip
        return replace(asked, question=told, name=self.name(question.member), waiting=float(round(asked.waiting)))

    def _post(self, post: Post) -> Post:
        reasons = tuple(map(self._mask.names, post.reasons))
        return replace(post, text=self._mask.words(post.text, BRAND_WORDS, links=True), reasons=reasons)

    def _hollow(self, give: HollowGive) -> HollowGive:
        return replace(give, post=self._post(give.post), because_of=self._post(give.because_of))


def _day(time: datetime) -> datetime:
    return time.replace(hour=0, minute=0, second=0, microsecond=0)
