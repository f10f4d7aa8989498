"""Wishes: text that must not be kept is not, forecasts that must not be shown are not, and counts stay true."""

import pytest

from analyzers.exchanges import Rules
from bot.app import App
from bot.config import BrandSection, Config
from bot.config_discord_ui import PrivacySection
from bot.services.derive import Deriver
from bot.services.optout import consent, hidden, opt_in, opt_out
from bot.services.report import Asked, report
from bot.services.verdicts import give_verdict
from storage.errors import UsageError
from storage.models import Member
from storage.people import Link
from storage.reviews import Who
from tests.bot.services.test_derive import BRAND, rows
from tests.databases import dumped
from tests.factories import KeywordClassifier, batch, message

STORY = [
    message(1, "ben", text="how?", mentions=["acme"]),
    message(2, "acme", reply=1, text="like so"),
    message(3, "ben", reply=2, text="buy mine instead"),
    message(4, "cleo", reply=2, text="and for me?"),
]


@pytest.fixture
def deriver(store):
    made = Deriver(store, BRAND, Rules(), KeywordClassifier())
    made.ensure()
    with store.transaction():
        made.apply(store.put(batch(*STORY)))
    return made


def texts(store, author="file:ben"):
    return [m.text for page in store.all_messages() for m in page if m.author == author]


def test_what_is_there_goes_and_nothing_comes_back(deriver, store):
    with store.transaction():
        give_verdict(deriver, "file:m3", "take", Who(id="discord:7", name="Mara"), 1)
    assert opt_out(deriver, "file:ben", 5) == 2
    assert texts(store) == ["", ""]
    with store.transaction():
        deriver.apply(store.put(batch(*STORY, message(9, "ben", text="new words"))))
    assert texts(store) == ["", "", ""]
    assert store.verdicts(["file:m3"]) == {}
    assert texts(store, "file:cleo") == ["and for me?"]
    live = rows(store)
    deriver.rebuild()
    assert rows(store) == live
    opt_in(store, "file:ben")
    with store.transaction():
        deriver.apply(store.put(batch(message(10, "ben", text="here again"))))
    assert texts(store)[-1] == "here again"


def test_no_byte_of_the_text_is_left_in_any_table(deriver, store):
    opt_out(deriver, "file:ben", 5)
    assert "instead" not in repr(dumped(store))


def test_all_accounts_of_a_person_go_together(deriver, store):
    with store.transaction():
        store.put_link(Link("file:ben", "file:cleo", "said so", 1))
    assert opt_out(deriver, "file:cleo", 5) == 3
    assert texts(store) == ["", ""]


def test_the_brand_itself_cannot(deriver):
    with pytest.raises(UsageError, match="speak for Acme"):
        opt_out(deriver, "file:acme", 5)


@pytest.mark.parametrize(
    ("wish", "away"),
    [
        (None, {"opt-in"}),
        (True, set()),
        (False, {"opt-out", "opt-in"}),
        ("out", {"all", "opt-out", "opt-in"}),
    ],
)
def test_who_is_hidden_in_which_mode(deriver, store, wish, away):
    if wish == "out":
        opt_out(deriver, "file:ben", 5)
    elif wish is not None:
        consent(store, "file:ben", wish, 5)
    ben = Member(id="file:ben", name="ben", accounts=("file:ben",))
    assert {mode for mode in ("all", "opt-out", "opt-in") if hidden(store, [ben], mode)} == away


def test_reports_count_the_hidden_and_do_not_show_them(tmp_path):
    brand = BrandSection(name="Acme", accounts=["file:acme"])
    config = Config(brand=brand, privacy=PrivacySection(individuals="opt-in"), database=str(tmp_path / "a.db"))
    app = App(config)
    app._classifier = KeywordClassifier()
    deriver = app.deriver()
    deriver.ensure()
    with app.store.transaction():
        deriver.apply(app.store.put(batch(*STORY)))

    def made(mode):
        return report(app.store, app.brand, deriver.side().own, Asked(), config.report, app.forecaster(), mode)

    shown, shut = made("all"), made("opt-in")
    assert {each.member.name for each in shown.relationships} == {"ben", "cleo"}
    assert shut.relationships == ()
    assert shut.cohorts == shown.cohorts
    assert shut.balance == shown.balance
    assert all(step.state is None and step.trip_wire is None for step in shut.steps)
    assert all(asked.state is None for asked in shut.to_answer.questions)
    assert "2 people are counted" in shut.notes[-1]
    consent(app.store, "file:cleo", True, 1)
    assert [each.member.name for each in made("opt-in").relationships] == ["cleo"]
    app.close()
