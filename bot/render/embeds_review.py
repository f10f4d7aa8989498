"""A flagged message as a card for moderators: what was said, why it is here, what it would mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from analyzers.verdict import percent
from bot.render.clean import line, link, markdown
from bot.render.embeds import AMBER, BLUE, GREEN, GREY, RED, Card, Field, grounds, lines, quote, words
from bot.render.words import many, moment
from bot.views import BALANCE_DAYS, SAID, Case, Sees
from storage.models import from_millis
from storage.reviews import Deed, Review

_COLORS = {"agreed": RED, "overridden": GREEN, "unsure": AMBER, "snoozed": GREY, "cleared": GREY, "gone": GREY}
_PRIORITY = {"high": "🔴 high", "medium": "🟠 medium", "low": "🟡 low"}
_ASKS = {
    "take": "This looks like promotion. Is it?",
    "unsure": "This could be read either way. No accusation: please say what it is.",
    "give": "Somebody reported this as promotion. Is it?",
}
_DEEDS = {
    "flagged": "flagged it", "reported": "reported it", "agree": "agreed: a take", "override": "overrode: a give",
    "unsure": "was unsure", "snooze": "snoozed it", "undo": "took it back", "edited": "saw an edit",
    "deleted": "saw it deleted", "woke": "brought it back", "reopened": "opened it again",
}  # fmt: skip


def review_card(case: Case, sees: Sees) -> Card:
    """The card of one review, for readers who see the channels that ``sees`` names."""
    review, message = case.review, case.message
    shown = message is not None and not message.removed and sees(message.channel)
    return Card(
        title=f"Review {review.id} · {_PRIORITY[review.priority]} priority",
        text="\n".join(part for part in (_status(review), _head(case, shown), _text(case, shown)) if part),
        fields=tuple(field for field in (*_why(case, shown), *_circumstances(case, sees)) if field.value),
        footer=f"{marker(review.id)} · Agree: it is a take · Override: it is a give",
        color=_COLORS.get(review.state, BLUE),
    )


def marker(number: int) -> str:
    """What stands in the footer of a review's card, so that it can be found again."""
    return f"givetake review {number}"


def _status(review: Review) -> str:
    if review.state == "open":
        return f"**{_ASKS[review.label.label]}**"
    by = f" by {words(review.name, 80)}" if review.name and review.actor else ""
    until = f" until {moment(from_millis(review.until))} UTC" if review.state == "snoozed" and review.until else ""
    return f"**{SAID[review.state].capitalize()}{by}{until}.**"


def _head(case: Case, shown: bool) -> str:
    message = case.message
    if message is None:
        return ""
    place = words(case.name(message.channel), 80) if shown else "a private channel"
    author = words(case.name(message.author), 80) if message.author else "somebody"
    jump = f" · {link('jump to it', message.url)}" if message.url and shown and not message.removed else ""
    return f"**{author}** in {place}, {moment(message.time)} UTC{jump}"


def _text(case: Case, shown: bool) -> str:
    if case.message is None or case.message.removed:
        return "*The post was deleted; its text is not kept.*"
    if not case.kept:
        return "*The author opted out, so the text is not kept.*"
    if not shown:
        return "*The text is only shown where everybody may read that channel.*"
    return quote(case.message.text, case.review.label.spans)


def _why(case: Case, shown: bool) -> Iterable[Field]:
    label = case.review.label
    reasons = grounds(label.reasons) if shown and case.kept else ""
    chance = f"Chance of a take: **{percent(label.p_take)}** ({line(label.kind)})"
    yield Field("Why", lines([chance, *reasons.split("\n")] if reasons else [chance]))
    if case.reporters:
        yield Field("Reported by", words(", ".join(case.reporters), 300))


def _circumstances(case: Case, sees: Sees) -> Iterable[Field]:
    if case.message is not None:
        yield Field(
            f"Their balance here, last {BALANCE_DAYS} days",
            f"Before it: {markdown(case.before.sentence)}\nIf it is a take: {markdown(case.after.sentence)}",
        )
    near = [each for each in case.similar if sees(each.message.channel)]
    yield Field("Similar earlier posts", lines([
        f"{each.similarity:.0%} alike: {link(moment(each.message.time), each.message.url)} by "
        f"{words(case.name(each.message.author), 60)}: “{words(each.message.text, 80)}”"
        for each in near
    ]))  # fmt: skip
    if case.earlier:
        said = {**SAID, "open": "waiting"}
        counts = ", ".join(f"{count} {said[state]}" for state, count in sorted(case.earlier.items()))
        yield Field("Their other flagged posts", counts)


def history_card(review: Review, deeds: Iterable[Deed]) -> Card:
    """Who did what about a review, and when."""
    rows = [
        f"{moment(from_millis(deed.time))} UTC: **{words(deed.by.name, 80)}** {_DEEDS.get(deed.deed, deed.deed)}"
        for deed in deeds
    ]
    return Card(title=f"History of review {review.id}", text=lines(rows, 4000), color=GREY)


def queue_card(reviews: Iterable[tuple[Review, str]], now: datetime) -> Card:
    """The open reviews, each with its link, urgent ones first."""
    listed = list(reviews)
    rows = [f"{_PRIORITY[each.priority]} · review {each.id} · {_age(each, now)} {where}" for each, where in listed]
    text = lines(rows, 3500) if rows else "Nothing waits for a decision."
    return Card(title=f"Review queue: {many(len(listed), 'open post')}", text=text, color=BLUE if rows else GREEN)


def _age(review: Review, now: datetime) -> str:
    hours = max(0, int((now - from_millis(review.flagged)).total_seconds() // 3600))
    return f"{hours} h old" if hours < 48 else f"{hours // 24} d old"
