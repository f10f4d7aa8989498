"""The check of a draft as a card: before you hit send."""

from __future__ import annotations

from analyzers.drafts import DraftCheck
from analyzers.verdict import percent
from bot.render.clean import line, markdown
from bot.render.embeds import AMBER, GREEN, RED, Card, Field, lines, quote, words
from bot.render.words import stretch

_COLORS = {"give": GREEN, "take": RED, "unsure": AMBER}
_HEADLINES = {"give": "This is a give", "take": "This is a take", "unsure": "This could be read either way"}
_ROLES = {"own": "yours", "ask": "an ask", "give": "for them"}


def check_card(check: DraftCheck) -> Card:
    """The verdict on a text, its evidence, and the balance before and after it."""
    label = check.label
    seen = [
        f"{_ROLES[span.role]}: {words(check.text[span.start : span.end], 100)} ({words(span.signal, 40)})"
        for span in label.spans[:8]
    ]
    reasons = [f"{reason.push:+.1f} {words(reason.text, 120)}" for reason in label.reasons[:6]]
    place = f"The balance in {words(check.community, 100)}" if check.community else "The balance everywhere"
    return Card(
        title=f"{_HEADLINES[label.label]} ({line(label.kind)})",
        text=f"Chance of a take: **{percent(label.p_take)}**\n{quote(check.text, label.spans)}",
        fields=(
            Field("Why", lines([*seen, *reasons]) or "Nothing in it asks for anything."),
            Field(
                f"{place}, {stretch(check.period)}",
                f"before: {markdown(check.verdict_before.sentence)}\nafter: {markdown(check.verdict_after.sentence)}",
            ),
        ),
        footer="Only you see this. Nothing was sent or kept.",
        color=_COLORS[label.label],
    )
