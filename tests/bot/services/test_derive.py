"""Derived rows: whatever the order of arrival, they equal what a rebuild from nothing gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzers.exchanges import Rules
from bot.services.derive import Deriver
from storage.models import Account, Brand, Reaction, to_millis
from storage.store import Store
from tests.factories import KeywordClassifier, batch, message

BRAND = Brand(name="Acme", accounts=("file:acme", "file:anna"), excluded=("file:dora",), roles=("file:team",))


def derive(store, *batches, rebuild=False):
    deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
    deriver.ensure()
    for one in batches:
        with store.transaction():
            deriver.apply(store.put(one))
    deriver.ensure()
    if rebuild:
        deriver.rebuild()
    return deriver


def rows(store):
    """Everything derived, with decayed counts rounded: sums of floats depend on their order."""
    books = {}
    for key, ledger in store.ledgers("Acme").items():
        fields = {name: getattr(ledger, name) for name in ledger.__struct_fields__}
        fields["in_decayed"] = [round(x, 9) for x in ledger.in_decayed]
        fields["out_decayed"] = [round(x, 9) for x in ledger.out_decayed]
        books[key] = fields
    return {
        "exchanges": store.exchanges("Acme", 1 << 60),
        "books": books,
        "tallies": store.tallies("Acme", 1 << 40),
    }


def test_a_reply_to_the_brand_is_one_inbound_contact(store):
    derive(store, batch(message(1, "acme", text="hello"), message(2, "ben", minutes=99, reply=1, mentions=["acme"])))
    (exchange,) = store.exchanges("Acme", 1 << 60)
    assert (exchange.account, exchange.inbound, exchange.means, exchange.about) == (
        "file:ben",
        True,
        "reply",
        "file:m1",
    )


def test_a_parent_that_comes_late_makes_the_contact(store):
    derive(store, batch(message(2, "ben", minutes=99, reply=1)), batch(message(1, "acme")))
    assert [e.means for e in store.exchanges("Acme", 1 << 60)] == ["reply"]


def test_a_parent_that_comes_late_is_read_with_its_answer(store):
    class Reader(KeywordClassifier):
        def label(self, items):
            yield from super().label(replace(item, text=item.reply_to_text or "") for item in items)

    deriver = Deriver(store, BRAND, Rules(), Reader())
    deriver.ensure()
    for one in (
        batch(message(2, "ben", reply=1, mentions=["acme"])),
        batch(message(1, "cleo", channel="file:hall", text="buy")),
    ):
        with store.transaction():
            deriver.apply(store.put(one))
    assert store.labels(["file:m2"])["file:m2"].label == "take"


def test_a_message_that_comes_late_takes_the_turn(store):
    derive(store, batch(message(1, "acme"), message(3, "ben")))
    assert [e.account for e in store.exchanges("Acme", 1 << 60)] == ["file:ben"]
    derive(store, batch(message(2, "cleo")))
    assert [e.account for e in store.exchanges("Acme", 1 << 60)] == ["file:cleo"]


def test_an_edit_moves_label_tally_and_ledger(store):
    derive(store, batch(message(1, "acme", mentions=["ben"], text="try this")))
    assert store.ledgers("Acme")["file:ben", "file:town"].gave == 1
    derive(store, batch(message(1, "acme", mentions=["ben"], text="buy this", edited=message(9).time)))
    assert [(t.label, t.count) for t in store.tallies("Acme", 1 << 40)] == [("take", 1)]
    ledger = store.ledgers("Acme")["file:ben", "file:town"]
    assert (ledger.gave, ledger.took, ledger.last_give) == (0, 1, None)


def test_a_removal_takes_everything_out(store):
    one = message(1, "acme", mentions=["ben"])
    derive(store, batch(one), batch(message(1, None, text="", mentions=["ben"], removed="author")))
    assert rows(store) == {"exchanges": [], "books": {}, "tallies": []}
    assert store.labels(["file:m1"]) == {}


def test_a_new_role_of_a_known_account_asks_for_a_rebuild(store):
    brand = Brand(name="Acme", roles=("file:team",))
    deriver = Deriver(store, brand, Rules(), KeywordClassifier())
    deriver.ensure()
    for roles in ((), ("file:team",)):
        account = Account(id="file:dee", name="dee", roles=roles)
        with store.transaction():
            deriver.apply(store.put(batch(message(1, "dee"), message(2, "ben"), accounts=(account,))))
    assert store.exchanges("Acme", 1 << 60) == []
    assert deriver.ensure()
    assert [e.account for e in store.exchanges("Acme", 1 << 60)] == ["file:ben"]


@pytest.mark.parametrize("by", ["mentions", "reactions", "author"])
@pytest.mark.parametrize("late", [{"bot": True}, {"roles": ("file:team",)}])
def test_an_account_that_is_named_before_it_is_met_counts_as_what_it_is(store, by, late):
    """Somebody may be mentioned, react or be quoted long before a source tells that it is a bot, or one of ours."""
    named = {
        "mentions": message(1, "acme", mentions=["robo"]),
        "reactions": message(1, "acme", reactions=(Reaction(emoji="+", count=1, users=("file:robo",)),)),
        "author": message(1, "robo", mentions=["acme", "ben"]),
    }[by]
    deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
    deriver.ensure()
    robot = Account(id="file:robo", name="robo", **late)
    first = replace(batch(named), accounts=(Account(id="file:acme", name="acme"),))
    for one in (first, batch(message(2, "robo"), accounts=(robot,))):
        with store.transaction():
            deriver.apply(store.put(one))
    deriver.ensure()
    live = rows(store)
    deriver.rebuild()
    assert live == rows(store)


def test_a_thousand_bots_in_one_batch_are_looked_for(store):
    robots = tuple(Account(id=f"file:robo{i}", name="robo", bot=True) for i in range(1000))
    story = batch(message(1, "acme", mentions=["robo999"])), batch(message(2, "ben"), accounts=robots)
    derive(store, *story)
    assert [e.account for e in store.exchanges("Acme", 1 << 60)] == ["file:ben"]


def test_a_bot_that_nobody_named_asks_for_no_rebuild(store):
    robot = Account(id="file:robo", name="robo", bot=True)
    deriver = derive(store, batch(message(1, "acme")))
    with store.transaction():
        deriver.apply(store.put(batch(message(2, "robo"), message(3, "acme", mentions=["robo"]), accounts=(robot,))))
    assert not deriver.ensure()


NAMES = st.sampled_from(["acme", "anna", "ben", "cleo", "dora", None])
MESSAGES = st.builds(
    lambda number, author, minutes, reply, thread, mentions, text, channel, users, system: message(
        number,
        author,
        minutes,
        **({"reply": reply} if reply is not None else {}),
        thread=None if thread is None else f"file:m{thread}",
        mentions=sorted(mentions - {author}),
        text=text,
        channel=channel,
        reactions=(Reaction(emoji="+", count=len(users), users=tuple(f"file:{u}" for u in sorted(users))),)
        if users
        else (),
        system=system,
    ),
    number=st.integers(1, 12),
    author=NAMES,
    minutes=st.integers(0, 40),
    reply=st.none() | st.integers(1, 12),
    thread=st.none() | st.integers(1, 12),
    mentions=st.sets(st.sampled_from(["acme", "ben", "cleo", "robo"]), max_size=2),
    text=st.sampled_from(["buy now", "hello", "how?"]),
    channel=st.sampled_from(["file:room", "file:hall"]),
    users=st.just(set()) | st.sets(st.sampled_from(["acme", "ben"]), max_size=2),
    system=st.sampled_from([False, False, False, True]),
)


SIGHTS = st.sets(st.sampled_from([("file:ben", "bot"), ("file:cleo", "role"), ("file:robo", "bot")]), max_size=2)


def sighting(seen):
    """Accounts as a source tells of them: now a bot, now one of the team."""
    return tuple(
        Account(id=key, name=key, bot=what == "bot", roles=("file:team",) if what == "role" else ())
        for key, what in sorted(seen)
    )


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.tuples(st.lists(MESSAGES, max_size=6), SIGHTS, st.booleans()), min_size=1, max_size=4))
def test_any_order_of_arrival_equals_a_rebuild(batches):
    """Also where people are mentioned before they are met, and turn out to be bots or of the team later."""
    with Store() as store:
        told = [(batch(*messages, accounts=sighting(seen)), seen, full) for messages, seen, full in batches]
        derive(store, *(one if full else replace(one, accounts=sighting(seen)) for one, seen, full in told))
        live = rows(store)
        derive(store, rebuild=True)
        assert live == rows(store)


def test_what_is_remembered_is_forgotten_when_somebody_else_writes(tmp_path):
    ours, theirs = Store(tmp_path / "x.db"), Store(tmp_path / "x.db")
    deriver = Deriver(ours, BRAND, Rules(), KeywordClassifier())
    deriver.ensure()
    for store, number, author in ((ours, 1, "acme"), (theirs, 2, "cleo"), (ours, 3, "ben")):
        with store.transaction():
            changes = store.put(batch(message(number, author)))
            if store is ours:
                deriver.apply(changes)
    assert ours.exchanges("Acme", 1 << 60) == []  # ben answers cleo's turn, not ours
    ours.close(), theirs.close()


def test_a_bot_that_is_met_later_is_no_member(store):
    robot = Account(id="file:robo", name="robo", bot=True)
    derive(store, batch(message(1, "acme")), batch(message(2, "robo"), accounts=(robot,)), batch(message(3, "ben")))
    assert [e.account for e in store.exchanges("Acme", 1 << 60)] == ["file:ben"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_split_into_batches_does_not_matter(size):
    story = [
        message(1, "ben", text="how?"),
        message(2, "acme", reply=1),
        message(3, "cleo"),
        message(4, "anna", text="buy"),
        message(5, "ben"),
    ]
    with Store() as whole, Store() as parts:
        derive(whole, batch(*story))
        derive(parts, *(batch(*story[i : i + size]) for i in range(0, len(story), size)))
        assert rows(whole) == rows(parts)
        assert whole.last_time() == to_millis(story[-1].time)
