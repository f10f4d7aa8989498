"""From a chart to an SVG that may stand inside a page: only known elements and attributes, no style, no script.

Vega escapes the words in a chart; the page does not rely on it.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from bot.render.spec_base import Chart

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_ELEMENTS = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "a", "defs", "clipPath"}
_ATTRIBUTES = {
    "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "d", "r", "cx", "cy", "rx", "ry", "transform",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-miterlimit",
    "opacity", "text-anchor", "font-size", "font-weight", "clip-path", "id",
}  # fmt: skip
_VALUE = re.compile(r"(?!.*(?:url\((?!'?#)|javascript:))", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r"[a-z][a-z0-9]*")
#: What Vega writes on every mark although it is the default.
_DEFAULTS = {("opacity", "1"), ("x2", "0"), ("y2", "0"), ("stroke-width", "1"), ("transform", "translate(0,0)")}


def to_svg(chart: Chart, name: str, label: str) -> str:
    """Draw ``chart`` as SVG text; ``name`` (lower-case letters) makes its ids unique, ``label`` says what it shows."""
    import vl_convert  # noqa: PLC0415  it is large, and only pages with charts need it

    return cleaned(vl_convert.vegalite_to_svg(chart.to_dict()), name, label)


def cleaned(svg: str, name: str, label: str) -> str:
    """``svg`` with what is known and harmless only; links lead nowhere but into the same page."""
    root = Xml.fromstring(svg)  # noqa: S314  Vega's own output, and nothing in it declares entities
    shown = _element(root, name)
    assert shown is not None
    del shown.attrib["width"], shown.attrib["height"]
    linked = shown.find(".//a[@href]") is not None
    shown.attrib.update({"role": "group" if linked else "img", "aria-label": label, "class": name})
    return Xml.tostring(shown, encoding="unicode")


def _element(element: Xml.Element, name: str) -> Xml.Element | None:
    tag = element.tag.removeprefix(_SVG)
    if tag not in _ELEMENTS or element.get("display") == "none" or _is_background(element):
        return None
    made = Xml.Element(tag, _attributes(element, name))
    if tag == "a":
        made.attrib.update(_link(element))
        if "aria-label" in made.attrib:
            Xml.SubElement(made, "title").text = made.get("aria-label")
    if tag in ("text", "tspan"):
        made.text, made.tail = element.text, element.tail
    for child in element:
        kept = _element(child, name)
        if kept is not None:
            made.append(kept)
    return None if tag == "g" and not len(made) else made


def _attributes(element: Xml.Element, name: str) -> dict[str, str]:
    kept = {
        key: value
        for key, value in element.attrib.items()
        if key in _ATTRIBUTES and (key, value) not in _DEFAULTS and _VALUE.match(value)
    }
    if "id" in kept:
        kept["id"] = f"{name}-{kept['id']}"
    if "clip-path" in kept:
        kept["clip-path"] = re.sub(r"url\('?#([\w-]+)'?\)", rf"url(#{name}-\1)", kept["clip-path"])
    return kept


def _link(element: Xml.Element) -> dict[str, str]:
    # Vega puts an address before it; a mark may lead to a place in the page and nowhere else.
    place = (element.get(f"{_XLINK}href") or "").rpartition("#")[2]
    label = next((child.get("aria-label") for child in element if child.get("aria-label")), None)
    if not _PLACE.fullmatch(place):
        return {}
    return {"href": f"#{place}", "tabindex": "-1"} | ({"aria-label": label} if label else {})


def _is_background(element: Xml.Element) -> bool:
    """An empty path that Vega draws under and over each group."""
    empty = element.get("d") in ("", "M0,0h0v0h0Z")
    return element.get("class") in ("background", "foreground") and (empty or not element.get("fill"))
