"""What communities put up with: proposals are confirmed by people, exempt takes count nowhere, checks remind."""

from datetime import timedelta

import pytest

from analyzers.policies import Rule
from bot.config import ReportSection
from bot.services import policies as service
from bot.services.check import check
from bot.services.report import Asked, gather, window
from storage.errors import UsageError
from storage.models import Brand
from storage.policies import Norm
from tests.bot.services.test_derive import derive
from tests.factories import KeywordClassifier, at, batch, message

BRAND = Brand(name="Acme", accounts=("file:acme",))
NOW = at(0)
TOWN = "file:town"


def posts(*where):
    """One take in the plain room and one at each place."""
    return batch(
        message(1, "acme", text="buy"), *(message(2 + n, "acme", text="buy", **w) for n, w in enumerate(where))
    )


def evidence(store):
    return gather(store, BRAND, frozenset(BRAND.accounts), window(store, Asked()), ReportSection(), frozenset())


@pytest.mark.parametrize(
    ("norm", "where"),
    [
        ({"channels": ("file:shop",)}, {"channel": "file:shop"}),
        ({"threads": ("self promo thread",)}, {"thread": "file:m90"}),
        ({"flairs": ("Show & Tell",)}, {"thread": "file:m91"}),
        ({"weekdays": (3,)}, {"minutes": 3 * 1440}),
    ],
)
def test_takes_where_promotion_is_welcome_count_nowhere(store, norm, where):
    opener = message(90, "mod", minutes=-9, text="Weekly Self-Promo  Thread\n\nbuy here", thread="file:m90")
    flaired = message(91, "mod", minutes=-8, text="hm", thread="file:m91")
    derive(store, batch(opener, flaired), posts(where))
    store.put_flairs({"file:m91": "show & tell"})
    assert len(evidence(store).posts) == 2
    store.put_norm(Norm(community=TOWN, **norm), "proposed", 1)
    assert len(evidence(store).posts) == 2  # a proposal is not a policy
    service.confirm(store, TOWN, now=NOW)
    found = evidence(store)
    assert [post.id for post in found.posts] == ["file:m1"]
    assert sum(tally.count for tally in found.tallies) == 1
    assert found.notes == ("1 take stands where promotion is welcome (by the community's policy) and are left out.",)


def test_a_confirmed_share_counts_and_the_configuration_beats_it(store):
    service.change(store, TOWN, now=NOW, preset="indie-friendly")
    assert service.policy(store, ReportSection()).tolerance(TOWN) == 0.25
    assert service.policy(store, ReportSection(tolerated_in={TOWN: 0.4})).tolerance(TOWN) == 0.4
    service.drop(store, TOWN)
    assert service.policy(store, ReportSection()).tolerance(TOWN) == 0.1


def test_what_is_not_named_stays_as_it_is(store):
    service.change(store, TOWN, now=NOW, preset="showcase day", weekdays=(5,))
    norm = service.change(store, TOWN, now=NOW, disclosure=True)
    assert (norm.weekdays, norm.preset, norm.tolerated, norm.disclosure) == ((5,), "showcase day", 0.0, True)


def test_a_check_reminds_whoever_promotes_of_the_policy(store):
    derive(store, posts())
    service.change(store, TOWN, now=NOW, tolerated=0.5, disclosure=True, threads=("promo thread",))

    def remind(text):
        return check(store, BRAND, KeywordClassifier(), text, community="Town", days=9, section=ReportSection())

    assert remind("hello").reminders == ()
    assert [line.split()[0] for line in remind("buy").reminders] == ["This", "Promotion"]
    assert remind("buy").verdict_before.tolerated == 0.5


def test_rules_make_a_proposal_with_its_evidence(store):
    norm = service.from_rules(
        store, TOWN, [Rule(name="Self-promotion", text="Keep it under 10%. Disclose it.")], now=NOW
    )
    assert (norm.tolerated, norm.preset, norm.disclosure) == (0.1, "one in ten", True)
    assert ("tolerated", "Keep it under 10%.") in norm.evidence
    assert store.norms() == {} and store.norms("proposed") == {TOWN: norm}
    assert service.confirm(store, TOWN, now=NOW) == norm
    assert store.norms("proposed") == {}


def test_the_past_is_learned_from_removals_and_silence(store):
    made = []
    for week in range(8):
        start = week * 20_000
        pushy = week % 2
        for n in range(10):
            text = "buy" if pushy and n < 6 else "hello"
            fate = {"removed": "moderator"} if pushy and n > 7 else {}
            made.append(message(1000 + week * 50 + n, "acme", minutes=start + n, text="" if fate else text, **fate))
            if not pushy:
                made.append(message(5000 + week * 50 + n, "ben", minutes=start + n + 0.5, reply=1000 + week * 50 + n))
    derive(store, batch(*made, kind="board"))
    past = service.learned(store, BRAND, BRAND.accounts, TOWN, as_of=made[-1].time + timedelta(days=9))
    assert past.troubled >= 8 and past.fine >= 8
    assert past.before_trouble > past.before_peace
    assert past.limit is not None and 0 <= past.limit < 0.6


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda s: service.change(s, TOWN, now=NOW, preset="lenient"), "no preset"),
        (lambda s: service.change(s, TOWN, now=NOW, tolerated=10.0), "no share"),
        (lambda s: service.change(s, TOWN, now=NOW, preset="showcase day"), "needs a day"),
        (lambda s: service.confirm(s, TOWN, now=NOW), "Nothing is proposed"),
        (lambda s: service.drop(s, TOWN), "has no policy"),
        (lambda s: service.day_numbers(["caturday"]), "no weekday"),
        (lambda s: service.place(s, "nowhere"), "No community is called"),
    ],
)
def test_mistakes_are_one_line(store, act, words):
    with pytest.raises(UsageError, match=words):
        act(store)


def test_a_subreddit_need_not_be_known_and_days_may_be_short(store):
    assert service.place(store, "r/Maker") == service.place(store, "reddit:r/maker") == "reddit:r/maker"
    assert service.day_numbers(["Sat", "sunday", "sat"]) == (5, 6)
