"""A draft's check: its evidence marked, its verdict, the balance before and after."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.drafts import check_draft
from bot.render.report import render_check
from bot.render.spans import pieces
from storage.errors import UsageError
from storage.models import Label, Period, Reason, Span
from tests.analyzers import kiln

DRAFT = "Thanks all! Our spring box is live,\nget it now: https://kiln.example"
EVIDENCE = kiln.evidence()


def span(words, role):
    start = DRAFT.index(words)
    return Span(start=start, end=start + len(words), role=role, signal=f"{role} sign")


@pytest.fixture
def check():
    label = Label(
        label="take", p_take=0.93, kind="promo", spans=(span("Our spring box", "own"), span("get it now", "ask")),
        reasons=(Reason(text="names your own shop", push=2.1), Reason(text="thanks", push=-0.4)),
    )  # fmt: skip
    return check_draft(
        DRAFT,
        label,
        EVIDENCE.tallies,
        EVIDENCE.period,
        policy=EVIDENCE.policy,
        community="reddit:r",
        name="r/homepottery",
    )


def test_text_shows_verdict_evidence_and_the_balance_it_would_leave(check):
    shown = render_check(check, "text", color=False)
    assert shown.startswith("This is a take (promo), with a chance of 93 % of being a take.")
    assert "yours    “Our spring box”  own sign" in shown
    assert "an ask   “get it now”  ask sign" in shown
    assert "+2.1    names your own shop  towards take" in shown
    assert "before  10 of 40 = 25 % (95 %: 14 to 40 %): above the tolerated 5 %" in shown
    assert "after   11 of 41 = 27 % (95 %: 16 to 42 %): above the tolerated 5 %" in shown


def test_colour_marks_the_words_themselves(check):
    shown = render_check(check, "text", color=True)
    assert "\x1b[1;4;35mget it now\x1b[0m" in shown


def test_markdown_marks_in_bold_and_json_keeps_offsets(check):
    assert "**Our spring box**" in render_check(check, "markdown")
    content = json.loads(render_check(check, "json"))
    assert (content["schema"], content["label"]["spans"][0]["start"]) == ("givetake/check@1", 12)
    assert content["after"]["takes"] - content["before"]["takes"] == 1


def test_there_is_no_csv_of_a_check(check):
    with pytest.raises(UsageError):
        render_check(check, "csv")


def test_the_same_words_stand_once_with_all_their_signs(check):
    twice = msgspec.structs.replace(
        check, label=msgspec.structs.replace(check.label, spans=(span("get it now", "ask"), Span(36, 46, "ask", "buy")))
    )
    shown = render_check(twice, "text", color=False)
    assert "an ask   “get it now”  ask sign, buy\n" in shown and shown.count("“get it now”") == 1


def test_before_any_import_no_days_are_made_up(check):
    start = datetime(1970, 1, 1, tzinfo=UTC)
    empty = msgspec.structs.replace(check, period=Period(start=start, end=start + timedelta(days=30)))
    shown = render_check(empty, "text", color=False)
    assert "nothing read yet" in shown and "1970" not in shown


def test_an_address_is_not_cut_up_by_spans_within_it():
    text = "Check it out: shop.kiln.example/box, now"
    whole = Span(start=14, end=35, role="own", signal="")
    parts = [Span(start=s, end=e, role="ask", signal="") for s, e in ((0, 18), (24, 31), (30, 40))]
    assert list(pieces(text, [whole, *parts])) == [
        ("Check it out: ", "ask"), ("shop.kiln.example/box", "own"), (", now", "ask")
    ]  # fmt: skip
    assert ("shop", "ask") in pieces(text, [Span(start=14, end=18, role="ask", signal="")])


BOUNDS = st.lists(
    st.tuples(st.integers(-2, 20), st.integers(-2, 20), st.sampled_from(["own", "ask", "give"])), max_size=6
)


@given(st.text("abc def", max_size=16), BOUNDS)
def test_pieces_are_the_text_with_each_letter_in_its_strongest_role(text, bounds):
    spans = [Span(start=start, end=end, role=role, signal="") for start, end, role in bounds]
    cut = list(pieces(text, spans))
    assert "".join(piece for piece, _ in cut) == text
    letters = [role for piece, role in cut for _ in piece]
    for position, shown in enumerate(letters):
        roles = {s.role for s in spans if 0 <= s.start <= position < s.end}
        assert shown == next((role for role in ("ask", "own", "give") if role in roles), "")
