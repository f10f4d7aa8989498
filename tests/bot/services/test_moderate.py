"""Moderating on Reddit: off and dry unless asked for, once for each post, written down, and moderators' words count."""

import pytest

from bot.config_discord_ui import ReviewSection
from bot.services.moderate import Moderator, Powers
from bot.services.review import Reviewer
from storage.models import to_millis
from storage.reviews import Who
from tests.bot.services.reddit_kit import START, deriver_of, later, login, session
from tests.fakes.reddit import FakeReddit, World

MOD = Who(id="discord:1", name="Mo")
ALL = {"report": True, "note": True, "digest": True}


@pytest.fixture
def world():
    made = World()
    made.bad = made.post("soil", "spammer", "buy seeds now")
    made.good = made.post("soil", "ann", "lovely worms")
    made.queue = [made.bad, made.good]
    return made


@pytest.fixture
def fake(world):
    with FakeReddit(world) as running:
        yield running


@pytest.fixture
def moderator(store, fake):
    deriver = deriver_of(store)
    deriver.ensure()

    def make(told=None, **powers):
        reviewer = lambda deriver: Reviewer(deriver, ReviewSection())  # noqa: E731
        return Moderator(
            session(fake.url, told), lambda job: job(store, deriver), reviewer, Powers(subreddits=("soil",), **powers),
            tell=(told if told is not None else []).append,
        )  # fmt: skip

    return make


@pytest.fixture
def agree(store):
    def click(post):
        reviewer = Reviewer(deriver_of(store), ReviewSection())
        review = store.reviews_of([f"reddit:{post}"])[f"reddit:{post}"]
        reviewer.decide(review.id, "agree", MOD, to_millis(START))

    return click


def test_the_queue_comes_in_and_what_looks_like_a_take_is_flagged(store, moderator, world):
    moderator().round(START)
    assert [r.message for r in store.queue(to_millis(START))] == [f"reddit:{world.bad}"]


def test_nothing_is_done_unless_switched_on(store, moderator, world, agree):
    moderator(dry=False).round(START)
    agree(world.bad)
    moderator(dry=False).round(later(1))
    assert world.acts == [] and store.acts() == []


def test_a_dry_run_only_writes_down_what_it_would_do(store, moderator, world, agree):
    moderator(**ALL).round(START)
    agree(world.bad)
    moderator(**ALL).round(later(1))
    assert world.acts == []
    assert {(a.deed, a.state) for a in store.acts()} == {("report", "dry"), ("note", "dry"), ("digest", "dry")}


def test_what_a_person_called_a_take_is_reported_and_noted_once(store, moderator, world, agree):
    moderator(dry=False, report=True, note=True).round(START)
    assert world.acts == []  # flagged by the classifier alone: nothing is done
    agree(world.bad)
    for day in (1, 2):
        moderator(dry=False, report=True, note=True).round(later(day))
    (first, report), (second, note) = world.acts
    assert (first, report["id"]) == ("api/report", world.bad)
    assert "Mo" in report["reason"] and len(report["reason"]) <= 100
    assert (second, note["reddit_id"], note["user"]) == ("api/mod/notes", world.bad, "spammer")
    assert {(a.deed, a.state) for a in store.acts()} == {("report", "done"), ("note", "done")}


def test_a_digest_goes_out_once_a_day_and_only_if_something_waits(store, moderator, world):
    for hour in (0, 1 / 24, 1):
        moderator(dry=False, digest=True).round(later(hour))
    assert [path for path, _ in world.acts] == ["api/mod/conversations"] * 2
    assert world.bad[3:] in world.acts[0][1]["body"]
    assert len(store.acts()) == 2


def test_a_failed_act_is_told_and_not_tried_again(store, moderator, world, agree, fake, monkeypatch):
    monkeypatch.setattr("prawcore.sessions.FiniteRetryStrategy.sleep", lambda self: None)
    moderator().round(START)
    agree(world.bad)
    fake.faults.plan(503, 5, "api/report")
    told = []
    moderator(told, dry=False, report=True).round(START)
    assert store.acts()[0].state == "failed"
    assert any("report" in line for line in told)
    fake.faults.planned.clear()
    moderator(dry=False, report=True).round(START)
    assert world.acts == []


def test_what_reddit_refuses_is_written_down(store, moderator, world, agree):
    moderator().round(START)
    agree(world.bad)
    world.refusals = [["SUBREDDIT_NOTALLOWED", "not a moderator", "sr"]]
    moderator(dry=False, report=True).round(START)
    assert (store.acts()[0].state, "NOTALLOWED" in store.acts()[0].detail) == ("failed", True)


def test_an_act_that_was_cut_off_is_unknown_and_not_repeated(store, moderator, world, agree, monkeypatch):
    moderator().round(START)
    agree(world.bad)

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("bot.connectors.reddit_moderating.report", dies)
        moderator(dry=False, report=True).round(START)
    assert store.acts()[0].state == "begun"
    moderator(dry=False, report=True).round(START)
    assert store.acts()[0].state == "unknown" and world.acts == []


@pytest.mark.parametrize(
    ("word", "label", "state"), [("removelink", "take", "agreed"), ("approvelink", "give", "overridden")]
)
def test_a_ruling_on_reddit_counts_as_a_verdict(store, moderator, world, word, label, state):
    moderator().round(START)
    world.rule(world.bad, word, minutes=5)
    moderator(dry=False, report=True).round(START)
    key = f"reddit:{world.bad}"
    verdict = store.verdicts([key])[key]
    assert (verdict.label, verdict.by.id) == (label, "reddit:maude")
    assert store.reviews_of([key])[key].state == state
    assert world.acts == []  # Reddit's moderators need no report of what they decided themselves
    before = store.deeds([1])
    moderator().round(START)
    assert store.deeds([1]) == before


def test_machines_and_rulings_about_other_things_do_not_count(store, moderator, world):
    moderator().round(START)
    world.rule(world.bad, "removelink", moderator="AutoModerator")
    world.rule(world.bad, "editflair")
    moderator().round(START)
    assert store.verdicts([f"reddit:{world.bad}"]) == {}


def test_reading_needs_no_login_and_acting_does():
    assert not login("http://x").acts
    assert login("http://x", refresh_token="t").acts
