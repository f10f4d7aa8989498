"""Draw the pictures of the documentation from the sample community: python docs/pictures.py."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.demo import BRAND, paths

IMAGES = Path(__file__).parent / "images"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


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
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "80", "TERM": "xterm"},
    )
    console = Console(record=True, width=80, file=io.StringIO())
    console.print(Text.from_ansi(done.stdout.rstrip()))
    picture = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title=title), flags=re.DOTALL)  # no network
    (IMAGES / f"{name}.svg").write_text(picture, encoding="utf-8")


def check_picture(draft: str) -> None:
    """Weigh a draft against the sample community, brought into a database first."""
    with tempfile.TemporaryDirectory() as folder:
        config, database = Path(folder) / "config.toml", str(Path(folder) / "sample.db")
        brand = {name: list(getattr(BRAND, name)) for name in ("accounts", "roles", "domains", "handles", "excluded")}
        rows = "\n".join(f"{name} = {json.dumps(value)}" for name, value in brand.items())
        config.write_text(f'[brand]\nname = "{BRAND.name}"\n{rows}\n', encoding="utf-8")
        where = ("--db", database, "--config", str(config))
        subprocess.run([sys.executable, "-m", "bot", "import", *map(str, paths()), *where], check=True)
        terminal_picture(
            "check", "givetake check", "check", draft, "--community", "r/MudAndMicros", "--days", "90", *where
        )


def page_pictures(name: str, *arguments: str) -> None:
    """Photograph the page that givetake writes, on a desk and on a phone, light and dark."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        subprocess.run([sys.executable, "-m", "bot", *arguments, "--format", "html", "--out", str(page)], check=True)
        text = page.read_text("utf-8")
        for theme in ("light", "dark"):
            page.write_text(text.replace('<html lang="en">', f'<html lang="en" data-theme="{theme}">'), "utf-8")
            for width, height in ((1440, 900), (390, 844)):
                photograph(page, IMAGES / f"{name}-{width}-{theme}.png", width, height)


def photograph(page: Path, picture: Path, width: int, height: int) -> None:
    """The first screen of a page. Chromium makes no window as narrow as a phone, so that is shown as one on a desk."""
    with tempfile.TemporaryDirectory() as folder:
        address, window = page.as_uri(), f"{width},{height}"
        if width < 500:
            frame = f"width:{width}px;height:{height}px;border:6px solid #444;border-radius:28px;display:block;margin:16px auto"
            desk = Path(folder) / "desk.html"
            desk.write_text(
                f'<body style="margin:0;background:#c9ccd3"><iframe src="{address}" style="{frame}"></iframe>'
            )
            address, window = desk.as_uri(), f"500,{height + 44}"
        options = [f"--user-data-dir={folder}/profile", f"--window-size={window}", f"--screenshot={picture.absolute()}"]
        subprocess.run([CHROMIUM, *FLAGS, *options, address], check=True, capture_output=True)


if __name__ == "__main__":
    if CHROMIUM:
        page_pictures("audit", "demo")
    terminal_picture("demo", "givetake demo", "demo")
    check_picture("Wick 2 is out! Grab yours at https://puddlewick.example/shop, code SPRING takes 20 % off")
