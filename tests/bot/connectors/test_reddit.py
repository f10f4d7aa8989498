"""Recorded answers of Reddit, played to the real praw over loopback; and what becomes of odd ones."""

import threading

import pytest

from bot.connectors import reddit_moderating as moderating
from bot.connectors import reddit_reading as reading
from bot.connectors.reddit import Login, LoginRefusedError, Reddit, StoppedError
from bot.connectors.reddit_convert import found
from bot.connectors.reddit_reading import Feed
from tests.bot.services.reddit_kit import login, session
from tests.fakes.reddit import Cassettes, FakeReddit, World


@pytest.fixture
def played(shared_data):
    """The recordings by the middle of their names, behind a real session."""
    folder, running = shared_data / "reddit_cassettes", []

    def start(name):
        fake = FakeReddit(Cassettes(*sorted(folder.glob(f"*{name}*.json"))))
        running.append(fake.__enter__())
        return session(fake.url)

    yield start
    for fake in running:
        fake.__exit__()


@pytest.mark.parametrize(
    ("name", "feed"),
    [
        ("TestSubredditListings.test_comments", Feed(kind="comments", subreddit="askreddit")),
        ("TestSubredditListings.test_new", Feed(kind="submissions", subreddit="askreddit")),
        ("TestRedditorListings.test_comments__new", Feed(kind="comments", account="spez")),
        ("TestSubredditStreams.test_comments", Feed(kind="comments", subreddit="all")),
    ],
)
def test_a_recorded_listing_is_read_whole(played, name, feed):
    page = reading.page(played(name), feed)
    messages = page.batch.messages
    assert len(messages) == len({m.id for m in messages}) == 100
    assert page.batch.problems == ()
    assert page.after and len(page.numbers) == 100
    kind = "t1" if feed.kind == "comments" else "t3"
    assert all(m.id.startswith(f"reddit:{kind}_") and m.thread and m.time.year > 2005 for m in messages)
    assert all((m.reply_to is not None) == (kind == "t1") for m in messages)
    assert {m.author for m in messages if m.author} == {a.id for a in page.batch.accounts}
    if feed.account:
        assert {m.author for m in messages} == {"reddit:spez"}


def test_a_recorded_thread_is_unfolded_to_its_last_comment(played):
    whole = reading.thread(played("replace__all"), "3hahrw", budget=100).batch.messages
    assert len(whole) == len({m.id for m in whole}) == 542  # 541 comments and the submission
    known = {m.id for m in whole}
    assert all(m.reply_to in known for m in whole if m.reply_to)
    assert {m.thread for m in whole} == {"reddit:t3_3hahrw"}


def test_a_recorded_thread_stops_at_the_budget(played):
    assert 100 < len(reading.thread(played("replace__all"), "3hahrw", budget=2).batch.messages) < 542


def test_recorded_pages_of_a_long_listing_join_without_doubles(played):
    reddit = played("exhaust_items")
    numbers, after = [], None
    for _ in range(12):
        params = {"limit": 1024, "sort": "top", "t": "all"} | ({"after": after} if after else {})
        listing = reddit.praw.get("user/spez/", params=params)
        page = found("test", listing.children, after=listing.after)
        assert page.batch.problems == ()
        numbers += [m.id for m in page.batch.messages]
        after = page.after
        if after is None:
            break
    assert len(numbers) == len(set(numbers)) == 1001


@pytest.mark.parametrize("name", ["Moderation.test_modqueue", "ModerationStreams.test_modqueue"])
def test_a_recorded_mod_queue_is_read(played, name):
    page = moderating.queue(played(name), "tested")
    assert page.batch.problems == ()
    assert page.batch.messages
    assert all(m.time.year > 2005 for m in page.batch.messages)


def test_a_recorded_mod_log_gives_what_people_decided(played):
    rulings = moderating.rulings(played("SubredditModeration.test_log"), "mod", 0)
    assert all(
        r.word in ("give", "take") and r.moderator and r.message[:10] in ("reddit:t1_", "reddit:t3_") for r in rulings
    )
    assert [r.time for r in rulings] == sorted(r.time for r in rulings)


# -- without recordings ------------------------------------------------------------------------


@pytest.fixture
def fake():
    with FakeReddit(World()) as running:
        yield running


def test_a_moderators_removal_is_kept_apart_from_a_deletion(fake):
    names = [fake.source.post("soil", f"user{n}", f"title {n}") for n in range(6)]
    fake.source.edit(names[0], banned_by="maude")
    fake.source.edit(names[1], banned_by="AutoModerator")
    fake.source.edit(names[2], removed_by_category="moderator", selftext="[removed]")
    fake.source.delete(names[3])
    fake.source.edit(names[4], banned_by="maude", approved_by="mel")
    fake.source.edit(names[5], removed_by_category="deleted", author="[deleted]")
    page = reading.page(session(fake.url), Feed(kind="submissions", subreddit="soil"))
    found_ = {m.id.removeprefix("reddit:"): m.removed for m in page.batch.messages}
    assert [found_[name] for name in names] == ["moderator", "", "moderator", "author", "", "author"]


def test_odd_things_are_put_aside_and_the_rest_stays(fake):
    world = fake.source
    world.post("soil", "ann", "fine")
    world.edit(world.post("soil", "bad", "no time"), created_utc=None)
    world.edit(world.post("soil", "far", "far"), created_utc=9e18)
    world.post("soil", "zoë\x00", "\x00 odd \ud83e", link_flair_text="Show & Tell")
    page = reading.page(session(fake.url), Feed(kind="submissions", subreddit="soil"))
    assert sorted(m.text for m in page.batch.messages if m.author == "reddit:ann") == ["fine"]
    assert len(page.batch.problems) == 3
    assert "Show & Tell" in page.flairs.values()


def test_no_praw_object_asks_for_more_behind_our_back(fake):
    fake.source.comment(fake.source.post("soil", "ann", "hm"), "ben", "hi")
    reading.page(session(fake.url), Feed(kind="comments", subreddit="soil"))
    assert len(fake.paths()) == 2  # the token and the page


def test_addresses_and_pages_are_as_praw_writes_them(fake):
    reddit = session(fake.url)
    reading.page(reddit, Feed(kind="comments", account="acme"), after="t1_5")
    assert fake.paths("user")[0].replace("raw_json=1", "").strip(
        "&"
    ) == "/user/acme/comments?limit=100&sort=new&after=t1_5".replace("&&", "&")


def test_stopping_ends_a_wait_at_once(fake):
    stopped = threading.Event()
    reddit = Reddit(login(fake.url), stopped=stopped)
    fake.faults.plan(429, 5, after=100)
    reddit.tell = lambda line: stopped.set()
    with pytest.raises(StoppedError):
        reading.page(reddit, Feed(kind="comments", account="acme"))


@pytest.mark.parametrize("fields", [{"client_id": ""}, {"user_agent": ""}])
def test_what_is_missing_for_a_login_is_named(fields):
    given = {"client_id": "id", "client_secret": "s", "user_agent": "x", **fields}
    with pytest.raises(LoginRefusedError, match="Reddit"):
        Reddit(Login(**given))


def test_a_quota_that_is_used_up_is_waited_for_inside_praw(fake):
    fake.limits = {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "1", "x-ratelimit-used": "99"}
    reddit = session(fake.url)
    for _ in range(2):
        reading.page(reddit, Feed(kind="comments", account="acme"))
    assert len(fake.paths("user")) == 2


def test_rules_and_profile(fake):
    fake.source.rules["soil"] = [{"short_name": "No ads", "description": "Never", "kind": "all"}]
    fake.source.about |= {"r/soil": "Dirt", "ann": "me"}
    reddit = session(fake.url)
    assert [(r.name, r.text) for r in reading.rules(reddit, "soil")] == [("No ads", "Never"), ("Description", "Dirt")]
    assert (reading.profile(reddit, "ann"), reading.profile(reddit, "ben")) == ("me", "")
