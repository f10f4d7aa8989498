"""The commands by name, each imported when it is run or asked for its own help: the list of them needs no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperGroup


class Entry(NamedTuple):
    """A command or group: its module and name there, and its help line (a test holds it to the command's own)."""

    module: str
    attribute: str
    help: str


class Commands(Mapping[str, Any]):
    """Commands that are made when they are looked up."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """``entries`` by the command's name, in the order to list them."""
        self.entries = entries
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The command of that name, ready to run."""
        if name not in self._made:
            self._made[name] = _command(name, self.entries[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such a command; asking makes none."""
        return name in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def _command(name: str, entry: Entry) -> Any:
    found = getattr(import_module(entry.module), entry.attribute)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


class LazyGroup(TyperGroup):
    """The program's own group: help draws the panels that the commands' help has, from the entries alone."""

    entries: ClassVar[dict[str, Entry]] = {}

    def __init__(self, **attributes: Any) -> None:
        """Made by Typer; the commands come from ``entries``."""
        super().__init__(**attributes)
        self.commands = Commands(self.entries)  # type: ignore[assignment]  # nothing is ever added to it

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the usage, the options and the commands."""
        from rich.console import Console
        from rich.padding import Padding
        from rich.text import Text

        console = Console(highlight=False)
        usage = Text(self.get_usage(ctx), style="bold")
        usage.stylize("yellow", 0, len("Usage:"))
        console.print(Padding(usage, 1))
        console.print(Padding(Text(self.help or ""), (0, 1, 1, 1)))
        options = [
            (", ".join(parameter.opts), getattr(parameter, "help", "") or "") for parameter in self.get_params(ctx)
        ]
        console.print(_panel("Options", options))
        console.print(_panel("Commands", [(name, entry.help) for name, entry in self.entries.items()]))


def _panel(title: str, rows: list[tuple[str, str]]) -> Any:
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(ratio=1)
    for name, text in rows:
        table.add_row(Text(name), Text(text))
    return Panel(table, title=title, title_align="left", border_style="dim")
