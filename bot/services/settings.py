"""What was set up by command, laid over the configuration file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from pydantic import ValidationError

from bot.config import Config
from storage.errors import ConfigError
from storage.store import Store

#: What may be set up by command: every other setting stays in the file.
KEYS = (
    "brand.name", "brand.accounts", "brand.roles", "brand.domains", "brand.handles", "review.channel", "digest.zone",
    "privacy.individuals",
)  # fmt: skip


def overlaid(config: Config, stored: Mapping[str, str]) -> Config:
    """``config`` with the settings that were ``stored`` as JSON by dotted name. Raises ConfigError."""
    data = config.model_dump()
    for key, value in stored.items():
        section, _, name = key.partition(".")
        if key in KEYS:
            data[section][name] = msgspec.json.decode(value)
    try:
        return Config.model_validate(data) if stored else config
    except ValidationError as error:
        problem = error.errors()[0]
        words = str(problem["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"{'.'.join(map(str, problem['loc'][:2]))}: {words}.", "Set it up again.") from error


def set_up(store: Store, config: Config, changes: Mapping[str, Any]) -> Config:
    """Keep settings and return the configuration with them; nothing is kept if one does not fit. Raises ConfigError."""
    with store.transaction():
        stored = store.settings() | {key: msgspec.json.encode(value).decode() for key, value in changes.items()}
        before, made = overlaid(config, store.settings()).brand.name, overlaid(config, stored)
        if made.brand.name != before:
            store.rename_brand(before, made.brand.name)
            store.clear_derived(before)
        for key in changes:
            store.put_setting(key, stored[key])
    return made
