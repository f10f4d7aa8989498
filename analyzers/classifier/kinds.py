"""What kind of give or take it is, from the signs alone."""

from __future__ import annotations

from analyzers.classifier.signs import SIGNS, Hit

_TAKE_KIND = {
    "ask.apply": "recruit", "ask.members": "recruit", "ask.join": "recruit",
    "ask.subscribe": "ask", "ask.follow": "ask", "ask.vote": "ask", "ask.donate": "ask", "ask.survey": "ask",
    "ask.deal": "deal", "own.referral": "deal", "own.tagged_link": "deal", "ask.earn": "deal",
    "ask.event": "event",
}  # fmt: skip
_GIVE_KIND = {"give.thanks": "thanks", "give.help": "question", "give.question": "question", "give.advice": "answer"}


def kind_of(take: bool, hits: list[Hit]) -> str:
    """One of TAKE_KINDS or GIVE_KINDS: the first sign in table order that tells."""
    names = {SIGNS[hit.sign].name for hit in hits}
    table = _TAKE_KIND if take else _GIVE_KIND
    for name, kind in table.items():
        if name in names:
            return kind
    return "promo" if take else "chat"
