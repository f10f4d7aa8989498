"""Each sign with what must fire and what must not."""

from __future__ import annotations

import pytest

from analyzers.classifier.reading import read
from analyzers.classifier.signs import SIGNS, find_signs

FIRES = {
    "own.made": "Last year I finally built a kiln",
    "own.making": "we're slowly building a game",
    "own.opening": "Working on a small tool",
    "own.my_thing": "here is my new cooking channel",
    "own.team_voice": "We are thrilled to tell you",
    "own.role": "I'm the founder of Grainly",
    "own.self": "I teach piano online",
    "own.plug": "shameless plug: it does that",
    "own.me": "come and follow me",
    "own.referral": "use code LEAF20",
    "own.launch": "our beta is live",
    "own.side_project": "a weekend project",
    "own.shown": "here's my first one",
    "own.close": "my cousin sells soap",
    "own.profile": "https://twitch.tv/someone",
    "own.shop": "https://gumroad.com/l/x",
    "own.tagged_link": "https://box.example.com/?ref=sam",
    "ask.subscribe": "please subscribe!",
    "ask.follow": "follow us for more",
    "ask.join": "join our server",
    "ask.check_out": "check this out",
    "ask.try": "give it a spin",
    "ask.buy": "buy it here",
    "ask.vote": "vote for us today",
    "ask.donate": "donate if you can",
    "ask.apply": "we are looking for a designer",
    "ask.members": "if anyone is interested",
    "ask.contact": "dm me for details",
    "ask.feedback": "any feedback is very welcome",
    "ask.survey": "fill in this survey",
    "ask.event": "rsvp by friday",
    "ask.visit": "visit our page",
    "ask.deal": "20% off everything",
    "ask.earn": "earn money online",
    "ask.disguised": "has anyone tried https://snack.example.com",
    "ask.share": "just wanted to share this",
    "ask.interest": "you might like it",
    "ask.pitch_helps": "it helps teams plan",
    "ask.pitch_best": "the easiest way to host",
    "ask.pitch_you": "tired of spreadsheets?",
    "ask.pitch_what": "a platform for makers",
    "give.thanks": "thanks a lot",
    "give.praise": "nice work",
    "give.question": "how does it work?",
    "give.help": "I can't get it to load",
    "give.advice": "you should use a list",
    "give.reply": "@sam yes",
    "give.quote": "> earlier words",
    "give.opinion": "I think so",
    "give.chat": "haha",
    "give.others": "I just found a site",
    "give.about_ads": "another spammer",
    "give.not_ask": "how do i subscribe",
    "give.exercise": "my tribute page",
    "give.house": "the pull request is open",
    "give.unaffiliated": "not affiliated with them",
    "give.because": "because it is slow",
    "give.reference": "https://en.wikipedia.org/wiki/Kiln",
    "give.exercise_link": "https://codepen.io/x/pen/y",
}
SILENT = {
    "own.made": "they built a kiln",
    "own.my_thing": "my cat sleeps",
    "own.me": "they told me",
    "own.role": "the founder left",
    "ask.subscribe": "subscribers grew",
    "ask.follow": "I follow the news",
    "ask.join": "joints ache",
    "ask.check_out": "a check in the mail",
    "ask.vote": "voters decided",
    "ask.deal": "an off day",
    "ask.apply": "developers met",
    "give.question": "how it works.",
    "give.quote": "a > b",
    "give.reply": "ask @sam",
}


def names(text: str) -> set[str]:
    return {SIGNS[hit.sign].name for hit in find_signs(read(text))}


@pytest.mark.parametrize(("name", "text"), FIRES.items())
def test_fires(name: str, text: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(("name", "text"), SILENT.items())
def test_stays_silent(name: str, text: str) -> None:
    assert name not in names(text)


def test_every_sign_has_a_case() -> None:
    assert {sign.name for sign in SIGNS} - {"own.link"} == set(FIRES)


def test_hits_lie_in_the_text_without_blanks_around() -> None:
    text = "Hey all,  check out my new app: https://a.example.com !!"
    for hit in find_signs(read(text)):
        assert text[hit.start : hit.end].strip() == text[hit.start : hit.end] != ""


def test_code_and_links_hold_no_signs_of_words() -> None:
    assert names("```subscribe to my channel```") == set()
    assert "ask.subscribe" not in names("https://a.example.com/please-subscribe-to-my-channel")
