"""The sections of the configuration about what people see: the review queue, digests, individual forecasts."""

from __future__ import annotations

import zoneinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Individuals = Literal["all", "opt-out", "opt-in"]


def zone_name(text: str) -> str:
    """An IANA time zone that exists. Raises ValueError with the remedy."""
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{text!r} is no time zone; write it as Europe/Berlin or UTC") from None
    return text


def channel_id(text: str) -> str:
    """A Discord channel as we store it, ``discord:1234``; empty for none. Raises ValueError with the remedy."""
    native = text.removeprefix("discord:").strip("<#>")
    if text and not native.isdecimal():
        raise ValueError(f"{text!r} is no channel; write it as discord:1234")
    return f"discord:{native}" if text else ""


Zone = Annotated[str, AfterValidator(zone_name)]
ChannelId = Annotated[str, AfterValidator(channel_id)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReviewSection(_Section):
    """Which messages moderators are asked about, and where."""

    channel: ChannelId = Field(default="", description="the moderators' Discord channel, as discord:1234")
    scope: Literal["everyone", "brand"] = Field(default="everyone", description="whose messages are looked at")
    unsure: bool = Field(default=True, description="ask about what could be read either way, too")
    max_age_days: float = Field(default=7.0, gt=0, description="older messages are never flagged by themselves")
    snooze_hours: float = Field(default=24.0, gt=0, description="how long Snooze puts a review off")
    welcome: list[str] = Field(
        default=[], description="channel ids where promotion is welcome: nothing is flagged there"
    )


class DigestSection(_Section):
    """What digests are about unless they say otherwise."""

    zone: Zone = Field(default="UTC", description="IANA time zone of schedules, such as Europe/Berlin")
    days: int = Field(default=7, ge=1, le=366, description="how many days a digest looks back")
    late_minutes: float = Field(default=15.0, gt=0, description="after how long a digest says that it is late")


class PrivacySection(_Section):
    """Whose own forecast is shown by name; the others only count in their cohort."""

    individuals: Individuals = Field(
        default="opt-out",
        description="all: everybody's; opt-out: but who declined; opt-in: only who agreed. /optout always counts",
    )
