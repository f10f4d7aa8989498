"""Let a person's word about a message count, at once and everywhere; or take it back."""

from __future__ import annotations

from bot.services.derive import Deriver
from storage.errors import UsageError
from storage.models import GiveTake, Message
from storage.reviews import Verdict, Who, judged


def give_verdict(deriver: Deriver, message: str, label: GiveTake, who: Who, now: int) -> Verdict:
    """Write down what ``who`` says of a message, and let everything that counts it follow.

    Call it inside a transaction; ``now`` is in milliseconds. Raises UsageError when no such message is held.
    """
    found = _held(deriver, message)
    verdict = Verdict(message=message, label=label, by=who, time=now, judged=judged(found.text))
    deriver.store.put_verdict(verdict)
    _follow(deriver, message)
    return verdict


def take_back(deriver: Deriver, message: str) -> None:
    """Forget the verdict about a message: the classifier's label counts again. Call it inside a transaction."""
    deriver.store.drop_verdicts([message])
    _follow(deriver, message)


def _follow(deriver: Deriver, message: str) -> None:
    deriver.reconsider([message])
    deriver.store.mark_others_stale(deriver.brand.name)


def _held(deriver: Deriver, message: str) -> Message:
    found = deriver.store.messages([message])
    if not found:
        raise UsageError(f"The message {message} is not known here.", "Import it, or wait until the bot has read it.")
    return found[0]
