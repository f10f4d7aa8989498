"""Draw the pictures of the documentation from the sample community: python docs/pictures.py."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

IMAGES = Path(__file__).parent / "images"


def terminal_picture(name: str, title: str, *arguments: str) -> None:
    """Run givetake with colours on and keep what it prints as an SVG."""
    script = f"""
import sys
sys.stdout.isatty = lambda: True
sys.argv = ['givetake', *{list(arguments)!r}]
from bot.cli import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"COLUMNS": "80", "TERM": "xterm"}
    )
    console = Console(record=True, width=80, file=io.StringIO())
    console.print(Text.from_ansi(done.stdout.rstrip()))
    picture = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title=title), flags=re.DOTALL)  # no network
    (IMAGES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    terminal_picture("demo", "givetake demo", "demo")
    draft = "Wick 2 is out! Grab yours at https://puddlewick.example/shop, code SPRING takes 20 % off"
    terminal_picture("check", "givetake check", "check", draft, "--domain", "puddlewick.example", "--db", ":memory:")
