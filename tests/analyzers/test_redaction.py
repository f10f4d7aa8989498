"""A redacted report tells the same figures about nobody."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzers.explain import explain
from analyzers.redaction import BRAND_WORDS, MEMBER_WORDS, redact
from analyzers.reports import build_report
from bot.render.json import as_json, render_json
from tests.analyzers import kiln
from tests.bot.render import hostile
from tests.bot.render.hostile import TEXT


@pytest.fixture(scope="module")
def original():
    posts = kiln.posts()
    posts[0] = kiln.post(0, "firing", 1, "give", "answer", "Maya, Bram is right, ask @lurker. " + "Sieve it. " * 60)
    return build_report(kiln.evidence(posts=posts), kiln.relationships())


@pytest.fixture(scope="module")
def redacted(original):
    return redact(original).report


def test_nobody_is_named(original, redacted):
    text = render_json(redacted)
    for each in original.relationships:
        for word in (each.member.name, each.member.id, *each.member.accounts):
            assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text), word
    assert "newbie" not in text
    assert "lurker" not in text


def test_the_brand_and_its_places_keep_their_names(redacted):
    text = render_json(redacted)
    for word in ("Kiln & Clay", "Ines from Kiln & Clay", "The Mud Room", "#firing-help", "discord:1"):
        assert word in text


def test_the_figures_stay(original, redacted):
    before, after = as_json(original), as_json(redacted)
    same = ("as_of", "period", "source", "headline", "verdict", "communities", "trend", "one_way", "cohorts", "flows")
    for name in same:
        assert json.dumps(before[name], default=str) == json.dumps(after[name], default=str)
    assert [each["p_30d"] for each in after["relationships"]] == [each["p_30d"] for each in before["relationships"]]
    assert after["balance"]["gives"] == before["balance"]["gives"]


def test_words_are_short_and_dated_by_the_day(original, redacted):
    assert max(len(post.text) for post in redacted.posts) <= BRAND_WORDS
    for asked in redacted.to_answer.questions:
        assert len(asked.question.text) <= MEMBER_WORDS
        assert asked.question.time.hour == asked.question.time.minute == 0
        assert asked.question.url is None
        assert asked.waiting == round(asked.waiting)
    assert all(each.last_contact.hour == 0 for each in redacted.relationships)
    assert redacted.notes[0].startswith("Redacted")
    assert redacted.brand.excluded == ()


def test_contacts_follow_their_member(original):
    maya = next(each.member for each in original.relationships if each.member.name == "Maya")
    said = hostile.contacts(["Maya here, call +49 170 1234567"])
    report, contacts = redact(original, {maya.id: said})
    place = [each.member.name for each in original.relationships].index("Maya")
    pseudonym = report.relationships[place].member.id
    assert set(contacts) == {pseudonym}
    found = explain(report, f"member.{pseudonym}", contacts[pseudonym])
    assert "Maya" not in found.messages[0].text
    assert "1234567" not in found.messages[0].text
    assert found.messages[0].url is None
    assert found.title == f"Relationship with {report.relationships[place].member.name}"


def test_a_member_s_message_that_the_brand_liked_is_still_theirs(original):
    contact = replace(hostile.contacts(["look " * 50])[0], inbound=False, account="discord:maya")
    _, contacts = redact(original, {"discord:maya": [contact]})
    told = next(iter(contacts.values()))[0]
    assert len(told.text) <= MEMBER_WORDS
    assert told.account.startswith("member-")


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_anything_can_be_redacted(words):
    report = build_report(hostile.evidence(words), hostile.relationships(words))
    render_json(redact(report, {each.member.id: hostile.contacts(words) for each in report.relationships}).report)
