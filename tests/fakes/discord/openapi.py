"""Checks requests and answers against Discord's own OpenAPI description, where the shared data folder has it."""

from __future__ import annotations

import gzip
import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("GIVETAKE_SHARED") or Path(__file__).parents[4] / "shared")
_LONG = 3


@lru_cache(maxsize=1)
def description() -> Any:
    """The OpenAPI document; None where it or jsonschema is not there."""
    path = SHARED / "data" / "discord_openapi.json.gz"
    if not path.is_file():
        return None
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        return None
    with gzip.open(path) as file:
        found = json.load(file)
    schemas = found["components"]["schemas"]
    # Discord takes numbers for ids, and the client sends them so.
    schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], {"type": "integer", "minimum": 0}]}
    return found


@lru_cache(maxsize=1)
def _paths() -> dict[str, str]:
    """Our templates, parameters made anonymous, to the description's."""
    return {_anonymous(path): path for path in description()["paths"]}


def _anonymous(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


@lru_cache(maxsize=512)
def _validator(path: str, method: str, part: str) -> Any:
    from jsonschema import Draft202012Validator

    known = _paths().get(_anonymous(path))
    operation = description()["paths"][known].get(method.lower()) if known else None
    if operation is None:
        return None
    found = operation.get("requestBody") if part == "request" else operation["responses"].get(part)
    content = (found or {}).get("content", {}).get("application/json")
    if content is None:
        return None
    return Draft202012Validator({**content["schema"], "components": description()["components"]})


def complaints(template: str, method: str, part: str, body: Any) -> list[str]:
    """What is wrong with a body; ``part`` is ``request`` or an HTTP status. Long lists are sampled."""
    if description() is None or body is None:
        return []
    validator = _validator(template, method, part)
    if validator is None:
        return []
    sample = body[:_LONG] if isinstance(body, list) and method == "GET" else body
    return [
        f"{method} {template} {part}: {'.'.join(map(str, error.absolute_path))}: {_deepest(error)}"
        for error in validator.iter_errors(sample)
    ]


def _deepest(error: Any) -> str:
    """The most telling of nested complaints."""
    from jsonschema.exceptions import best_match

    found = best_match([error])
    return f"{'.'.join(map(str, found.absolute_path))} {found.message}"[:300]


def is_known(template: str, method: str) -> bool:
    """Whether Discord has such a route (true where there is no description to ask)."""
    if description() is None:
        return True
    known = _paths().get(_anonymous(template))
    return known is not None and method.lower() in description()["paths"][known]
