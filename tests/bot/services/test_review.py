"""The review queue: what is flagged, who decides, and that nobody decides twice or is judged for another text."""

import msgspec
import pytest

from bot.config import ReportSection
from bot.config_discord_ui import ReviewSection
from bot.services.case import case
from bot.services.derive import Deriver
from bot.services.review import Reviewer
from storage.errors import UsageError
from storage.models import Label, to_millis
from storage.reviews import Who
from storage.store import Store
from tests.bot.services.test_derive import BRAND
from tests.factories import KeywordClassifier, batch, message

MARA, NIKO, ANN = Who(id="discord:7", name="Mara"), Who(id="discord:8", name="Niko"), Who(id="discord:9", name="Ann")
NOW = to_millis(message(0).time) + 86_400_000
AD = "buy my handmade lamps here today please"


class Classifier(KeywordClassifier):
    """As the keyword one; what says 'maybe' could be read either way."""

    def label(self, items):
        for item, label in zip(items, super().label(items), strict=True):
            unsure = Label(label="unsure", p_take=0.5, kind="promo", model=self.model)
            yield unsure if "maybe" in item.text else label


class Desk:
    """A store with its queue, as the bot has it."""

    def __init__(self, store, **section):
        from analyzers.exchanges import Rules

        self.store = store
        self.deriver = Deriver(store, BRAND, Rules(), Classifier())
        self.reviewer = Reviewer(self.deriver, ReviewSection(**section))
        self.deriver.ensure()

    def hear(self, *messages, now=NOW, **fields):
        with self.store.transaction():
            self.deriver.apply(self.store.put(batch(*messages, **fields)))
        return self.reviewer.look(now)

    def label(self, key):
        """What counts: a person's word or the classifier's."""
        return self.deriver.labeller.label(self.store.messages([key]), known={}, own=frozenset())[key].label


@pytest.fixture
def desk(store):
    return Desk(store)


def test_takes_and_doubts_are_flagged_once_by_priority(desk):
    desk.hear(message(1, "cleo", text="maybe"), message(2, "cleo", text=AD), message(3, "ben", text="hello"))
    assert desk.hear(message(2, "cleo", text=AD, url="https://x.example")) == []
    assert [(r.message, r.priority) for r in desk.store.queue(NOW)] == [("file:m2", "medium"), ("file:m1", "low")]


@pytest.mark.parametrize(
    ("section", "author", "fields"),
    [
        ({"scope": "brand"}, "cleo", {}),
        ({"welcome": ["file:room"]}, "cleo", {}),
        ({"max_age_days": 0.5}, "cleo", {}),
        ({}, "cleo", {"removed": "author"}),
        ({}, "cleo", {"system": True}),
        ({}, None, {}),
    ],
)
def test_what_nobody_asks_about_is_not_flagged(store, section, author, fields):
    assert Desk(store, **section).hear(message(1, author, text=AD, **fields)) == []


def test_the_brand_is_no_exception_and_house_bots_are(store):
    from storage.models import Account

    bot = Account(id="file:bot", name="bot", bot=True)
    desk = Desk(store, scope="brand")
    desk.hear(message(1, "acme", text=AD), message(2, "bot", text=AD), accounts=(bot,))
    assert [r.message for r in store.queue(NOW)] == ["file:m1"]


def test_doubts_stay_out_where_nobody_wants_them(store):
    assert Desk(store, unsure=False).hear(message(1, "cleo", text="maybe")) == []


@pytest.mark.parametrize(
    ("word", "label", "state"),
    [("agree", "take", "agreed"), ("override", "give", "overridden"), ("unsure", "unsure", "unsure")],
)
def test_a_word_decides_and_counts_at_once(desk, word, label, state):
    (number,) = desk.hear(message(1, "cleo", text=AD))
    done = desk.reviewer.decide(number, word, MARA, NOW)
    assert (done.done, done.review.state, done.review.name, desk.label("file:m1")) == (True, state, "Mara", label)
    assert desk.store.queue(NOW) == []
    undone = desk.reviewer.undo(number, NIKO, NOW)
    assert (undone.done, undone.review.state, desk.label("file:m1")) == (True, "open", "take")
    assert [(d.deed, d.by.name) for d in desk.store.deeds([number])] == [
        ("flagged", "givetake"), (word, "Mara"), ("undo", "Niko"),
    ]  # fmt: skip


def test_of_two_moderators_one_wins_and_the_other_is_told_by_whom(desk):
    (number,) = desk.hear(message(1, "cleo", text=AD))
    seen = desk.reviewer.get(number).judged
    assert desk.reviewer.decide(number, "override", MARA, NOW, seen).done
    second = desk.reviewer.decide(number, "agree", NIKO, NOW, seen)
    assert not second.done
    assert second.sentence == "Mara was first: it was kept as a give."
    assert desk.label("file:m1") == "give"
    again = desk.reviewer.decide(number, "override", MARA, NOW, seen)
    assert again.done
    assert [d.deed for d in desk.store.deeds([number])] == ["flagged", "override"]


def test_two_connections_to_one_database_keep_the_order_too(database):
    with Store(database) as one, Store(database) as two:
        first, second = Desk(one), Desk(two)
        (number,) = first.hear(message(1, "cleo", text=AD))
        assert first.reviewer.decide(number, "agree", MARA, NOW).done
        assert not second.reviewer.decide(number, "override", NIKO, NOW).done
        stale = msgspec.structs.replace(first.reviewer.get(number), version=1)
        assert not second.store.change_review(stale, state="open")


def test_an_edit_after_the_verdict_opens_it_again_for_the_new_text(desk):
    (number,) = desk.hear(message(1, "cleo", text="maybe nice"))
    seen = desk.reviewer.get(number).judged
    desk.reviewer.decide(number, "override", MARA, NOW)
    assert desk.hear(message(1, "cleo", text=AD, edited=message(9).time)) == [number]
    review = desk.reviewer.get(number)
    assert (review.state, review.priority, review.label.label, desk.label("file:m1")) == (
        "open",
        "medium",
        "take",
        "take",
    )
    late = desk.reviewer.decide(number, "override", NIKO, NOW, seen)
    assert not late.done
    assert "edited" in late.sentence


def test_a_harmless_post_that_becomes_an_ad_is_flagged(desk):
    assert desk.hear(message(1, "cleo", text="hello")) == []
    assert len(desk.hear(message(1, "cleo", text=AD, edited=message(9).time))) == 1


def test_an_edit_that_takes_the_ad_away_closes_it(desk):
    (number,) = desk.hear(message(1, "cleo", text=AD))
    desk.hear(message(1, "cleo", text="sorry all", edited=message(9).time))
    assert desk.reviewer.get(number).state == "cleared"
    assert not desk.reviewer.decide(number, "agree", MARA, NOW).done
    assert desk.hear(message(1, "cleo", text=AD, edited=message(10).time)) == [number]


def test_a_deleted_post_closes_what_waits_and_keeps_what_was_decided(desk):
    waits, decided = desk.hear(message(1, "cleo", text=AD), message(2, "ben", text=AD))
    desk.reviewer.decide(decided, "agree", MARA, NOW)
    for _ in range(2):
        desk.hear(message(1, None, text="", removed="author"), message(2, None, text="", removed="moderator"))
    assert (desk.reviewer.get(waits).state, desk.reviewer.get(decided).state) == ("gone", "agreed")
    assert not desk.reviewer.decide(waits, "agree", MARA, NOW).done
    assert desk.reviewer.undo(decided, MARA, NOW).review.state == "gone"


def test_snooze_puts_off_and_wakes(desk):
    (number,) = desk.hear(message(1, "cleo", text=AD))
    desk.reviewer.snooze(number, MARA, NOW)
    assert desk.store.queue(NOW) == []
    later = NOW + 25 * 3_600_000
    assert [r.id for r in desk.store.queue(later)] == [number]
    assert desk.reviewer.wake(NOW) == []
    assert desk.reviewer.wake(later) == [number]
    assert desk.reviewer.get(number).state == "open"


def test_a_report_flags_opens_again_and_counts_each_person_once(desk):
    desk.hear(message(1, "cleo", text="hello"))
    number = desk.reviewer.report("file:m1", ANN, NOW).review.id
    desk.reviewer.decide(number, "override", MARA, NOW)
    assert desk.reviewer.report("file:m1", ANN, NOW).review.state == "overridden"
    again = desk.reviewer.report("file:m1", NIKO, NOW).review
    assert (again.id, again.state, again.priority) == (number, "open", "high")
    with pytest.raises(UsageError, match="not in the books"):
        desk.reviewer.report("file:m99", ANN, NOW)


def test_undo_of_what_was_not_seen_is_refused(desk):
    (number,) = desk.hear(message(1, "cleo", text=AD))
    version = desk.reviewer.decide(number, "agree", MARA, NOW).review.version
    desk.reviewer.undo(number, NIKO, NOW, version)
    desk.reviewer.decide(number, "agree", NIKO, NOW)
    assert not desk.reviewer.undo(number, ANN, NOW, version).done


def test_the_case_knows_balance_copies_and_history(desk):
    texts = [AD, AD.replace("today", "now"), "thanks a lot", *(f"hello {n}" for n in range(9))]
    desk.hear(*(message(n, "cleo", text=text) for n, text in enumerate(texts, 1)))
    found = case(desk.deriver, ReportSection(), desk.store.reviews_of(["file:m2"])["file:m2"])
    assert [each.message.id for each in found.similar] == ["file:m1"]
    assert "1 of 11 = 9 %" in found.before.sentence
    assert "2 of 12 = 17 %" in found.after.sentence
    assert found.earlier == {"open": 1}
    assert found.name("file:cleo") == "cleo"


def test_a_repeated_ad_is_urgent(desk):
    desk.hear(*(message(n, "cleo", text=f"{AD} {n}") for n in (1, 2, 3)))
    assert [r.priority for r in desk.store.queue(NOW)] == ["high", "medium", "medium"]


def test_forgetting_takes_out_the_post_and_the_moderator(desk):
    (number,) = desk.hear(message(1, "cleo", text=AD))
    desk.reviewer.decide(number, "agree", MARA, NOW)
    desk.store.forget_reviewer(MARA.id)
    assert MARA.name not in repr(
        (desk.store.review(number), desk.store.deeds([number]), desk.store.verdicts(["file:m1"]))
    )
    desk.store.forget_reviews(["file:m1"])
    assert (desk.store.review(number), desk.store.deeds([number]), desk.store.verdicts(["file:m1"])) == (None, [], {})
