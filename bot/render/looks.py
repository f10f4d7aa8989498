"""Colours and shapes of charts and pages, told apart by every kind of eye: never by hue alone.

Give and take are teal and orange; each state has its own shape beside its colour. All text and marks reach
the contrast that WCAG AA asks for on their paper.
"""

from __future__ import annotations

from collections.abc import Mapping

from storage.models import STATES, Noun, State

#: The sign of each state in text; charts draw the same shapes.
GLYPHS: Mapping[State | None, str] = {"Growing": "▲", "Strong": "●", "Weakening": "▼", "Failed": "✕", None: "○"}
#: The same as Vega's symbols.
SHAPES: Mapping[State, str] = {
    "Growing": "triangle-up",
    "Strong": "circle",
    "Weakening": "triangle-down",
    "Failed": "M-1,-.6L-.6,-1L0,-.4L.6,-1L1,-.6L.4,0L1,.6L.6,1L0,.4L-.6,1L-1,.6L-.4,0Z",
}


class Look(Noun, frozen=True):
    """The colours of one paper; ``states`` in the order of STATES."""

    paper: str
    ink: str
    muted: str
    line: str
    give: str
    take: str
    states: tuple[str, str, str, str]

    def state(self, state: State) -> str:
        """The colour of a state."""
        return self.states[STATES.index(state)]


LIGHT = Look(
    paper="#ffffff",
    ink="#1d2433",
    muted="#596275",
    line="#dfe3ea",
    give="#0b7285",
    take="#c2410c",
    states=("#2166ac", "#0a7a5a", "#a35c00", "#8f2d56"),
)
DARK = Look(
    paper="#171b24",
    ink="#e8ebf2",
    muted="#a4adbf",
    line="#323a4a",
    give="#4cc3d9",
    take="#ff9457",
    states=("#7db8f0", "#4fd1a5", "#f2b34c", "#ee8fb5"),
)
#: Colours by name, for pages whose style sheet says which paper they are on.
VARIABLES = Look(
    paper="var(--paper)",
    ink="var(--ink)",
    muted="var(--muted)",
    line="var(--line)",
    give="var(--give)",
    take="var(--take)",
    states=("var(--growing)", "var(--strong)", "var(--weakening)", "var(--failed)"),
)


def style_sheet(look: Look) -> str:
    """The custom properties of a look as CSS declarations."""
    named = {name: getattr(look, name) for name in ("paper", "ink", "muted", "line", "give", "take")}
    named |= {state.lower(): look.state(state) for state in STATES}
    return "".join(f"--{name}:{value};" for name, value in named.items())
