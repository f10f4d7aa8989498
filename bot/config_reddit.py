"""The ``[reddit]`` section of the configuration: the app, what is read, and what a moderator's login may do."""

from __future__ import annotations

import os
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

#: Settings that an environment variable of the same name beats, so that no secret need be in a file.
_FROM_ENVIRONMENT = ("client_id", "client_secret", "refresh_token", "username", "password", "user_agent", "url")


def subreddit(text: str) -> str:
    """A subreddit's name without ``r/``. Raises ValueError with the remedy."""
    name = text.strip().removeprefix("/").removeprefix("r/").rstrip("/")
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise ValueError(f"{text!r} is no subreddit; write it as r/maker")
    return name


def address(text: str) -> str:
    """An http(s) address without a final slash, or nothing. Raises ValueError."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(f"{text!r} is no address such as https://reddit.example")
    return text.rstrip("/")


Subreddit = Annotated[str, AfterValidator(subreddit)]
Address = Annotated[str, AfterValidator(address)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ModerateSection(_Section):
    """What is done on Reddit in the moderators' name; needs a moderator's login."""

    subreddits: list[Subreddit] = Field(default=[], description="subreddits that you moderate; none switches it off")
    dry_run: bool = Field(default=True, description="only write down what would be done")
    report: bool = Field(default=False, description="report to the mod queue what a person called a take")
    note: bool = Field(default=False, description="add a mod note to the author of what a person called a take")
    digest: bool = Field(default=False, description="send the open reviews once a day to the moderators' modmail")


class RedditSection(_Section):
    """Where Reddit is, who we are there, and what is read; the brand's accounts are in [brand]."""

    client_id: str = Field(default="", description="the app's id; or GIVETAKE_REDDIT_CLIENT_ID")
    client_secret: str = Field(default="", repr=False, description="the app's secret; or GIVETAKE_REDDIT_CLIENT_SECRET")
    refresh_token: str = Field(default="", repr=False, description="a login; or GIVETAKE_REDDIT_REFRESH_TOKEN")
    username: str = Field(default="", description="a login of a script app; or GIVETAKE_REDDIT_USERNAME")
    password: str = Field(default="", repr=False, description="its password; or GIVETAKE_REDDIT_PASSWORD")
    user_agent: str = Field(default="", description='as "linux:acme-audit:1.0 (by /u/acme)"')
    url: Address = Field(default="", description="another address for all of Reddit; or GIVETAKE_REDDIT_URL")
    subreddits: list[Subreddit] = Field(default=[], description="subreddits that are followed as a whole")
    inbox: bool = Field(default=False, description="read mentions and answers in the inbox; needs a login")
    more_requests: int = Field(default=32, ge=0, description="requests a thread's folded comments may cost")
    profiles: int = Field(default=0, ge=0, description="profiles of members read in each round, to find who is who")
    poll_seconds: float = Field(default=60.0, ge=1, description="pause between two rounds")
    recheck_days: list[Annotated[float, Field(gt=0)]] = Field(
        default=[0.05, 0.25, 1.0, 3.0, 7.0, 30.0], description="ages at which posts are looked at again"
    )
    patience_seconds: float = Field(default=900.0, ge=0, description="how long Reddit's silence is waited out")
    timeout_seconds: int = Field(default=16, ge=1, description="how long one answer may take")
    moderate: ModerateSection = ModerateSection()

    def resolved(self) -> RedditSection:
        """The section with what the environment says (``GIVETAKE_REDDIT_URL`` and so on). Raises ValidationError."""
        given = {name: os.environ.get(f"GIVETAKE_REDDIT_{name.upper()}", "") for name in _FROM_ENVIRONMENT}
        return RedditSection.model_validate({**self.model_dump(), **{k: v for k, v in given.items() if v}})
