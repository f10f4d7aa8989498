"""The configuration file: typed, every key with a default, unknown keys answered with a suggestion."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.config_discord import DiscordSection
from bot.config_discord_ui import DigestSection, PrivacySection, ReviewSection
from bot.config_mail import MailSection
from bot.config_policy import RetentionSection
from bot.config_reddit import RedditSection
from storage.errors import ConfigError
from storage.models import MEANS, Brand, Means, Platform

_ID = re.compile(rf"({'|'.join(get_args(Platform))}):\S+", re.IGNORECASE)


def account_id(text: str) -> str:
    """An account or role id as we store it: ``platform:native``, ``u/`` and ``@`` cut.

    Lower case where case means nothing. Raises ValueError with the remedy when it is no such id.
    """
    if not _ID.fullmatch(text):
        raise ValueError(f"{text!r} is not an account; write it as platform:id, such as discord:1234 or reddit:name")
    platform, native = text.split(":", 1)
    name = re.sub(r"^(/?u/|@)", "", native)
    return f"{platform.lower()}:{name.lower() if platform.lower() in ('reddit', 'mail') else name}"


Id = Annotated[str, AfterValidator(account_id)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BrandSection(_Section):
    """Who you are: the accounts that speak for the brand and what belongs to it."""

    name: str = Field(default="Brand", description="the name in reports")
    accounts: list[Id] = Field(default=[], description="accounts that speak for the brand, as platform:id")
    roles: list[Id] = Field(default=[], description="Discord roles whose holders speak for the brand")
    domains: list[str] = Field(default=[], description="web sites of the brand")
    handles: list[str] = Field(default=[], description="names of the brand on other sites (GitHub, YouTube, X)")
    excluded: list[Id] = Field(default=[], description="staff and house bots: neither brand nor members")

    def brand(self) -> Brand:
        """The noun; the order in which things were named does not matter."""
        listed = {key: tuple(sorted(value)) for key, value in self.model_dump(exclude={"name"}).items()}
        return Brand(name=self.name, **listed)


class ExchangesSection(_Section):
    """What counts as a contact."""

    means: list[Means] = Field(
        default=list(MEANS), description="kinds of contact that count; leave one out to switch it off"
    )
    gap_minutes: float = Field(
        default=5.0, gt=0, description="in chats, how long a silence may last before the turn is over"
    )

    @property
    def gap(self) -> timedelta:
        """The gap as a span of time."""
        return timedelta(minutes=self.gap_minutes)


class ClassifierSection(_Section):
    """How messages are judged."""

    second_stage: Literal["auto", "on", "off"] = Field(
        default="auto", description="read uncertain messages with the deeper model: auto, on or off"
    )


class ReportSection(_Section):
    """What reports say, and when they keep silent."""

    tolerated: float = Field(default=0.10, ge=0, le=1, description="share of takes that a community puts up with")
    minimum: int = Field(default=10, ge=1, description="gives and takes together below which nothing is judged")
    tolerated_in: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default={}, description="exceptions by community id (discord:GUILD, reddit:r/name)"
    )


class Config(_Section):
    """The whole configuration."""

    database: str = Field(
        default="givetake.db", description="the SQLite file that holds everything, or postgresql://user@host/database"
    )
    brand: BrandSection = BrandSection()
    exchanges: ExchangesSection = ExchangesSection()
    classifier: ClassifierSection = ClassifierSection()
    report: ReportSection = ReportSection()
    review: ReviewSection = ReviewSection()
    digest: DigestSection = DigestSection()
    privacy: PrivacySection = PrivacySection()
    retention: RetentionSection = RetentionSection()
    mail: MailSection = MailSection()
    discord: DiscordSection = DiscordSection()
    reddit: RedditSection = RedditSection()


def load(path: Path | None) -> Config:
    """The configuration in ``path``; defaults when it is None.

    Raises ConfigError, naming the key and the remedy.
    """
    if path is None:
        return Config()
    try:
        return Config.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise ConfigError(
            f"The configuration {path} cannot be read: {error.strerror}.", "Name another with --config."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The configuration {path} is not valid TOML: {error}.", "Compare it with config.example.toml."
        ) from error
    except ValidationError as error:
        raise ConfigError(f"The configuration {path}: {_first_complaint(error)}", "See config.example.toml.") from error


def _first_complaint(error: ValidationError) -> str:
    """The first problem in one line: where, what, and the key that was perhaps meant."""
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        return f"{where}: {problem['msg'].removeprefix('Value error, ')}."
    close = difflib.get_close_matches(str(problem["loc"][-1]), _keys(Config), n=1)
    return f"{where} is not a setting." + (f" Perhaps you meant {close[0]!r}." if close else "")


def _keys(model: type[BaseModel]) -> Iterable[str]:
    """All setting names of a section and the sections below it."""
    for name, field in model.model_fields.items():
        yield name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation)


def merged(config: Config, changes: Mapping[str, Any]) -> Config:
    """``config`` with the brand's fields that were given on the command line.

    Raises ConfigError when a value does not fit.
    """
    given = {key: value for key, value in changes.items() if value}
    if not given:
        return config
    try:
        brand = BrandSection.model_validate({**config.brand.model_dump(), **given})
    except ValidationError as error:
        raise ConfigError(_first_complaint(error).split(": ", 1)[-1]) from error
    return config.model_copy(update={"brand": brand})
