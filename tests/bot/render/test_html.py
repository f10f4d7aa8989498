"""The page: whole, self-contained, its links lead somewhere, and nothing that people wrote becomes markup."""

import base64
import hashlib
import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzers.reports import build_report
from bot.render.html import LARGEST, render_html
from bot.render.html_table import render_explanation_html
from bot.render.report import render, render_explanation
from bot.render.rows import render_rows
from tests.analyzers import kiln
from tests.bot.render import hostile
from tests.bot.render.attacks import PAYLOADS
from tests.bot.render.hostile import TEXT, unseen
from tests.bot.render.pages import Page


@pytest.fixture(scope="module")
def report():
    return build_report(kiln.evidence(), kiln.relationships(), kiln.foresight(), kiln.reviews())


@pytest.fixture(scope="module")
def text(report):
    return render(report, "html")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def policy(page):
    return next(a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a)


def assert_inert(text):
    """Nothing in a page acts but its own script, and it asks nobody for anything."""
    page = Page(text)
    assert [tag for tag, _ in page.elements if tag in ("script", "style")] == ["style", "script"]
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.texts[kind][0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy(page)
    assert not [a for _, a in page.elements if any(name.startswith("on") or name == "style" for name in a)]
    assert not {tag for tag, _ in page.elements} & {"iframe", "object", "embed", "img", "form", "base", "template"}
    assert all(re.match(r"#[a-z]|https?://|data:,$", target) for target in page.all("href"))
    assert page.all("src") + page.all("action") + page.all("srcdoc") == []
    assert unseen(text) == set()
    return page


def test_it_says_at_once_what_matters(page):
    assert page.texts["h1"] == ["Kiln & Clay gives more than it takes."]
    words = "".join("".join(each) for each in page.texts.values())
    assert words.index("17 of 158") < words.index("Whom to turn to first")
    first = next(text for text in page.texts["li"] if text.startswith("Answer"))
    assert "waits" in "".join(page.texts["span"]) and first


def test_it_stands_alone(text):
    page = assert_inert(text)
    assert policy(page).startswith("default-src 'none'")
    assert "unsafe" not in policy(page)
    assert not [target for target in page.all("href") if target.startswith("http")]
    assert page.stack == []


def test_every_link_leads_somewhere_and_every_figure_to_its_evidence(page):
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    targets = [target[1:] for target in page.all("href") if target.startswith("#")]
    assert set(targets) <= set(ids)
    tables = {target for target in ids if re.fullmatch(r"e\d+", target)}
    assert tables <= set(targets)
    referenced = [value for name in ("aria-labelledby", "aria-controls") for value in page.all(name)]
    assert set(referenced) <= set(ids)


def test_charts_are_drawn_named_and_linked(page):
    charts = [a for tag, a in page.elements if tag == "svg"]
    drawn = {a["class"]: a for a in charts if a.get("class", "").endswith(("-wide", "-narrow"))}
    assert set(drawn) == {
        f"{name}-{size}" for name in ("weeks", "map", "flows", "trust") for size in ("wide", "narrow")
    }
    assert all(len(a["aria-label"]) > 60 for a in drawn.values())
    people = [a for tag, a in page.elements if tag == "a" and a.get("aria-label", "").startswith("Maya: Weakening")]
    assert len(people) == 2
    assert {a["tabindex"] for a in people} == {"-1"}


def test_without_charts_the_figures_stay(report):
    page = Page(render_html(report, charts=False))
    assert not [a for tag, a in page.elements if tag == "svg" and a.get("class", "").endswith("-wide")]
    assert any("2025-W17" in text for text in page.texts["th"])


def test_the_evidence_of_a_person_is_what_was_said(report):
    said = hostile.contacts(["my lids stopped fitting"])
    maya = next(each for each in report.relationships if each.member.name == "Maya")
    text = render_html(report, {maya.member.id: said}, charts=False)
    assert "my lids stopped fitting" in text
    assert "my lids stopped fitting" not in render_html(report, charts=False)


def test_bounded_tables_state_the_rest(report):
    text = render_html(report, charts=False)
    takes, shown = report.balance.takes, 24
    rest = sum((report.balance.gives, takes, report.balance.unsure)) - shown
    assert f"{rest} more are not listed here." in text.replace("\u00a0", " ")
    assert "givetake report --explain balance.week.2025-W14" in text


def test_a_huge_audit_stays_small_and_says_what_it_left_out():
    words = "A long message about glazes. " * 100
    made = [replace(post, id=f"{post.id}-{n}", text=f"{n} {words}", time=post.time - timedelta(days=7 * n))
            for n in range(60) for post in kiln.posts()[:40]]  # fmt: skip
    people = [kiln.member(f"m{n} {words[:300]}", "Growing", 0.2, n % 90, received=n % 50, wire=n % 60,
                          because=(words[:500],) * 9) for n in range(3000)]  # fmt: skip
    period = kiln.whole_days(min(post.time for post in made), kiln.AS_OF)
    report = build_report(kiln.evidence(posts=made, period=period), people)
    said = {each.member.id: hostile.contacts([words] * 40) for each in people[:60]}
    text = render_html(report, said, charts=False)
    assert len(text.encode()) <= LARGEST
    assert "and 2,700 more" in text


def test_an_empty_audit_is_a_page_too():
    nobody = kiln.evidence()
    report = build_report(replace(nobody, tallies=(), posts=(), questions=()), [])
    page = assert_inert(render_html(report))
    assert page.texts["h1"] == ["Kiln & Clay wrote nothing in this period."]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup(payload):
    report = build_report(hostile.evidence([payload]), hostile.relationships([payload] * 4))
    said = {each.member.id: hostile.contacts([payload]) for each in report.relationships}
    assert_inert(render_html(report, said, charts=False))


def test_no_payload_becomes_markup_in_a_chart():
    report = build_report(hostile.evidence(list(PAYLOADS)), hostile.relationships(list(PAYLOADS)))
    page = assert_inert(render_html(report))
    shown = " ".join(page.all("aria-label"))
    assert "<script>" in shown


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_pages_of_anything(words):
    report = build_report(hostile.evidence(words), hostile.relationships(words))
    assert_inert(render_html(report, charts=False))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), -1.0, 2.0])
def test_no_number_breaks_a_page(number):
    report = build_report(hostile.evidence(["a"]), hostile.relationships(["a"] * 4, p=number))
    assert "nan" not in assert_inert(render_html(report)).all("width")


def test_one_line_and_plain_tables_are_pages(report):
    from analyzers.explain import explain

    found = explain(report, "hollow")
    text = render_explanation(found, "html")
    assert text == render_explanation_html(found)
    assert_inert(text)
    assert "kindness" in text
    table = assert_inert(render_rows(("name", "n"), [(PAYLOADS[0], 3), (None, 4)], "html"))
    assert PAYLOADS[0] in table.texts["td"]
    assert "nothing" in render_rows(("name",), [], "html")
