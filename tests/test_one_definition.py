"""Where a rule stands a second time, as a query or over columns for speed, it says what the first one says."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import ledgers
from analyzers.balance import Counts, week_of, week_start, weigh
from analyzers.exchanges import counts_in_talk
from analyzers.histories import books_of, histories
from bot.services.derive import with_label
from storage.models import Exchange, Label, Member, Tally, from_millis
from storage.store import Store
from tests.factories import START, batch, message

LABELS = st.sampled_from(["give", "take", "unsure"])
TALLIES = st.lists(
    st.builds(
        lambda day, label, channel, count: Tally(
            brand="b", community="c", channel=channel, account="a", day=day, label=label, kind="chat", count=count
        ),
        day=st.integers(18_000, 18_030), label=LABELS, channel=st.sampled_from("xy"), count=st.integers(1, 40),
    ),
    min_size=1, max_size=12,
)  # fmt: skip
EXCHANGES = st.lists(
    st.builds(
        lambda number, account, community, minutes, inbound, means: Exchange(
            brand="b", account=account, community=community, message=f"file:m{number}", inbound=inbound, means=means,
            time=START + timedelta(minutes=minutes),
        ),
        number=st.integers(1, 9), account=st.sampled_from(["file:x", "file:y"]), community=st.sampled_from("cd"),
        minutes=st.integers(0, 60_000), inbound=st.booleans(), means=st.sampled_from(["reply", "reaction"]),
    ),
    max_size=15, unique_by=lambda each: (each.message, each.account, each.inbound),
)  # fmt: skip


def folded(tallies, key):
    groups = {}
    for tally in tallies:
        groups[key(tally)] = groups.get(key(tally), Counts()).plus(tally.label, tally.count)
    return {
        name: (*counts, pytest.approx(weigh(counts, 1, 0.1).take_share, abs=0.000501) if counts.judged else None)
        for name, counts in groups.items()
    }


@settings(max_examples=50, deadline=None)
@given(TALLIES)
def test_the_views_of_balances_share_and_cut_weeks_as_reports_do(tallies):
    with Store() as store:
        with store.transaction():
            store.add_tallies(tallies)
        weeks = store.conn.execute("SELECT week, gives, takes, unsure, take_share FROM balance_by_week").fetchall()
        places = store.conn.execute(
            "SELECT channel, gives, takes, unsure, take_share FROM balance_by_channel"
        ).fetchall()
    assert {row[0]: row[1:] for row in weeks} == folded(tallies, lambda t: f"{week_start(week_of(t.day)):%Y-%m-%d}")
    assert {row[0]: row[1:] for row in places} == folded(tallies, lambda t: t.channel)


@settings(max_examples=50, deadline=None)
@given(EXCHANGES, st.dictionaries(st.integers(1, 9).map("file:m{}".format), LABELS))
def test_contacts_wear_labels_and_add_up_alike_in_store_ledgers_and_reports(bare, words):
    labels = {key: Label(label=word, p_take=0.5, kind="chat") for key, word in words.items()}
    worn = [with_label(exchange, labels) for exchange in bare]
    books = {}
    for exchange in worn:
        books.setdefault((exchange.account, exchange.community), []).append(exchange)
    with Store() as store:
        with store.transaction():
            store.put_exchanges(bare)
            store.put_labels(labels)
            store.put_ledgers("b", {key: ledgers.fold(found) for key, found in books.items()})
        assert sorted(store.exchanges("b", 1 << 60), key=repr) == sorted(worn, key=repr)
        rows = store.conn.execute(
            "SELECT account, contacted_us, we_contacted, we_gave, we_took, first_contact, last_contact"
            " FROM relationship"
        ).fetchall()
    people = {account: [e for e in worn if e.account == account] for account, _ in books}
    whole = {account: ledgers.fold(found) for account, found in people.items()}
    assert {row[0]: row[1:] for row in rows} == {
        account: (one.in_count, one.out_count, one.gave, one.took, date(one.in_first), date(one.in_last))
        for account, one in whole.items()
    }
    people = {account: Member(id=account, name=account, accounts=(account,)) for account in whole}
    told = histories(people, books_of(worn), [], [], 1 << 60)
    assert {
        each.id: (int(told.gave[row]), int(told.took[row]), int(told.received[row]))
        for row, each in enumerate(told.members)
    } == {account: (one.gave, one.took, one.in_count) for account, one in whole.items()}


def date(millis):
    return None if millis is None else f"{from_millis(millis):%Y-%m-%d}"


MESSAGES = st.lists(
    st.builds(
        lambda number, author, system, removed: message(number, author, system=system, removed=removed),
        number=st.integers(1, 9), author=st.sampled_from(["ann", "ben", None]), system=st.booleans(),
        removed=st.sampled_from(["", "", "author"]),
    ),
    max_size=9, unique_by=lambda each: each.id,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(MESSAGES)
def test_queries_take_the_same_messages_for_talk(messages):
    with Store() as store:
        with store.transaction():
            store.put(batch(*messages))
        talk = sorted((m for m in messages if counts_in_talk(m)), key=lambda m: (m.time, m.id))
        latest = {m.id for author in ("file:ann", "file:ben") for m in store.recent_by(author, 0, 99)}
        before = {key: previous for key, previous, *_ in store.turns_before([m.id for m in messages], ())}
        counted = store.conn.execute("SELECT coalesce(sum(messages), 0) FROM author_day").fetchone()[0]
    assert latest == {m.id for m in talk}
    assert before == {m.id: earlier[-1].id for m in messages if (earlier := [t for t in talk if t.time < m.time])}
    assert counted == len(talk)
