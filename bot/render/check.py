"""Before you hit send: the draft with its evidence marked, the verdict, and the balance before and after."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyzers.drafts import DraftCheck
from analyzers.verdict import percent
from bot.render.clean import line, markdown
from bot.render.spans import Role, pieces
from bot.render.terminal import glue, heading, paint, said, wants_color, width_of
from bot.render.text_balance import WORD_STYLES
from bot.render.words import looked_back, many

_ROLE_STYLES: dict[Role, str] = {
    "own": "bold yellow underline",
    "ask": "bold magenta underline",
    "give": "bold green underline",
    "": "",
}
_MOST_AT_RISK = 5
_ROLES = {"own": "yours", "ask": "an ask", "give": "for them"}
_LABEL_STYLES = {"give": "bold green", "take": "bold magenta", "unsure": "bold yellow"}
_HEADLINES = {
    "give": "This is a give",
    "take": "This is a take",
    "unsure": "This could be read either way",
}


def render_check_text(check: DraftCheck, *, width: int | None = None, color: bool | None = None) -> str:
    """The check as terminal text; the evidence is marked in colour and listed in words."""
    columns = width_of(width)
    return paint(_parts(check, columns), columns, wants_color(color))


def render_check_markdown(check: DraftCheck) -> str:
    """The check as Markdown, the evidence in bold."""
    draft = "".join(
        f" **{markdown(piece)}** " if role else f" {markdown(piece)} "
        for piece, role in pieces(check.text, check.label.spans)
    )
    rows = [f"**{_verdict(check)}**", "", f"> {' '.join(draft.split())}", ""]
    rows += [f"- {_ROLES[role]}: {markdown(words)} ({markdown(signal)})" for role, words, signal in _evidence(check)]
    rows += [f"- {markdown(reason.text)} ({reason.push:+.1f})" for reason in check.label.reasons]
    rows += ["", f"{markdown(_place(check))}, {looked_back(check.period)}:", ""]
    rows += [f"- {when}: {markdown(sentence)}" for when, sentence, _ in _balances(check)]
    rows += ["", *(f"- {markdown(each)}" for each in (*_outlook(check), *check.reminders))]
    return "\n".join(rows) + "\n"


def _parts(check: DraftCheck, width: int) -> Iterator[RenderableType]:
    yield Text(glue(_verdict(check)), style=_LABEL_STYLES[check.label.label])
    yield Text()
    draft = Text.assemble(*((piece, _ROLE_STYLES[role]) for piece, role in pieces(check.text, check.label.spans)))
    yield Padding(draft, (0, 2, 0, 2))
    if check.label.spans or check.label.reasons:
        yield Text()
        yield heading("Why", "", width)
        yield from _why(check, width)
    yield Text()
    yield heading(_place(check), looked_back(check.period), width)
    table = Table.grid(padding=(0, 2, 0, 0))
    for when, sentence, style in _balances(check):
        table.add_row(f"  {when}", Text(glue(sentence), style=style))
    yield table
    for each in (*_outlook(check), *check.reminders):
        yield Padding(Text(glue(line(each))), (1, 2, 0, 2))


def _outlook(check: DraftCheck) -> Iterator[str]:
    """What the draft means for the next promotion and for the people whom it would reach at a bad time."""
    if check.short:
        yield f"{many(check.short, 'give')} short of the next promotion within the tolerated share."
    elif check.label.label != "give":
        yield "A promotion now stays within the tolerated share."
    if check.at_risk:
        more = f" and {len(check.at_risk) - _MOST_AT_RISK} more" if len(check.at_risk) > _MOST_AT_RISK else ""
        named = ", ".join(line(name, 40) for name in check.at_risk[:_MOST_AT_RISK])
        yield f"Weakening here, and likely to see it: {named}{more}."


def _why(check: DraftCheck, width: int) -> Iterator[RenderableType]:
    for role, words, signal in _evidence(check):
        label = Text.assemble("  ", (_ROLES[role], _ROLE_STYLES[role]), " " * (9 - len(_ROLES[role])))
        yield Text.assemble(label, said(f"“{words}”", width // 2), (f"  {line(signal)}", "dim"))
    for reason in check.label.reasons:
        yield Text.assemble(f"  {reason.push:+5.1f}    {line(reason.text)}", (_towards(reason.push), "dim"))


def _verdict(check: DraftCheck) -> str:
    label = check.label
    return f"{_HEADLINES[label.label]} ({line(label.kind)}), with a chance of {percent(label.p_take)} of being a take."


def _place(check: DraftCheck) -> str:
    return f"The balance in {line(check.community)}" if check.community else "The balance everywhere"


def _evidence(check: DraftCheck) -> Iterator[tuple[Role, str, str]]:
    """(role, words, signs that found them), the same words once."""
    found: dict[tuple[Role, str], list[str]] = {}
    for span in check.label.spans:
        if words := line(check.text[span.start : span.end]):
            found.setdefault((span.role, words), []).append(span.signal)
    for (role, words), signals in found.items():
        yield role, words, ", ".join(dict.fromkeys(signals))


def _balances(check: DraftCheck) -> Iterator[tuple[str, str, str]]:
    yield "before", check.verdict_before.sentence, WORD_STYLES[check.verdict_before.word]
    yield "after", check.verdict_after.sentence, WORD_STYLES[check.verdict_after.word]


def _towards(push: float) -> str:
    return "  towards take" if push > 0 else "  towards give" if push < 0 else ""
