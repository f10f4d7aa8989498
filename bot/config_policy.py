"""The section of the configuration about how long words are kept."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class RetentionSection(BaseModel):
    """How long the text of messages is kept; labels, counts and forecasts stay."""

    model_config = ConfigDict(extra="forbid")

    text_days: int = Field(default=0, ge=0, description="days after which texts are cleared; 0 keeps them")
    backups: int = Field(default=0, ge=0, description="how many backups stay when a new one is made; 0 keeps all")
