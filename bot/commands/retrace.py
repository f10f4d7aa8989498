"""The command that is running, as a person would type it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from storage.address import shown

#: Options that say how the result is shown, not what is in it.
_SHOWING = frozenset({"format", "out", "explain", "table"})


def typed(context: typer.Context) -> str:
    """The running command with the options that matter to its result; of paths from the root only the last part."""
    words = (word for parameter in context.command.params for word in _words(parameter, context.params))
    return shlex.join(["givetake", context.info_name or "", *words])


def _words(parameter: Any, given: Mapping[str, object]) -> Iterator[str]:
    value = given.get(parameter.name or "")
    if parameter.name in _SHOWING or value is None or value in (False, "", []):
        return
    for each in value if isinstance(value, list | tuple) else [value]:
        option = next((name for name in parameter.opts if name.startswith("--")), "")
        yield from [option] * bool(option)
        if each is not True:
            yield _plain(each)


def _plain(value: object) -> str:
    text = shown(str(value.value if isinstance(value, Enum) else value))
    path = Path(text)
    return path.name if path.is_absolute() else text
