"""The ``[mail]`` section of the configuration: how digests leave by e-mail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from storage.errors import ConfigError

ENV_PASSWORD = "GIVETAKE_MAIL_PASSWORD"  # noqa: S105  the variable's name


class MailSection(BaseModel):
    """The server that takes our mail; it is spoken to encrypted only."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field(default="", description="name of the mail server; none switches e-mail off")
    port: int = Field(default=587, ge=1, le=65535, description="587 for starttls, 465 for tls")
    security: Literal["starttls", "tls"] = Field(default="starttls", description="how the connection is encrypted")
    sender: str = Field(default="", description="from whom digests come: givetake@acme.example")
    user: str = Field(default="", description="login at the server; none if it asks for none")
    password_file: str = Field(default="", description="file that holds the password; or set GIVETAKE_MAIL_PASSWORD")
    ca_file: str = Field(
        default="", description="certificates to trust, for servers of your own [default: the system's]"
    )


def password_of(section: MailSection) -> str:
    """The password, from the environment or its file. Raises ConfigError."""
    given = os.environ.get(ENV_PASSWORD, "")
    if given or not section.password_file:
        return given
    try:
        return Path(section.password_file).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError(
            f"The mail password in {section.password_file} cannot be read: {error.strerror}.",
            f"Correct mail.password_file, or set {ENV_PASSWORD}.",
        ) from error
