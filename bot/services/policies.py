"""What each community puts up with: read a proposal from its rules, confirm it, and apply it to the figures."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from analyzers.evidence import Policy
from analyzers.norms import Learned, Trace, learn
from analyzers.policies import PRESETS, SHOWCASE, WEEKDAYS, Rule, propose
from analyzers.verdict import exact
from bot.config import ReportSection
from storage.errors import UsageError
from storage.models import Brand, Tally, from_millis, to_millis
from storage.policies import Norm, OwnTake
from storage.store import Store

#: A post that nobody answered for so long met silence.
_PATIENCE = timedelta(days=3)


def policy(store: Store, section: ReportSection) -> Policy:
    """Confirmed norms under what the configuration says."""
    confirmed = {key: norm.tolerated for key, norm in store.norms().items() if norm.tolerated is not None}
    return Policy(
        tolerated=section.tolerated, by_community={**confirmed, **section.tolerated_in}, minimum=section.minimum
    )


def from_rules(store: Store, community: str, rules: Iterable[Rule], *, now: datetime) -> Norm:
    """Read rules into a proposal and keep it until somebody confirms it."""
    read = propose(rules)
    norm = Norm(
        community=community, tolerated=read.tolerated, preset=read.preset, threads=read.threads, flairs=read.flairs,
        weekdays=read.weekdays, disclosure=read.disclosure, evidence=read.evidence,
    )  # fmt: skip
    with store.transaction():
        store.put_norm(norm, "proposed", to_millis(now))
    return norm


def confirm(store: Store, community: str, *, now: datetime) -> Norm:
    """Make the proposal count. Raises UsageError when there is none."""
    norm = store.norms("proposed").get(community)
    if norm is None:
        raise UsageError(f"Nothing is proposed for {community}.", "givetake policy read makes a proposal.")
    with store.transaction():
        store.put_norm(norm, "confirmed", to_millis(now))
        store.drop_norm(community, "proposed")
    return norm


def change(store: Store, community: str, *, now: datetime, preset: str = "", **fields: object) -> Norm:
    """Set what the operator says of a community, on top of what is confirmed; None leaves a field as it is.

    Raises UsageError for an unknown preset or a share outside 0 to 1.
    """
    if preset and preset not in PRESETS:
        raise UsageError(f"{preset!r} is no preset.", f"Choose one of: {', '.join(PRESETS)}.")
    given = {key: value for key, value in fields.items() if value is not None}
    if preset:
        given = {"preset": preset, "tolerated": PRESETS[preset], **given}
    share = given.get("tolerated")
    if isinstance(share, float) and not 0 <= share <= 1:
        raise UsageError(f"{share:g} is no share.", "Give a number from 0 to 1, such as 0.1.")
    norm = msgspec.structs.replace(store.norms().get(community, Norm(community=community)), **given)
    if norm.preset == SHOWCASE and not (norm.weekdays or norm.threads or norm.flairs):
        raise UsageError("A showcase day needs a day, a thread or a flair.", "Add --weekday saturday, for example.")
    with store.transaction():
        store.put_norm(norm, "confirmed", to_millis(now))
    return norm


class Welcome(msgspec.Struct, frozen=True):
    """The brand's takes that its communities welcome: they count nowhere."""

    messages: frozenset[str] = frozenset()
    tallies: tuple[Tally, ...] = ()

    def left(self, tallies: Sequence[Tally]) -> list[Tally]:
        """Tallies without the welcome takes."""
        if not self.tallies:
            return list(tallies)
        counts = Counter({msgspec.structs.replace(tally, count=1): tally.count for tally in tallies})
        counts.subtract(self.tallies)
        return [msgspec.structs.replace(tally, count=count) for tally, count in counts.items() if count > 0]

    def notes(self, messages: Collection[str]) -> tuple[str, ...]:
        """What a reader of a report must know of it; ``messages`` are those of its period."""
        count = len(self.messages & set(messages))
        if not count:
            return ()
        takes = "1 take stands" if count == 1 else f"{count} takes stand"
        return (f"{takes} where promotion is welcome (by the community's policy) and are left out.",)


def welcome(store: Store, brand: Brand, own: Iterable[str]) -> Welcome:
    """The takes that confirmed norms exempt."""
    norms = {
        key: norm for key, norm in store.norms().items()
        if norm.channels or norm.threads or norm.flairs or norm.weekdays
    }  # fmt: skip
    if not norms:
        return Welcome()
    takes = [take for take in store.own_takes(brand.name, own, norms) if exempts(norms[take.tally.community], take)]
    return Welcome(frozenset(take.message for take in takes), tuple(take.tally for take in takes))


def exempts(norm: Norm, take: OwnTake) -> bool:
    """Whether a norm welcomes a take."""
    title, flair = _plain(take.title), _plain(take.flair)
    return (
        take.tally.channel in norm.channels
        or any(_plain(each) in title for each in norm.threads)
        or bool(flair and flair in {_plain(each) for each in norm.flairs})
        or (take.tally.day + 3) % 7 in norm.weekdays  # 1970-01-01 was a Thursday
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split())


def learned(store: Store, brand: Brand, own: Iterable[str], community: str, *, as_of: datetime) -> Learned:
    """What share of takes preceded removals and silence in a community until now."""
    settled = to_millis(as_of - _PATIENCE)
    return learn(
        Trace(
            time=fate.time,
            label=fate.label,
            trouble=fate.removed == "moderator" or (not fate.removed and not fate.answers and not fate.replies),
        )
        for fate in store.fates(brand.name, own, community, to_millis(as_of))
        if fate.time <= settled and fate.removed != "author"
    )


def mind(store: Store, brand: Brand, own: Iterable[str], community: str, as_of: datetime) -> tuple[str, ...]:
    """What whoever promotes in a community should mind: what its policy asks, and what was learned of it."""
    past = learned(store, brand, own, community, as_of=as_of)
    lesson = (
        f"Here, posts that were removed or left unanswered came after a share of takes above {exact(past.limit)}"
        f" (learned from {past.troubled} of {past.troubled + past.fine} posts)."
        if past.limit is not None
        else ""
    )
    norm = store.norms().get(community)
    return tuple(line for line in (*(reminders(norm) if norm else ()), lesson) if line)


def reminders(norm: Norm) -> tuple[str, ...]:
    """What a policy asks of whoever promotes."""
    places = [*(f"threads called {each!r}" for each in norm.threads), *(f"the flair {each!r}" for each in norm.flairs)]
    places += [f"posts on {WEEKDAYS[day].capitalize()}" for day in norm.weekdays]
    return (
        "This community asks you to say that it is your own." if norm.disclosure else "",
        f"Promotion is welcome here in {' or '.join(places)}." if places else "",
    )


Row = tuple[str, float, str, Norm | None, float | None, float | None, int, int, float | None]


def overview(store: Store, brand: Brand, section: ReportSection) -> list[Row]:
    """Each community: share tolerated and where that is from, its norm, and what was learned from the past."""
    counts, norms, own = policy(store, section), store.norms(), store.own_accounts(brand.accounts, brand.roles)
    last = store.totals().last
    rows = list[Row]()
    for community in store.communities():
        norm = norms.get(community)
        past = learned(store, brand, own, community, as_of=from_millis(last or 0))
        origin = "configuration" if community in section.tolerated_in else "policy" if norm else "default"
        rows.append((
            community, counts.tolerance(community), origin, norm, past.before_trouble, past.before_peace,
            past.troubled, past.fine, past.limit,
        ))  # fmt: skip
    return rows


def drop(store: Store, community: str) -> None:
    """Drop what is confirmed and proposed for a community. Raises UsageError when there is nothing."""
    with store.transaction():
        gone = [store.drop_norm(community, standing) for standing in ("confirmed", "proposed")]
    if not any(gone):
        raise UsageError(f"{community} has no policy.", "givetake policy show lists them.")


def place(store: Store, wanted: str) -> str:
    """The community that a person means; a subreddit need not be known yet. Raises UsageError."""
    if re.fullmatch(r"(?:reddit:)?/?r/\w+", wanted):
        return f"reddit:r/{wanted.rsplit('/', 1)[-1].lower()}"
    return find_community(store, wanted)[0]


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


def day_numbers(names: Iterable[str]) -> tuple[int, ...]:
    """Weekdays by name (three letters suffice) as numbers, Monday 0. Raises UsageError."""
    found = []
    for name in names:
        hits = [number for number, day in enumerate(WEEKDAYS) if len(name) >= 3 and day.startswith(name.lower())]
        if not hits:
            raise UsageError(f"{name!r} is no weekday.", f"Choose from: {', '.join(WEEKDAYS)}.")
        found += hits
    return tuple(sorted(set(found)))
