"""One person with several accounts: merged when read, and unlinking leaves the database as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.forecast.model import shipped
from bot.config import ReportSection
from bot.services import link as service
from bot.services.report import Asked, report
from storage.errors import UsageError
from storage.models import Account, Batch, Brand
from storage.people import Link, pair
from storage.store import Store
from tests.bot.services.test_derive import derive
from tests.databases import dumped
from tests.factories import batch, message

BRAND = Brand(name="Acme", accounts=("file:acme", "file:anna"))


def filled(store):
    derive(
        store,
        batch(
            message(1, "acme", text="hello"),
            message(2, "ben", minutes=60, reply=1),
            message(3, "benny", minutes=1500, mentions=["acme"], text="how?"),
            message(4, "acme", minutes=3000, mentions=["ben"], text="this way"),
            message(5, "cleo", minutes=3100, mentions=["acme"]),
        ),
    )


def asked(store):
    own = frozenset(BRAND.accounts)
    return report(store, BRAND, own, Asked(), ReportSection(), shipped())


def test_two_accounts_are_one_relationship(store):
    filled(store)
    apart = {each.member.id: each for each in asked(store).relationships}
    member = service.link(store, BRAND.accounts, "file:ben", "file:benny", reason="r", time=1)
    together = {each.member.id: each for each in asked(store).relationships}
    assert member.accounts == ("file:ben", "file:benny")
    assert together.keys() == {"file:ben", "file:cleo"}
    both = together["file:ben"]
    assert both.received == apart["file:ben"].received + apart["file:benny"].received == 2
    assert both.last_contact == apart["file:benny"].last_contact
    assert both.gave == apart["file:ben"].gave


def test_an_answer_to_one_account_answers_the_person(store):
    filled(store)
    assert [q.question.id for q in asked(store).to_answer.questions] == ["file:m3"]
    service.link(store, BRAND.accounts, "file:ben", "file:benny", reason="r", time=1)
    assert asked(store).to_answer.questions == ()


def test_unlinking_leaves_database_and_report_as_they_were(store):
    filled(store)
    told, before = asked(store), dumped(store)
    service.link(store, BRAND.accounts, "file:ben", "file:benny", reason="r", time=1)
    service.link(store, BRAND.accounts, "file:benny", "file:cleo", reason="r", time=1)
    asked(store)
    service.unlink(store, "file:benny")
    assert asked(store) == told
    assert dumped(store) == before


PAIRS = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] != p[1])


@settings(max_examples=60, deadline=None)
@given(st.lists(PAIRS, max_size=6), PAIRS)
def test_any_link_can_be_taken_back_alone(made, extra):
    with Store() as store:
        for a, b in made:
            service.link(store, (), a, b, reason="r", time=1)
        before, groups = dumped(store), store.groups()
        if pair(*extra) in {(link.a, link.b) for link in store.links()}:
            return
        service.link(store, (), *extra, reason="x", time=2)
        assert set(store.groups()[extra[0]]) >= {*groups.get(extra[0], ()), *groups.get(extra[1], ()), *extra}
        service.unlink(store, *extra)
        assert (dumped(store), store.groups()) == (before, groups)


def people(store, *names):
    accounts = tuple(Account(id=key, name=key.split(":")[1]) for key in names)
    with store.transaction():
        store.put(Batch(source="t", position=1, accounts=accounts))


def test_suggestions_are_made_accepted_rejected_and_not_repeated(store):
    people(
        store,
        "discord:fernleaf",
        "reddit:fern_leaf",
        "discord:mosswood",
        "reddit:mosswood",
        "reddit:acmehq",
        "discord:acmehq",
    )
    own = ("reddit:acmehq",)
    assert [(s.a, s.b) for s in service.suggestions(store, own)] == [
        ("discord:fernleaf", "reddit:fern_leaf"), ("discord:mosswood", "reddit:mosswood"),
    ]  # fmt: skip
    member = service.accept(store, own, "reddit:fern_leaf", "discord:fernleaf", time=1)
    assert member.accounts == ("discord:fernleaf", "reddit:fern_leaf")
    assert store.links()[0].reason == "both are called fernleaf"
    service.reject(store, "reddit:mosswood", "discord:mosswood", time=1)
    assert service.suggestions(store, own) == []
    service.unlink(store, "discord:fernleaf")
    assert len(service.suggestions(store, own)) == 1


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda s: service.link(s, ("file:a",), "file:a", "file:b", reason="", time=1), "speaks for the brand"),
        (lambda s: service.link(s, (), "file:a", "file:a", reason="", time=1), "one account"),
        (lambda s: service.unlink(s, "file:a"), "not linked"),
        (lambda s: service.accept(s, (), "file:a", "file:b", time=1), "Nobody suggested"),
        (lambda s: service.find_account(s, "nobody"), "No account is called"),
    ],
)
def test_mistakes_are_one_line(store, act, words):
    with pytest.raises(UsageError, match=words):
        act(store)


def test_linked_people_cannot_be_rejected(store):
    store.put_link(Link(a="file:a", b="file:b", reason="r", time=1))
    with pytest.raises(UsageError, match="are linked"):
        service.reject(store, "file:b", "file:a", time=1)


def test_an_account_is_found_by_id_name_or_nearly(store):
    people(store, "discord:fernleaf", "reddit:mosswood")
    assert service.find_account(store, "FernLeaf") == "discord:fernleaf"
    assert service.find_account(store, "u/mosswood") == "reddit:mosswood"
    with pytest.raises(UsageError, match="Perhaps you meant 'mosswood'"):
        service.find_account(store, "moswood")
