"""A person's word: it counts at once in labels, tallies, exchanges and ledgers, and a rebuild agrees."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.exchanges import Rules
from bot.services.derive import Deriver
from bot.services.verdicts import give_verdict, take_back
from storage.reviews import Who
from storage.store import Store
from tests.bot.services.test_derive import BRAND, rows
from tests.factories import KeywordClassifier, batch, message

MARA = Who(id="discord:7", name="Mara")
STORY = [
    message(1, "acme", mentions=["ben"], text="buy this"),
    message(2, "ben", reply=1, text="how?"),
    message(3, "acme", reply=2, text="like so"),
    message(4, "cleo", minutes=90, text="buy my thing"),
]


def make(store, *messages):
    deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
    deriver.ensure()
    with store.transaction():
        deriver.apply(store.put(batch(*messages)))
    return deriver


def judge(deriver, key, label):
    with deriver.store.transaction():
        give_verdict(deriver, key, label, MARA, 1)


def everything(store):
    return rows(store) | {"labels": store.labels([m.id for page in store.all_messages() for m in page])}


def test_a_verdict_beats_the_label_everywhere_at_once(store):
    deriver = make(store, *STORY)
    assert store.ledgers("Acme")["file:ben", "file:town"].took == 1
    judge(deriver, "file:m1", "give")
    label = store.labels(["file:m1"])["file:m1"]
    assert (label.label, label.model, label.reasons[0].text) == ("give", "human:Mara", "Mara said so")
    ledger = store.ledgers("Acme")["file:ben", "file:town"]
    assert (ledger.gave, ledger.took) == (2, 0)
    assert {(t.label, t.count) for t in store.tallies("Acme", 1 << 40)} == {("give", 1)}
    assert [e.label for e in store.exchanges("Acme", 1 << 60) if e.message == "file:m1"] == ["give"]


def test_what_is_taken_back_was_never_there(store):
    deriver = make(store, *STORY)
    before = everything(store)
    judge(deriver, "file:m1", "unsure")
    assert everything(store) != before
    with store.transaction():
        take_back(deriver, "file:m1")
    assert everything(store) == before


def test_another_look_or_another_model_does_not_beat_a_person(store):
    deriver = make(store, *STORY)
    judge(deriver, "file:m3", "take")
    deriver.rebuild()
    assert store.labels(["file:m3"])["file:m3"].label == "take"
    other = KeywordClassifier()
    other.model = "keyword-2"
    Deriver(store, BRAND, Rules(), other).ensure()
    labels = store.labels(["file:m1", "file:m3"])
    assert (labels["file:m1"].model, labels["file:m3"].model) == ("keyword-2", "human:Mara")


def test_a_verdict_is_about_the_text_that_was_read(store):
    deriver = make(store, *STORY)
    judge(deriver, "file:m3", "take")
    with store.transaction():
        deriver.apply(store.put(batch(message(3, "acme", reply=2, text="never mind", edited=message(9).time))))
    assert store.labels(["file:m3"])["file:m3"].label == "give"


def test_a_strangers_label_is_there_once_a_person_gave_it(store):
    deriver = make(store, *STORY)
    assert store.labels(["file:m4"]) == {}
    judge(deriver, "file:m4", "give")
    with store.transaction():
        deriver.apply(store.put(batch(message(4, "cleo", minutes=90, text="buy my thing", url="https://x.example"))))
    assert store.labels(["file:m4"])["file:m4"].label == "give"
    with store.transaction():
        take_back(deriver, "file:m4")
    assert store.labels(["file:m4"]) == {}


NUMBERS = st.integers(1, 6)
STEPS = st.lists(st.tuples(NUMBERS, st.sampled_from(["give", "take", "unsure", None, "edit", "remove"])), max_size=8)


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_any_verdicts_and_changes_equal_a_rebuild(steps):
    story = [*STORY, message(5, "ben", text="thanks"), message(6, "anna", text="buy", mentions=["cleo"])]
    with Store() as store:
        deriver = make(store, *story)
        for turn, (number, step) in enumerate(steps):
            old = story[number - 1]
            with store.transaction():
                if step in ("give", "take", "unsure"):
                    give_verdict(deriver, old.id, step, MARA, turn)
                elif step is None:
                    take_back(deriver, old.id)
                else:
                    fields = {"removed": "author", "text": ""} if step == "remove" else {"text": f"buy {turn}"}
                    edited = message(100 + turn).time
                    deriver.apply(
                        store.put(
                            batch(
                                type(old)(
                                    **{
                                        **{f: getattr(old, f) for f in old.__struct_fields__},
                                        **fields,
                                        "edited": edited,
                                    }
                                )
                            )
                        )
                    )
        live = everything(store)
        deriver.rebuild()
        assert everything(store) == live
