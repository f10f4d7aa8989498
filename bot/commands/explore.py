"""The command that opens the database in the browser: explore."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import options as o


def explore(
    config: o.ConfigFile = None,
    db: o.Database = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")] = 8001,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the database read-only in the browser, with questions ready to ask (Ctrl-C ends it)."""
    import webbrowser

    from bot.commands.session import configuration, say
    from bot.services.explore import explorer

    made = explorer(db or configuration(config).database)
    import uvicorn

    address = f"http://127.0.0.1:{port}/"
    say(f"Open {address} in the browser; Ctrl-C ends it.")
    if browser:
        webbrowser.open(address)
    uvicorn.run(made.app(), host="127.0.0.1", port=port, log_level="warning")
