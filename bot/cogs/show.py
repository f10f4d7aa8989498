"""From cards to Discord's own objects, and the ways an answer takes to a person."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from bot.render.embeds import Card, Parcel, fitted
from storage.reviews import Who

NOBODY = discord.AllowedMentions.none()


def embed(card: Card) -> discord.Embed:
    """A card as an embed; it must have been fitted."""
    made = discord.Embed(title=card.title or None, description=card.text or None, color=card.color, url=card.url)
    for field in card.fields:
        made.add_field(name=field.name, value=field.value, inline=field.inline)
    if card.footer:
        made.set_footer(text=card.footer)
    if card.image:
        made.set_image(url=f"attachment://{card.image}")
    return made


def embeds(cards: Sequence[Card]) -> list[discord.Embed]:
    """Cards as the embeds of one message."""
    return [embed(card) for card in fitted(cards)]


def message(parcel: Parcel) -> dict[str, Any]:
    """The arguments of a send for a parcel; nobody is ever pinged."""
    return {
        "content": parcel.line or None,
        "embeds": embeds(parcel.cards),
        "files": [discord.File(io.BytesIO(data), name) for name, data in parcel.files],
        "allowed_mentions": NOBODY,
    }


async def wait(interaction: discord.Interaction, *, hidden: bool = True) -> None:
    """Tell Discord that the answer comes later; first thing in every command, whatever the store is doing."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=hidden, thinking=True)


async def answer(
    interaction: discord.Interaction, *cards: Card, line: str = "", view: discord.ui.View | None = None,
    files: Sequence[tuple[str, bytes]] = (),
) -> None:  # fmt: skip
    """Answer a command that waits; only the person who asked sees it."""
    more: dict[str, Any] = {"view": view} if view else {}
    parcel = Parcel(line=line, cards=cards, files=tuple(files))
    await interaction.followup.send(**message(parcel), ephemeral=True, **more)


async def redraw(interaction: discord.Interaction, *cards: Card, view: discord.ui.View | None) -> None:
    """Change the message whose button was pressed."""
    await interaction.edit_original_response(embeds=embeds(cards), view=view, allowed_mentions=NOBODY)


async def whisper(interaction: discord.Interaction, text: str) -> None:
    """Say one line to the person alone, whatever was answered before."""
    if interaction.response.is_done():
        await interaction.followup.send(text[:2000], ephemeral=True, allowed_mentions=NOBODY)
    else:
        await interaction.response.send_message(text[:2000], ephemeral=True, allowed_mentions=NOBODY)


def who(user: discord.abc.User) -> Who:
    """A person as the audit log names them."""
    return Who(id=f"discord:{user.id}", name=user.display_name)


def stamp(moment: datetime | None) -> str:
    """A moment as everybody's own clock shows it."""
    return f"<t:{int(moment.timestamp())}:f>" if moment else "never"
