"""Reddit beside something else: one thread for praw, one for the store, and a clean end at any moment."""

import asyncio
import threading
import time

import pytest

from bot.config_discord_ui import ReviewSection
from bot.config_reddit import RedditSection
from bot.services.moderate import Powers
from bot.services.reddit import Plan
from bot.services.reddit_live import Rounds, Setup, serve, setup
from bot.services.review import Reviewer
from storage.models import Brand
from storage.store import Store
from storage.worker import StoreWorker
from tests.bot.services.reddit_kit import deriver_of, later, login
from tests.fakes.reddit import FakeReddit, World


@pytest.fixture
def fake():
    world = World()
    world.comment(world.post("soil", "ben", "buy this"), "acme", "no")
    with FakeReddit(world) as running:
        yield running


def made(url, **fields):
    return Setup(login(url), Plan(subreddits=("soil",), accounts=("acme",)), Powers(), pause=0.05, **fields)


def test_it_reads_beside_a_loop_that_never_waits_and_ends_when_told(fake, tmp_path):
    told = []

    async def live():
        worker = StoreWorker(lambda: Store(tmp_path / "a.db"))
        task = asyncio.create_task(
            serve(
                made(fake.url),
                worker,
                deriver_of,
                lambda d: Reviewer(d, ReviewSection(max_age_days=1e5)),
                tell=told.append,
            )
        )
        longest, before = 0.0, time.monotonic()
        while not await worker.run(lambda store: store.queue(1 << 50)) and not task.done():
            await asyncio.sleep(0.01)
            now = time.monotonic()
            longest, before = max(longest, now - before), now
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        found = await worker.run(lambda store: [m.text for batch in store.all_messages() for m in batch])
        await worker.close()
        return found, longest

    already = threading.active_count()
    found, longest = asyncio.run(asyncio.wait_for(live(), 30))
    assert sorted(found) == ["buy this", "no"]
    assert longest < 2
    assert threading.active_count() < already + 20


def test_trouble_is_told_and_waited_out(fake, store, monkeypatch):
    monkeypatch.setattr("bot.services.reddit_live._AFTER_TROUBLE", 0.01)
    monkeypatch.setattr("prawcore.sessions.FiniteRetryStrategy.sleep", lambda self: None)
    fake.faults.plan(503, 3)
    told, stopped = [], threading.Event()
    rounds = Rounds(made(fake.url, patience=0.0), lambda job: job(store, None), None, tell=told.append, stopped=stopped)
    once = rounds.once

    def counted(now):
        once(now)
        stopped.set()

    monkeypatch.setattr(rounds, "once", counted)
    rounds.run(lambda: later(1))
    assert any("did not answer" in line for line in told)
    assert len(store.messages(["reddit:t3_rs", "reddit:t1_rt"])) == 2


def test_a_refused_login_ends_it_with_one_line(fake, store):
    fake.refused = True
    told = []
    Rounds(made(fake.url), lambda job: job(store, None), None, tell=told.append, stopped=threading.Event()).run()
    assert len(told) == 1 and "switched off" in told[0]


def test_the_environment_beats_the_file_and_the_brand_names_the_accounts(monkeypatch):
    monkeypatch.setenv("GIVETAKE_REDDIT_URL", "http://127.0.0.1:1/")
    section = RedditSection(client_id="a", url="https://x.example", subreddits=["/r/Soil"], inbox=True)
    found = setup(section, Brand(name="B", accounts=("discord:1", "reddit:acme")))
    assert (found.login.url, found.plan.accounts, found.plan.subreddits) == ("http://127.0.0.1:1", ("acme",), ("Soil",))
    assert not found.plan.inbox  # nobody is logged in


@pytest.mark.parametrize(
    "fields", [{"url": "reddit.example"}, {"subreddits": ["r/so il"]}, {"recheck_days": [0]}, {"nonsense": 1}]
)
def test_a_wrong_setting_is_refused(fields):
    with pytest.raises(ValueError):
        RedditSection(**fields)
