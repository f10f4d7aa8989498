"""Pictures of a report as PNG, for chats and slides: gives and takes week by week, and the relationship map."""

from __future__ import annotations

from analyzers.reports import Report

_WIDTH, _SCALE = 600, 2


def relationship_picture(report: Report) -> bytes:
    """A PNG of the relationship map: a dot a person, how often they come against how likely they are to."""
    import vl_convert  # noqa: PLC0415  it is large: only where a picture is drawn

    from bot.render.specs import relationship_map  # noqa: PLC0415  loads the charts

    return bytes(vl_convert.vegalite_to_png(relationship_map(report).to_dict(), scale=_SCALE))


def balance_picture(report: Report) -> bytes:
    """A PNG of the report's weeks; empty bytes where there is nothing to draw."""
    if not any(row.gives + row.takes for row in report.by["week"]):
        return b""
    import vl_convert  # noqa: PLC0415  it is large: only where a picture is drawn

    from bot.render.specs import weeks  # noqa: PLC0415  loads the charts

    return bytes(vl_convert.vegalite_to_png(weeks(report, width=_WIDTH).to_dict(), scale=_SCALE))
