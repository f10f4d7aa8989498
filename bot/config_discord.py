"""The ``[discord]`` section of the configuration: where Discord is, who we are there, what we listen to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from storage.errors import ConfigError

API = "https://discord.com/api/v10"
GATEWAY = "wss://gateway.discord.gg"
CDN = "https://cdn.discordapp.com"
ENV_TOKEN, ENV_API, ENV_GATEWAY, ENV_CDN = (f"GIVETAKE_DISCORD_{name}" for name in ("TOKEN", "API", "GATEWAY", "CDN"))


def snowflake(text: str) -> str:
    """A Discord id: digits, with or without ``discord:`` before them. Raises ValueError with the remedy."""
    number = text.removeprefix("discord:")
    if not number.isdecimal() or not number.isascii():
        raise ValueError(f"{text!r} is not a Discord id; copy the number with 'Copy ID' (Discord's developer mode)")
    return number


def address(text: str) -> str:
    """An http(s) or ws(s) address without a final slash. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https", "ws", "wss") or not parts.hostname:
        raise ValueError(f"{text!r} is not an address such as {API} or {GATEWAY}")
    return text.rstrip("/")


Snowflake = Annotated[str, AfterValidator(snowflake)]
Address = Annotated[str, AfterValidator(address)]


class DiscordSection(BaseModel):
    """How to reach Discord and what to listen to there."""

    model_config = ConfigDict(extra="forbid")

    token_file: str = Field(default="", description="file that holds the bot's token, readable by the bot's user alone")
    token: str = Field(
        default="", repr=False, description="the token itself; better name a file or set the environment variable"
    )
    api: Address = Field(default=API, description="REST address, for tests and proxies")
    gateway: Address = Field(default=GATEWAY, description="gateway address [default: what api names]")
    cdn: Address | None = Field(
        default=None, description="where pictures are [default: Discord's, or the REST address's host]"
    )
    guilds: list[Snowflake] = Field(default=[], description="guilds to listen to [default: all the bot is in]")
    channels: list[Snowflake] = Field(
        default=[], description="channels or categories to listen to [default: all it can see]"
    )
    skip: list[Snowflake] = Field(default=[], description="channels or categories to leave out, whatever else is said")
    admin_channel: Snowflake | None = Field(
        default=None,
        description="channel that is told of missing permissions and the like [default: the review channel]",
    )
    backfill: bool = Field(default=False, description="read the whole history of new channels without being asked")
    look_back_days: float = Field(
        default=7, ge=0, le=90, description="back from an absence, read so many days again for edits and deletions"
    )
    look_back_messages: int = Field(
        default=100, ge=0, le=5000, description="and at least so many messages of each channel, however old"
    )
    history_reactions: Literal["own", "all", "none"] = Field(
        default="own", description="under whose old messages to ask who reacted: one request for each emoji"
    )
    message_content: bool = Field(default=True, description="ask for the privileged message content intent")
    members: bool | None = Field(
        default=None, description="ask for the privileged members intent [default: if the brand has roles]"
    )
    shards: int | Literal["auto"] = Field(
        default=1, description="gateway connections; 'auto' asks Discord (needed from 2,500 guilds)"
    )

    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="loopback port of /health and /metrics (Prometheus text)"
    )

    def wants(self, guild: int, *places: int | None) -> bool:
        """Whether to listen to a channel, given its own id and those of its parent and category."""
        ids = {str(place) for place in places if place}
        if self.guilds and str(guild) not in self.guilds:
            return False
        if ids & set(self.skip):
            return False
        return not self.channels or bool(ids & set(self.channels))

    @property
    def pictures(self) -> str:
        """The address of pictures."""
        if self.cdn or self.api == API:
            return self.cdn or CDN
        parts = urlsplit(self.api)
        return f"{parts.scheme}://{parts.netloc}"


def from_environment(section: DiscordSection, environ: Mapping[str, str] | None = None) -> DiscordSection:
    """The section with the addresses and the token that the environment names (it beats the file).

    Raises ConfigError when an address is none.
    """
    found = os.environ if environ is None else environ
    names = {"api": ENV_API, "gateway": ENV_GATEWAY, "cdn": ENV_CDN}
    changes: dict[str, str] = {}
    for field, name in names.items():
        if value := found.get(name):
            try:
                changes[field] = address(value)
            except ValueError as error:
                raise ConfigError(f"{name}: {error}.", "Correct the environment variable.") from error
    if token := found.get(ENV_TOKEN, "").strip():
        changes |= {"token": token, "token_file": ""}
    return section.model_copy(update=changes)


def token_of(section: DiscordSection) -> str:
    """The bot's token. Raises ConfigError when there is none."""
    text = section.token
    if section.token_file:
        try:
            text = Path(section.token_file).expanduser().read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"The token file {section.token_file} cannot be read.", "Check discord.token_file."
            ) from error
    token = text.strip().removeprefix("Bot ")
    if not token:
        raise ConfigError("The bot has no token.", f"Set {ENV_TOKEN}, or name a file in discord.token_file.")
    if any(character.isspace() for character in token):
        raise ConfigError("The bot's token has blanks or lines in it.", "Copy the token alone.")
    return token
