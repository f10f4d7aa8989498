"""The origin of one line of a report, for people: its rule, its window, its figures and its messages."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from analyzers.citations import Cited
from analyzers.explain import Explanation
from bot.render.clean import line, link, markdown
from bot.render.markdown_parts import excerpt, table
from bot.render.terminal import glue, heading, paint, said, wants_color, width_of
from bot.render.words import iso, many, moment, stretch

_MOST = 500
_LABEL_STYLES = {"give": "green", "take": "magenta", "unsure": "yellow", None: "dim"}


def render_explanation_text(explanation: Explanation, *, width: int | None = None, color: bool | None = None) -> str:
    """All of it as terminal text, the last 500 messages cut to one line each."""
    columns = width_of(width)
    return paint(_parts(explanation, columns), columns, wants_color(color))


def render_explanation_markdown(explanation: Explanation) -> str:
    """All of it as Markdown, the last 500 messages in a table."""
    rows = (
        (
            iso(each.time),
            markdown(each.author),
            link(each.channel, each.url),
            f"{each.label or ''} {markdown(each.kind)}".strip(),
            excerpt(each.text),
            markdown(each.note),
        )
        for each in explanation.messages[-_MOST:]
    )
    lines = [f"## {markdown(explanation.title)}", "", markdown(explanation.rule), "", _window(explanation), ""]
    lines += [f"- {markdown(fact)}" for fact in explanation.facts]
    lines += ["", f"{many(len(explanation.messages), 'message')}{_cut(explanation)}", ""]
    lines += table(("time", "author", "where", "label", "message", "note"), rows)
    return "\n".join(lines).strip() + "\n"


def _parts(explanation: Explanation, width: int) -> Iterator[RenderableType]:
    yield heading(line(explanation.title, 50), line(explanation.key), width)
    yield Padding(Text(glue(line(explanation.rule))), (0, 0, 0, 2))
    yield Text(f"  {_window(explanation)}", style="dim")
    yield Text()
    for fact in explanation.facts:
        yield Padding(Text(glue(line(fact))), (0, 0, 0, 2))
    if explanation.messages:
        yield Text()
        yield Text(f"  {many(len(explanation.messages), 'message')}, times in UTC{_cut(explanation)}", style="dim")
    for each in explanation.messages[-_MOST:]:
        yield from _cited(each, width)


def _cited(each: Cited, width: int) -> Iterator[Text]:
    label = Text(f"{each.label or ''} {line(each.kind, 20)}".strip(), style=_LABEL_STYLES[each.label])
    chance = "" if each.p_take is None else f" {each.p_take:.2f}"
    who = Text.assemble("  ", (moment(each.time), "dim"), "  ", label, chance, "  ", line(each.author, 40))
    row = Text.assemble(who, (f"  {line(each.channel, 40)}", "dim"), no_wrap=True)
    row.truncate(width, overflow="ellipsis")
    yield row
    yield Text.assemble("    ", said(each.text, width - 4), no_wrap=True)
    if each.note:
        yield Text.assemble("    ", said(each.note, width - 4), style="dim", no_wrap=True)


def _cut(explanation: Explanation) -> str:
    return f"; the last {_MOST} follow, JSON and CSV have all" if len(explanation.messages) > _MOST else ""


def _window(explanation: Explanation) -> str:
    return f"Window: {stretch(explanation.window)}, UTC." if explanation.window else "Window: all that was read."
