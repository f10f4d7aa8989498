"""Answer how a brand stands: gather the evidence from the store and let the analyzers judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta

import msgspec

from analyzers.evidence import Contact, Evidence, Post, Question, SourceCounts, day_number, whole_days
from analyzers.forecast.model import ForecastModel
from analyzers.reports import Report, build_report
from analyzers.reviewed import Reviews
from bot.config import ReportSection
from bot.config_discord_ui import Individuals
from bot.services.link import members, shown
from bot.services.optout import hidden, shielded
from bot.services.policies import policy, welcome
from bot.services.standing import standing
from storage.counts import Totals
from storage.errors import NothingToReportError, UsageError
from storage.models import (
    STATES,
    Brand,
    Member,
    Message,
    Period,
    Relationship,
    from_millis,
    to_millis,
)
from storage.questions import OwnPost, Said
from storage.reviews import Review
from storage.store import Store

DAY = timedelta(days=1)


class Asked(msgspec.Struct, frozen=True):
    """What the report is about: the last ``days`` (None: everything) before ``as_of`` (None: the data's end)."""

    days: int | None = None
    as_of: datetime | None = None


class Window(msgspec.Struct, frozen=True):
    """The question in whole UTC days: ``as_of`` is the audit's moment, ``period`` ends at the midnight after it."""

    as_of: datetime
    period: Period
    chosen: bool


def window(store: Store, asked: Asked) -> Window:
    """The period that was asked for. Raises NothingToReportError when the store has nothing in it."""
    earliest, latest = store.span()
    if earliest is None or latest is None:
        raise NothingToReportError("The database holds no message yet.", "Import some with: givetake import PATH...")
    first, last = from_millis(earliest), from_millis(latest)
    if asked.as_of and asked.as_of <= first:
        raise NothingToReportError(
            f"The first message is of {first:%Y-%m-%d}, after the moment asked for.", "Give a later --as-of."
        )
    everything = whole_days(first, asked.as_of or last + timedelta(milliseconds=1))
    as_of = everything.end if asked.as_of else last + timedelta(milliseconds=1)
    if asked.days is None:
        return Window(as_of, everything, chosen=False)
    if asked.days < 1:
        raise UsageError("A report is about one day at least.", "Give --days 1 or more.")
    return Window(as_of, Period(start=everything.end - asked.days * DAY, end=everything.end), chosen=True)


def report(
    store: Store,
    brand: Brand,
    own: frozenset[str],
    asked: Asked,
    section: ReportSection,
    model: ForecastModel,
    individuals: Individuals = "opt-out",
) -> Report:
    """The report of one brand; its derived rows must be up to date (see :mod:`bot.services.derive`).

    ``individuals`` says whose forecast is shown by name (see :func:`bot.services.optout.hidden`).
    Raises NothingToReportError when the brand never spoke nor was spoken to.
    """
    when = window(store, asked)
    stood = standing(store, brand, when.as_of, model, store.communities(), keep=asked.as_of is None)
    people = stood.relationships
    evidence = gather(store, brand, own, when, section, {a for each in people for a in each.member.accounts})
    if not evidence.tallies and not people:
        named = ", ".join((*brand.accounts, *brand.roles)) or "no account at all"
        raise NothingToReportError(
            f"Nothing was said by or to {brand.name} ({named}).", "Find its accounts with: givetake members"
        )
    return shielded(
        build_report(evidence, people, stood.foresight, reviews_of(store.all_reviews())),
        hidden(store, (each.member for each in people), individuals),
    )


def open_questions(store: Store, brand: Brand, until: int) -> list[Message]:
    """Questions whose askers the brand has not spoken to since, by none of their accounts."""
    asked, groups = store.open_questions(brand.name, until), store.groups()
    if not groups:
        return asked
    spoken = store.spoken_with(brand.name, until)
    latest = {key: max((max(spoken.get(a, [0])) for a in group), default=0) for key, group in groups.items()}
    return [m for m in asked if latest.get(m.author or "", 0) <= to_millis(m.time)]


def gather(
    store: Store, brand: Brand, own: frozenset[str], when: Window, section: ReportSection, people: Set[str]
) -> Evidence:
    """What the store knows that a report needs; ``people`` are the members' accounts."""
    until = to_millis(when.as_of)
    meant = welcome(store, brand, own)
    posts = store.own_posts(brand.name, own, to_millis(when.period.start), to_millis(when.period.end))
    questions = open_questions(store, brand, until)
    askers = members(store, {m.author for m in questions if m.author})
    tallies = meant.left(store.tallies(brand.name, day_number(when.period.end)))
    keys = {key for tally in tallies for key in (tally.account, tally.channel, tally.community)}
    return Evidence(
        brand=brand,
        as_of=when.as_of,
        period=when.period,
        source=_counts(store.totals(until)),
        tallies=tallies,
        posts=[_post(post) for post in posts if post.message.id not in meant.messages],
        questions=[_question(message, askers) for message in questions],
        names=names(store, keys | people | {key for m in questions for key in (m.channel, m.community)}),
        policy=policy(store, section),
        chosen=when.chosen,
        notes=meant.notes({post.message.id for post in posts}),
    )


def names(store: Store, keys: Iterable[str]) -> dict[str, str]:
    """Display names of account, channel and community ids."""
    wanted = sorted(set(keys))
    channels = {key: _channel_name(channel.name) for key, channel in store.channels(wanted).items()}
    accounts = {key: shown(account, key) for key, account in store.accounts(wanted).items()}
    communities = {key: name for key, name in store.communities().items() if key in set(wanted)}
    return {**channels, **accounts, **communities}


def _channel_name(name: str) -> str:
    return name if name.startswith(("#", "r/")) else f"#{name}"


def _counts(totals: Totals) -> SourceCounts:
    return SourceCounts(
        messages=totals.messages,
        authors=totals.authors,
        replies=totals.replies,
        quarantined=totals.quarantined,
        first=None if totals.first is None else from_millis(totals.first),
        last=None if totals.last is None else from_millis(totals.last),
    )


def _post(own: OwnPost) -> Post:
    message, label = own.message, own.label
    return Post(
        id=message.id, community=message.community, channel=message.channel, account=message.author or "",
        time=message.time, text=message.text, label=label.label, kind=label.kind, p_take=label.p_take,
        answers=own.answers, replies=own.replies, members=own.members,
        reasons=tuple(reason.text for reason in label.reasons), url=message.url,
    )  # fmt: skip


def _question(message: Message, askers: Mapping[str, Member]) -> Question:
    return Question(
        id=message.id, member=askers[message.author].id if message.author else "",
        account=message.author or "", community=message.community,
        channel=message.channel, time=message.time, text=message.text, url=message.url,
    )  # fmt: skip


def contacts(store: Store, brand: Brand, accounts: Sequence[str], as_of: datetime) -> list[Contact]:
    """What the brand and a member said to each other before ``as_of``, by time."""
    return [_contact(said) for said in store.said(brand.name, accounts, 0, to_millis(as_of))]


def _contact(said: Said) -> Contact:
    message = said.message
    return Contact(
        message=message.id, account=message.author or "", community=message.community, channel=message.channel,
        time=message.time, text=message.text, inbound=said.inbound, means=said.means, label=said.label,
        kind=said.kind, url=message.url,
    )  # fmt: skip


def with_state(found: Sequence[Relationship], state: str | None) -> list[Relationship]:
    """The relationships in one state (any case), or all. Raises UsageError for an unknown state."""
    if state is None:
        return list(found)
    chosen = state.capitalize()
    if chosen not in STATES:
        raise UsageError(f"{state!r} is no state.", f"Choose one of: {', '.join(STATES)}.")
    return [each for each in found if each.state == chosen]


def reviews_of(found: Iterable[Review]) -> Reviews | None:
    """Everything flagged so far, counted; None where nothing ever was."""
    reviews = list(found)
    if not reviews:
        return None
    states = [each.state for each in reviews]
    waiting = [each.flagged for each in reviews if each.state in ("open", "snoozed")]
    return Reviews(
        waiting=len(waiting),
        oldest=from_millis(min(waiting)) if waiting else None,
        agreed=states.count("agreed"),
        overridden=states.count("overridden"),
        unsure=states.count("unsure"),
    )
