"""What is known beyond the words: each push fires where it should, and only there."""

from __future__ import annotations

import pytest

from analyzers.classifier.context import context_pushes, has_context
from analyzers.classifier.protocol import Item
from analyzers.classifier.reading import read
from analyzers.classifier.settings import ContextWeights

GH = "see https://github.com/orrin/wm"


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (Item(text="hello"), set()),
        (Item(text=GH, author="Orrin"), {"own_handle"}),
        (Item(text=GH, author="discord:orrin"), {"own_handle"}),
        (Item(text=GH, author="someone"), set()),
        (Item(text="https://orrin.itch.io/game", author="orrin"), {"own_handle"}),
        (Item(text="https://www.youtube.com/@orrin", own_handles=("orrin",)), {"own_handle"}),
        (Item(text="https://docs.acme.io/x", own_domains=("acme.io",)), {"own_domain"}),
        (Item(text="https://github.com/acme/x", own_domains=("github.com/acme",)), {"own_domain"}),
        (Item(text="https://notacme.io", own_domains=("acme.io",)), {"other_link"}),
        (Item(text="no link", own_domains=("acme.io",)), set()),
        (Item(text="yes", reply_to_text="Does it work?"), {"answers_question"}),
        (Item(text="yes", reply_to_text="It works."), {"answers"}),
        (Item(text=GH, reply_to_text="do you have a link?"), {"asked_for"}),
        (Item(text="x", channel="self-promo"), {"promo_channel"}),
        (Item(text="x", channel="help-python"), {"help_channel"}),
        (Item(text="x", channel="general", channel_topic="Showcase your work"), {"promo_channel"}),
        (Item(text="join the Fernroom call", community_names=("Fernroom",)), {"house"}),
        (Item(text=GH, community_names=("github.com/orrin",)), {"house"}),
        (Item(text="x", seen_elsewhere=3), {"repeated"}),
        (Item(text="x", author_messages=40, author_takes=20), {"history"}),
        (Item(text="x", author_messages=2, author_takes=2), set()),
    ],
)
def test_pushes(item: Item, names: set[str]) -> None:
    assert {push.name for push in context_pushes(item, read(item.text), ContextWeights())} == names


def test_history_pushes_both_ways() -> None:
    def push(takes: int) -> float:
        item = Item(text="x", author_messages=50, author_takes=takes)
        return context_pushes(item, read("x"), ContextWeights())[0].value

    assert push(0) < 0 < push(25)


def test_has_context() -> None:
    assert not has_context(Item(text="x"))
    assert has_context(Item(text="x", channel="y"))
