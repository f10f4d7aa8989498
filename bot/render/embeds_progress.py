"""The reading of history as a card: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from analyzers.verdict import percent
from bot.render.clean import markdown
from bot.render.embeds import BLUE, GREEN, Card, Field, lines
from bot.render.words import many

_BAR = 16


def reading_card(name: str, share: float, messages: int, now: datetime) -> Card:
    """While it goes on: ``share`` of everything is read, ``name`` is the place being read."""
    full = round(share * _BAR)
    rows = (
        f"`{'█' * full}{'░' * (_BAR - full)}` **{percent(share)}**",
        f"{many(messages, 'message')} so far, now {markdown(name)}",
        f"-# As of <t:{int(now.timestamp())}:R>. A restart goes on from here.",
    )
    foot = "You can use me meanwhile; reports count what is read."
    return Card(title="Reading the history", text="\n".join(rows), color=BLUE, footer=foot)


def read_card(messages: int, seconds: float, unread: Collection[str]) -> Card:
    """When it is over; ``unread`` says what could not be read."""
    took = f" in {many(round(seconds / 60), 'minute')}" if seconds >= 60 else ""
    away = (Field("Not read", lines([markdown(each) for each in unread])),) if unread else ()
    text = f"{many(messages, 'message')} read{took}. Try /report."
    return Card(title="The history is read", text=text, fields=away, color=GREEN)
