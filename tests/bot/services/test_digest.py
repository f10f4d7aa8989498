"""What a digest says: figures of its days alone, whom to thank, what waits, and nothing from behind closed doors."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.config import BrandSection, Config, ReportSection
from bot.render.embeds_digest import digest_parcel, digest_text
from bot.services.orders import gather
from bot.services.tools import Tools
from tests.factories import KeywordClassifier, at, batch, message

DAY = 1440
STORY = [
    message(1, "acme", minutes=-9 * DAY, text="buy last week"),
    message(2, "ben", minutes=0, text="how do I reset it?", mentions=["acme"]),
    message(3, "acme", minutes=5, reply=2, text="hold the button"),
    message(4, "cleo", minutes=20, mentions=["acme"], text="here is what helped me"),
    message(5, "cleo", minutes=30, mentions=["acme"], text="and one more trick", channel="file:back"),
    message(6, "dora", minutes=40, mentions=["acme"], text="and when is the next one?"),
    message(7, "acme", minutes=50, text="buy our lamp"),
]


@pytest.fixture
def tools():
    config = Config(brand=BrandSection(name="Acme", accounts=["file:acme"]), report=ReportSection(minimum=1))
    app = App(config, database=":memory:")
    app._classifier = KeywordClassifier()
    deriver = app.deriver()
    deriver.ensure()
    with app.store.transaction():
        deriver.apply(app.store.put(batch(*STORY)))
    yield Tools(app.store, config, app.classifier, app.forecaster(), at(DAY + 600))
    app.close()


def shown(tools, sees=lambda channel: True, until=None, **options):
    content = gather(tools, 7, until or at(DAY))
    return digest_text(digest_parcel(content, sees, tools.now, marker="givetake digest 1 for x", **options))


def test_it_tells_its_days_whom_to_answer_and_whom_to_thank(tools):
    text = shown(tools)
    assert "1 of 2 = 50 %" in text
    assert "last week" not in text
    assert "and when is the next one?" in text
    assert "**cleo** (2 messages)" in text
    assert "Nothing waits for a decision" in text
    assert text.rstrip().endswith("givetake digest 1 for x")


def test_late_and_what_waits_are_said(tools):
    tools.reviewer.look(tools.millis)
    assert "1 post waiting, none for an hour yet" in shown(tools)
    tools.now += timedelta(days=3)
    assert "the oldest for 3 days" in shown(tools)
    assert "Late, because" in shown(tools, late=True)


def test_nothing_at_all_is_one_line(tools):
    text = shown(tools, until=at(90 * DAY))
    assert "Nothing was said by or to Acme" in text
    assert "## Balance" not in text


def test_words_from_a_closed_channel_stay_there(tools):
    text = shown(tools, sees=lambda channel: channel != "file:back")
    assert "one more trick" not in text
    assert "**cleo** (2 messages)" in text
