"""Write the command reference from the commands themselves (called by cog in README.md)."""

from __future__ import annotations

import typer.main

from bot.cli import app
from storage import errors


def commands() -> str:
    """Every command with its options, as Markdown."""
    parts = []
    for name, command in _commands():
        parameters = [_option(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
        parts.append(f"**`givetake {name}`** {command.help}\n\n" + "\n".join(parameters))
    return "\n\n".join(parts) + "\n"


def _commands():
    """Every command by its whole name, those of groups too."""
    for name, command in typer.main.get_command(app).commands.items():
        yield name, command
        yield from ((f"{name} {inner}", each) for inner, each in getattr(command, "commands", {}).items())


def _option(parameter) -> str:
    help_text = (getattr(parameter, "help", None) or "").rstrip(".")
    shown = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-"))
    return (
        f"- {shown or f'`{parameter.metavar or parameter.name.upper()}`'}: {help_text}" if help_text else f"- {shown}"
    )


def exit_codes() -> str:
    """Every exit code with its meaning, as a Markdown table."""
    classes = errors.GivetakeError.__subclasses__()
    for kind in classes:
        classes.extend(kind.__subclasses__())
    rows = [f"| {kind.exit_code} | {_first_line(kind)} |" for kind in sorted(classes, key=lambda kind: kind.exit_code)]
    head = ["| code | meaning |", "| --- | --- |", "| 0 | All went well. |", "| 1 | Something nobody foresaw. |"]
    return "\n".join([*head, *rows]) + "\n"


def overview() -> str:
    """The commands in a table, as Markdown."""
    group = typer.main.get_command(app)
    rows = [f"| `givetake {name}` | {command.help} |" for name, command in group.commands.items()]
    return "\n".join(["| command | does |", "| --- | --- |", *rows]) + "\n"


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
