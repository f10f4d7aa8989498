"""Discord's refusals."""

from __future__ import annotations

from typing import Any


class Refused(Exception):  # noqa: N818  it is an answer
    """An answer that is not 2xx: HTTP status, Discord's code, words."""

    def __init__(self, status: int, code: int, words: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.body: dict[str, Any] = {"message": words, "code": code}
        if errors:
            self.body["errors"] = errors


def unauthorized() -> Refused:
    return Refused(401, 0, "401: Unauthorized")


def unknown(what: str) -> Refused:
    """404 with the code of an unknown channel, guild, message and so on."""
    code = {"Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "User": 10013, "Webhook": 10015,
            "Interaction": 10062, "Role": 10011, "application command": 10063}[what]  # fmt: skip
    return Refused(404, code, f"Unknown {what}")


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")


def bad_form(where: str, words: str, code: str = "BASE_TYPE_BAD_LENGTH") -> Refused:
    """50035, with the errors nested as Discord nests them."""
    nested: dict[str, Any] = {"_errors": [{"code": code, "message": words}]}
    for part in reversed(where.split(".")):
        nested = {part: nested}
    return Refused(400, 50035, "Invalid Form Body", nested)
