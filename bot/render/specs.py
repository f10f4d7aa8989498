"""The charts as Altair specifications: one for every picture, in pages and posted in chats.

Each takes a report. ``look`` chooses the paper (:data:`LIGHT`, :data:`DARK`, or :data:`VARIABLES` for pages
whose style sheet names the colours), ``width`` is that of the plot in pixels; below 500 a chart leaves out what
has no room. ``link`` turns the key of a line into an address that a click follows. Names are cleaned here;
nothing else is decided.
"""

from __future__ import annotations

from bot.render.looks import DARK, LIGHT, VARIABLES, Look
from bot.render.spec_balance import places, shown_weeks, weeks
from bot.render.spec_base import ROOMY, Chart, Link
from bot.render.spec_flows import flows
from bot.render.spec_people import mapped, relationship_map

__all__ = [
    "DARK", "LIGHT", "ROOMY", "VARIABLES", "Chart", "Link", "Look", "flows", "mapped", "places", "relationship_map",
    "shown_weeks", "weeks",
]  # fmt: skip
