"""The bundled sample community: Puddlewick, a small maker of open garden sensors, in the first half of 2025.

Three Discord exports (two channels and a thread) and one subreddit's dumps, written for this project:
the company, its people and its products do not exist. :mod:`bot.demo.story` tells what is true of them.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from storage.models import Brand

#: Whose conversations the sample is about.
BRAND = Brand(
    name="Puddlewick",
    accounts=(
        "discord:810007070517628993",  # Maren, hardware
        "discord:909390526812393568",  # Tobi, firmware and support
        "discord:1130718327409348775",  # Puddlewick News, a webhook
        "reddit:puddlewick_hq",
    ),
    roles=("discord:1004225135408189619",),  # Puddlewick Team
    domains=("puddlewick.example",),
    handles=("puddlewick", "puddlewick_hq"),
    excluded=("discord:1017473061256958077",),  # Drizzlebot, which posts the rain
)


class HandLabel(msgspec.Struct, frozen=True):
    """What a careful moderator says of one brand message: give or take, and which kind."""

    id: str
    label: Literal["give", "take"]
    kind: str


def folder() -> Path:
    """Return the folder of the sample community's exports (and an empty module)."""
    return Path(str(files(__name__))) / "community"


def paths() -> list[Path]:
    """Return the export files of the sample community, by name."""
    return sorted(path for path in folder().iterdir() if path.suffix in {".json", ".ndjson"})


def labels() -> dict[str, HandLabel]:
    """Return the hand-made label of every brand message, by message id and in order of time."""
    text = (files(__name__) / "labels.jsonl").read_bytes()
    found = (msgspec.json.decode(line, type=HandLabel) for line in text.splitlines())
    return {label.id: label for label in found}
