"""How a page is made: templates that escape everything, and a policy that lets nothing run but our own script.

Every value that a template shows passes through :func:`bot.render.clean.visible` and is then escaped;
the page asks no network for anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from bot.render import looks
from bot.render.clean import visible

_FOLDER = files("bot.render") / "templates"
#: Figures stay on one line with their units, days with their months.
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|[A-Z][a-z]{2}\b)")


def fill(template: str, **context: Any) -> str:
    """The page of ``template`` with the house's style and script and the policy that allows these two alone."""
    style, script = _style(), _read("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(**context, style=Markup(style), script=Markup(script), policy=policy)  # noqa: S704  our own files


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, finalize=_shown,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _shown(value: object) -> object:
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _BEFORE_UNIT.sub("\u00a0", visible(value))


@cache
def _style() -> str:
    light, dark = looks.style_sheet(looks.LIGHT), looks.style_sheet(looks.DARK)
    return _read("page.css").replace("/*light*/", light).replace("/*dark*/", dark)


@cache
def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
