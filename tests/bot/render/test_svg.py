"""Only what is known and harmless of an SVG enters a page."""

import pytest

from bot.render.svg import cleaned

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HEAD = f'<svg {SPACES} width="9" height="9" viewBox="0 0 9 9">'


def clean(inside):
    return cleaned(f"{HEAD}{inside}</svg>", "map-wide", "what it shows")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        "<g><foreignObject><p>x</p></foreignObject></g>",
        "<style>p{}</style>",
        '<image href="https://evil.example/x.png"/>',
        '<use href="https://evil.example/x.svg#a"/>',
        '<set attributeName="onclick" to="x()"/>',
    ],
)
def test_other_elements_go(inside):
    kept = clean(f'{inside}<path d="M0,0h1"/>')
    assert kept.count("<") == 3
    assert "x()" not in kept and "evil" not in kept


@pytest.mark.parametrize(
    "attribute",
    ['onload="x()"', 'style="fill:red"', 'fill="url(https://evil.example)"', 'fill="JavaScript:x()"', 'class="a"'],
)
def test_other_attributes_go(attribute):
    _, _, path = clean(f'<path d="M0,0h1" {attribute}/>').partition("<")[2].partition("<")
    assert path.replace(" />", "/>") == 'path d="M0,0h1"/></svg>'


def test_links_stay_in_the_page():
    kept = clean('<a xlink:href="https://host.example/#m3"><path d="M0,0h1" aria-label="Ada &lt;b&gt;"/></a>')
    assert '<a href="#m3" tabindex="-1" aria-label="Ada &lt;b&gt;">' in kept
    assert "<title>Ada &lt;b&gt;</title>" in kept
    assert 'role="group"' in kept
    away = clean('<a xlink:href="javascript:x()"><path d="M0,0h1"/></a>')
    assert "href" not in away
    assert 'role="img"' in away


def test_what_it_shows_is_said_and_ids_are_its_own():
    kept = clean(
        '<defs><clipPath id="c1"><rect width="1"/></clipPath></defs><g clip-path="url(#c1)"><path d="M0"/></g>'
    )
    assert 'aria-label="what it shows"' in kept
    assert 'id="map-wide-c1"' in kept
    assert 'clip-path="url(#map-wide-c1)"' in kept
    assert 'width="9"' not in kept


def test_what_is_invisible_goes():
    assert clean('<g><path class="background" d="M0,0h0v0h0Z"/></g><g display="none"><path d="M1"/></g>').endswith("/>")
