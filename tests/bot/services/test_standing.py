"""Standing: models and forecasts are kept, old calls are scored, and the past is not touched by the future."""

from datetime import timedelta

import pytest

from analyzers.exchanges import Rules
from analyzers.forecast.model import shipped
from bot.connectors.files import ImportOptions, open_sources
from bot.demo import BRAND, paths
from bot.services.collect import collect
from bot.services.derive import Deriver
from bot.services.standing import on_platform, past, stand, standing
from storage.models import from_millis
from storage.store import Store
from tests.databases import ENGINES
from tests.factories import KeywordClassifier


@pytest.fixture(scope="module", params=ENGINES)
def sample(request):
    sqlite = request.param == "sqlite"
    with Store(":memory:" if sqlite else request.getfixturevalue("postgres_server").database()) as store:
        deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
        collect(store, open_sources([str(path) for path in paths()], options=ImportOptions()), deriver)
        yield store


@pytest.fixture
def end(sample):
    return from_millis(sample.last_time() + 1)


def test_what_is_said_is_kept_and_scored_a_month_later(sample, end):
    month_ago = end - timedelta(days=30)
    first = standing(sample, BRAND, month_ago, shipped(), {}, keep=True)
    later = standing(sample, BRAND, end, shipped(), {})
    called = {each.member.id for each in first.relationships if each.state == "Weakening"}
    came = {
        each.member.id for each in later.relationships
        if each.last_contact and each.last_contact >= month_ago.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    }  # fmt: skip
    call = next(call for call in later.foresight.calls if call.state == "Weakening")
    assert call.called == len(called)
    assert call.came == len(called & came)
    assert call.expected == pytest.approx(sum(e.p_30d for e in first.relationships if e.state == "Weakening"))


def test_without_kept_calls_those_that_would_have_been_are_scored(sample, end):
    with Store() as fresh:
        deriver = Deriver(fresh, BRAND, Rules(), KeywordClassifier())
        collect(fresh, open_sources([str(path) for path in paths()], options=ImportOptions()), deriver)
        calls = standing(fresh, BRAND, end, shipped(), {}).foresight.calls
        assert sum(call.called for call in calls) > 10
        assert fresh.forecast_days("Puddlewick", 0, 1 << 40) == []


def test_the_model_is_fitted_again_after_a_month_and_not_before(sample, end):
    kept = standing(sample, BRAND, end, shipped(), {}, keep=True).foresight.model
    assert kept.startswith(shipped().model + "+")
    assert standing(sample, BRAND, end + timedelta(days=10), shipped(), {}).foresight.model == kept
    assert standing(sample, BRAND, end + timedelta(days=31), shipped(), {}).foresight.model != kept


def test_a_look_at_the_past_knows_nothing_of_later(sample, end):
    then = end - timedelta(days=60)
    with Store() as short:
        deriver = Deriver(short, BRAND, Rules(), KeywordClassifier())
        deriver.ensure()
        with short.transaction():
            kept = [message for chunk in sample.all_messages() for message in chunk if message.time < then]
            from storage.models import Batch, Channel

            channels = tuple(
                Channel(**{k: getattr(c, k) for k in c.__struct_fields__}) for c in sample.channels().values()
            )
            accounts = tuple(sample.accounts({m.author for m in kept if m.author}).values())
            deriver.apply(
                short.put(Batch(source="x", position=1, messages=tuple(kept), channels=channels, accounts=accounts))
            )
        cut = standing(short, BRAND, then, shipped(), {}).relationships
    whole = standing(sample, BRAND, then, shipped(), {}).relationships
    assert {each.member.id: each.p_30d for each in cut} == pytest.approx({e.member.id: e.p_30d for e in whole})
    assert {each.member.id: each.state for each in cut} == {each.member.id: each.state for each in whole}


def test_ledgers_and_exchanges_give_the_same_relationships(store, monkeypatch):
    deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
    collect(store, open_sources([str(path) for path in paths()], options=ImportOptions()), deriver)
    end = from_millis(store.last_time() + 1)
    stored = stand(store, BRAND, end, shipped())
    monkeypatch.setattr(store, "last_contact", lambda brand: store.last_time() + 1)
    assert stand(store, BRAND, end, shipped()) == stored
    assert [each.gratitude for each in stored if each.gratitude]
    assert past(store, BRAND, end, "reddit:").members == [
        each.member for each in stored if each.member.id.startswith("reddit:")
    ]


def test_platforms_stand_alone(sample, end):
    reddit = on_platform(sample, BRAND, end, shipped(), "reddit")
    assert reddit
    assert all(account.startswith("reddit:") for each in reddit for account in each.member.accounts)


def test_a_change_is_announced_when_it_held_at_two_looks(sample, end):
    with Store() as fresh:
        deriver = Deriver(fresh, BRAND, Rules(), KeywordClassifier())
        collect(fresh, open_sources([str(path) for path in paths()], options=ImportOptions()), deriver)
        looks = [
            {
                each.member.id: each.state
                for each in standing(fresh, BRAND, moment, shipped(), {}, keep=True).relationships
            }
            for moment in (end + timedelta(days=days) for days in (0, 9, 18, 27))
        ]
        seen = [
            {said.member: said.seen for said in fresh.forecasts("Puddlewick", day)}
            for day in fresh.forecast_days("Puddlewick", 0, 1 << 40)
        ]
    changed = [
        (member, number) for number in (1, 2, 3) for member in looks[number]
        if seen[number][member] != seen[number - 1][member] is not None
    ]  # fmt: skip
    assert changed
    for member, number in changed:
        assert looks[number][member] == looks[number - 1][member]
    held = [
        (member, number) for number in (1, 2, 3) for member in looks[number]
        if seen[number][member] == seen[number - 1][member]
    ]  # fmt: skip
    assert all(looks[number][member] == seen[number][member] for member, number in held)
