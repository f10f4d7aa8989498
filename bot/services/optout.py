"""What people wish about themselves: no text kept, no forecast shown; and that every report keeps to it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from analyzers.conversations import to_answer
from analyzers.reports import Report
from analyzers.steps import first_steps
from bot.config_discord_ui import Individuals
from bot.services.derive import Deriver
from bot.services.label import wordless
from storage.errors import UsageError
from storage.models import Member
from storage.optouts import Wish
from storage.store import Store


def opt_out(deriver: Deriver, account: str, now: int) -> int:
    """Keep no text of a person any more, remove what is there, and show no forecast of theirs.

    All of their linked accounts go together; returns how many messages lost their text. ``now`` is in milliseconds.
    Raises UsageError for somebody who speaks for the brand.
    """
    store = deriver.store
    with store.transaction():
        accounts = store.person(account)
        if deriver.side().own & set(accounts):
            raise UsageError(
                f"You speak for {deriver.brand.name}, so what you write is what is audited.",
                "Ask for your account to be taken out of the brand first.",
            )
        cleared: list[str] = []
        for each in accounts:
            store.put_wish(Wish(account=each, stored=False, forecast=False, time=now))
            cleared += store.clear_texts(each)
        store.drop_verdicts(cleared)
        deriver.reconsider(cleared)
        store.mark_others_stale(deriver.brand.name)
        for review in store.reviews_of(cleared).values():
            store.change_review(review, label=wordless(review.label))
    return len(cleared)


def opt_in(store: Store, account: str) -> None:
    """Take an opt-out back: text is kept again from now on."""
    with store.transaction():
        for each in store.person(account):
            store.put_wish(Wish(account=each))


def consent(store: Store, account: str, forecast: bool, now: int) -> None:
    """Write down whether a person agrees to a forecast of their own."""
    with store.transaction():
        for each in store.person(account):
            store.put_wish(replace(store.wish(each), forecast=forecast, time=now))


def hidden(store: Store, people: Iterable[Member], mode: Individuals) -> frozenset[str]:
    """The ids of the people whose forecast must not be shown by name.

    An opt-out always counts; ``opt-out`` hides those who declined a forecast, ``opt-in`` all who did not agree.
    """
    wishes = {wish.account: wish for wish in store.wishes()}
    return frozenset(each.id for each in people if _is_hidden([wishes.get(a) for a in each.accounts], mode))


def _is_hidden(wishes: list[Wish | None], mode: Individuals) -> bool:
    said = [wish for wish in wishes if wish]
    if any(not wish.stored for wish in said):
        return True
    if mode == "opt-in":
        return not any(wish.forecast for wish in said) or any(wish.forecast is False for wish in said)
    return mode == "opt-out" and any(wish.forecast is False for wish in said)


def shielded(made: Report, away: frozenset[str]) -> Report:
    """The report without the forecasts of some people: cohorts still count them, nothing else tells of their state."""
    away = away & {each.member.id for each in made.relationships}
    if not away:
        return made
    shown = tuple(each for each in made.relationships if each.member.id not in away)
    questions = [each.question for each in made.to_answer.questions]
    waiting = replace(to_answer(questions, shown, made.as_of, made.names), older=made.to_answer.older)
    note = f"{len(away)} people are counted in the cohorts but not shown, because of their or the community's choice."
    return replace(
        made,
        relationships=shown,
        to_answer=waiting,
        steps=first_steps(shown, waiting.questions, made.as_of),
        notes=(*made.notes, note),
    )
