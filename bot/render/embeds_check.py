"""The check of a draft as a card: before you hit send."""

from __future__ import annotations

from analyzers.drafts import DraftCheck
from analyzers.verdict import percent
from bot.render.clean import line, markdown
from bot.render.embeds import AMBER, GREEN, RED, Card, Field, grounds, lines, quote, words
from bot.render.words import looked_back
from storage.models import Span

_COLORS = {"give": GREEN, "take": RED, "unsure": AMBER}
_HEADLINES = {"give": "This is a give", "take": "This is a take", "unsure": "This could be read either way"}
_ROLES = {"own": "Yours", "ask": "An ask", "give": "For them"}
#: At most so many pieces of one role are named.
_PIECES = 4


def check_card(check: DraftCheck) -> Card:
    """The verdict on a text, its evidence, and the balance before and after it."""
    label = check.label
    seen = [f"{name}: {' · '.join(found)}" for role, name in _ROLES.items() if (found := _said(check, role))]
    place = f"The balance in {words(check.community, 100)}" if check.community else "The balance everywhere"
    return Card(
        title=f"{_HEADLINES[label.label]} ({line(label.kind)})",
        text=f"Chance of a take: **{percent(label.p_take)}**\n{quote(check.text, label.spans)}",
        fields=(
            Field("Why", lines([*seen, *grounds(label.reasons).split("\n")]) or "Nothing in it asks for anything."),
            Field(
                f"{place}, {looked_back(check.period)}",
                f"Before it: {markdown(check.verdict_before.sentence)}\n"
                f"After it: {markdown(check.verdict_after.sentence)}",
            ),
        ),
        footer="Only you see this. Nothing was sent or kept.",
        color=_COLORS[label.label],
    )


def _said(check: DraftCheck, role: str) -> list[str]:
    """The pieces of the text that show a role, without those that lie in a longer one."""
    spans = [span for span in check.label.spans if span.role == role]
    whole = [s for s in spans if not any(o.start <= s.start and s.end <= o.end and _longer(o, s) for o in spans)]
    pieces = dict.fromkeys(check.text[span.start : span.end] for span in whole)
    return [f"“{words(piece, 80)}”" for piece in pieces][:_PIECES]


def _longer(one: Span, other: Span) -> bool:
    return one.end - one.start > other.end - other.start
