"""Reading Reddit with the real praw from a loopback: everything once, kills and faults or not."""

import subprocess
import sys
import time

import pytest

from bot.services.reddit import Plan
from storage.errors import SourceError
from storage.store import Store
from tests.bot.services.reddit_kit import PLAN, content, later, puller
from tests.bot.services.test_derive import rows
from tests.fakes.reddit import FakeReddit, World


@pytest.fixture
def world():
    """The brand answers in r/soil, is answered, and posts elsewhere."""
    made = World()
    ask = made.post("soil", "ben", "How do I water?", "It is dry", minutes=1)
    help_ = made.comment(ask, "acme", "In the morning", minutes=2)
    made.comment(help_, "ben", "Thanks u/acme", minutes=3)
    launch = made.post("garden", "acme", "buy a hose", minutes=10)
    made.comment(made.comment(launch, "cleo", "no", minutes=11), "dan", "why not?", minutes=12)
    far = made.post("other", "eve", "Best hose?", minutes=20)
    above = made.comment(far, "fay", "any?", minutes=21)
    tip = made.comment(above, "acme", "buy ours", minutes=22)
    made.comment(tip, "gus", "how much?", minutes=23)
    made.named = {"ask": ask, "help": help_, "launch": launch, "tip": tip}
    return made


@pytest.fixture
def fake(world):
    with FakeReddit(world) as running:
        yield running


def texts(store):
    return {m.text.replace("\n\n", " / ") for batch in store.all_messages() for m in batch}


def test_everything_of_the_brand_and_of_the_subreddit_comes_in(store, fake):
    done = puller(store, fake.url).round(later(1))
    assert texts(store) == {
        "How do I water? / It is dry", "In the morning", "Thanks u/acme", "buy a hose", "no", "why not?",
        "Best hose?", "any?", "buy ours", "how much?",
    }  # fmt: skip
    assert (done.new, done.closed) == (10, {})
    contacts = {(e.account, e.inbound, e.means) for e in store.exchanges("Acme", 1 << 60)}
    assert contacts >= {
        ("reddit:ben", False, "reply"), ("reddit:ben", True, "reply"), ("reddit:cleo", True, "reply"),
        ("reddit:fay", False, "reply"), ("reddit:gus", True, "reply"),
    }  # fmt: skip


def test_a_second_round_changes_nothing(store, fake):
    pull = puller(store, fake.url)
    pull.round(later(1))
    before = content(store)
    pull.round(later(1))
    assert content(store) == before


def test_the_ids_are_those_of_a_dump(store, fake, world, tmp_path):
    import json

    from bot.connectors.files import ImportOptions, open_sources
    from bot.services.collect import collect

    puller(store, fake.url).round(later(1))
    dump = tmp_path / "soil.ndjson"
    dump.write_text("\n".join(json.dumps(thing["data"]) for thing in world.things.values()))
    before = content(store)["message"]
    done = collect(store, open_sources([str(dump)], options=ImportOptions()))
    assert (done.new, done.altered) == (0, 0)
    assert content(store)["message"] == before


def test_what_comes_later_is_read_from_the_head(store, fake, world):
    pull = puller(store, fake.url)
    pull.round(later(1))
    for number in range(250):
        world.comment(world.named["ask"], f"user{number}", f"note {number}", minutes=100 + number)
    fake.requests.clear()
    done = pull.round(later(1.001))
    assert done.new == 250
    assert len(fake.paths("/r/soil/comments")) == 3


def test_a_gap_is_told_with_its_remedy(store, fake, world):
    told = []
    pull = puller(store, fake.url, told=told)
    pull.round(later(1))
    assert any("load a dump" in line and "2025-03-03" in line for line in told)
    world.reach = 150
    for number in range(300):
        world.comment(world.named["ask"], "zed", f"note {number}", minutes=100)
    told.clear()
    pull.round(later(1.001))
    assert ["some are missing" in line for line in told if "comments" in line] == [True]


def test_edits_deletions_and_removals_are_followed(store, fake, world):
    pull = puller(store, fake.url, Plan(accounts=("acme",)))
    pull.round(later(0.1))
    world.edit(world.named["ask"], selftext="It is wet", edited=1_741_000_000)
    world.delete(world.named["tip"])
    world.delete(world.named["help"], "[removed]")
    pull.round(later(1.5))  # everything became a day old
    found = {m.id.removeprefix("reddit:"): m for m in store.messages(f"reddit:{n}" for n in world.named.values())}
    assert "wet" in found[world.named["ask"]].text
    assert (found[world.named["tip"]].removed, found[world.named["tip"]].text) == ("author", "")
    assert (found[world.named["help"]].removed, found[world.named["help"]].text) == ("moderator", "")
    live = rows(store)
    pull.door(lambda _, deriver: deriver.rebuild())
    assert rows(store) == live


def test_late_answers_below_the_brands_posts_are_found(store, fake, world):
    pull = puller(store, fake.url, Plan(accounts=("acme",)))
    pull.round(later(0.1))
    world.comment(world.named["launch"], "late", "still for sale?", minutes=600)
    assert pull.round(later(0.1)).new == 0  # nothing reached an age
    assert pull.round(later(1.5)).new == 1


@pytest.mark.parametrize(("budget", "found"), [(0, 3), (5, 40)])
def test_folded_comments_cost_no_more_than_the_budget(store, fake, world, budget, found):
    for number in range(37):
        world.comment(world.named["launch"], f"u{number}", f"note {number}", minutes=30)
    world.fold = 2
    puller(store, fake.url, Plan(accounts=("acme",), budget=budget)).round(later(1))
    below = [m for m in texts(store) if m.startswith("note") or m in ("buy a hose", "no", "why not?")]
    assert len(below) == found
    assert len(fake.paths("morechildren")) <= budget


def test_the_inbox_brings_who_named_us_elsewhere(store, fake, world):
    post = world.post("far", "hal", "A list")
    world.inbox.append(world.comment(post, "ivy", "ask u/acme"))
    puller(store, fake.url, Plan(accounts=("acme",), inbox=True)).round(later(1))
    assert "ask u/acme" in texts(store)


FAULTS = [
    (429, {"after": 0.05}), (429, {}), (503, {}), (500, {}), ("truncate", {}), ("html", {}), ("drop", {}),
    ("timeout", {}),
    (401, {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields"), FAULTS)
def test_a_fault_that_passes_leaves_no_mark(fake, kind, fields, monkeypatch):
    monkeypatch.setattr("bot.connectors.reddit._WITHOUT_HINT", 0.05)
    monkeypatch.setattr("prawcore.sessions.FiniteRetryStrategy.sleep", lambda self: None)
    with Store() as calm, Store() as stormy:
        puller(calm, fake.url).round(later(1))
        paths = ("/r/soil/new", "/user/acme/comments", "/comments/", "/api/info")
        for path in paths[:1] if kind == "timeout" else paths:
            fake.faults.plan(kind, 1, path, **fields)
        assert puller(stormy, fake.url).round(later(1)).closed == {}
        assert not fake.faults.planned
        assert content(stormy) == content(calm)


def test_patience_ends_with_one_clear_line(store, fake, monkeypatch):
    monkeypatch.setattr("prawcore.sessions.FiniteRetryStrategy.sleep", lambda self: None)
    fake.faults.plan(503, 500)
    with pytest.raises(SourceError, match=r"did not answer about u/acme .* Run the same command later"):
        puller(store, fake.url, patience=0.2).round(later(1))


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        (403, {"reason": "private"}, "r/soil is private"), (403, {"reason": "quarantined"}, "r/soil is quarantined"),
        (404, {"reason": "banned"}, "r/soil was banned"), (404, {}, "r/soil does not exist"),
        (403, {}, "r/soil may not be read"), (451, {}, "r/soil may not be read"), (400, {}, "HTTP 400"),
    ],
)  # fmt: skip
def test_a_closed_subreddit_is_told_and_the_rest_goes_on(store, fake, world, code, body, words):
    world.closed["r/soil"] = (code, body)
    told = []
    done = puller(store, fake.url, told=told).round(later(1))
    assert words in done.closed["r/soil"]
    assert sum(words in line for line in told) == 1
    assert "buy a hose" in texts(store)


def test_a_suspended_account_is_told(store, fake, world):
    world.closed["user/acme"] = (403, {})
    assert "suspended" in puller(store, fake.url).round(later(1)).closed["u/acme"]


def test_refused_credentials_are_one_clear_line(store, fake):
    fake.refused = True
    with pytest.raises(SourceError, match="Reddit refuses the login"):
        puller(store, fake.url).round(later(1))


def test_a_token_revoked_half_way_is_renewed(store, fake):
    pull = puller(store, fake.url)
    pull.round(later(1))
    fake.token = "token-2"
    assert pull.round(later(1)).closed == {}


class KilledError(BaseException):
    pass


def test_killed_anywhere_and_started_again_it_is_the_same_database(fake, world, tmp_path):
    for number in range(130):
        world.comment(world.named["ask"], f"user{number}", f"note {number}", minutes=100 + number)
    with Store() as whole:
        puller(whole, fake.url).round(later(1))
        expected, derived = content(whole), rows(whole)
    kills = 0
    with Store(tmp_path / "a.db") as store:
        while True:
            pull = puller(store, fake.url)
            door, left = pull.door, [kills % 7 + 3]

            def dying(job, door=door, left=left):
                left[0] -= 1
                if not left[0]:
                    raise KilledError
                return door(job)

            pull.door = dying if kills < 40 else door
            try:
                pull.round(later(1))
                break
            except KilledError:
                kills += 1
        assert kills >= 10
        assert content(store) == expected
        assert rows(store) == derived


def test_a_process_that_is_killed_between_two_answers_loses_and_doubles_nothing(fake, world, tmp_path):
    for number in range(230):
        world.comment(world.named["ask"], f"user{number}", f"note {number}", minutes=100 + number)
    with Store() as whole:
        puller(whole, fake.url).round(later(1))
        expected = content(whole)
    command = [sys.executable, "-m", "tests.bot.services.reddit_crash", str(tmp_path / "a.db"), fake.url]
    for answers in (3, 6, 8, 9, 11):
        fake.requests.clear()
        victim = subprocess.Popen(command)
        while len(fake.requests) < answers and victim.poll() is None:
            time.sleep(0.002)
        victim.kill()
        victim.wait()
    subprocess.run(command, check=True, timeout=60)
    with Store(tmp_path / "a.db") as store:
        assert content(store) == expected


@pytest.mark.parametrize("skew", [-400, 400])
def test_a_wrong_clock_loses_nothing(store, fake, world, skew):
    fake.faults.skew = skew * 86400
    pull = puller(store, fake.url, PLAN)
    pull.round(later(1 + skew))
    world.delete(world.named["tip"])
    pull.round(later(1))
    pull.round(later(2))
    pull.round(later(4))
    (tip,) = store.messages([f"reddit:{world.named['tip']}"])
    assert tip.removed == "author"


def test_profiles_are_read_within_their_number(store, fake, world):
    world.about["ben"] = "Also bento#1234 on Discord"
    puller(store, fake.url, Plan(accounts=("acme",), profiles=2)).round(later(1))
    assert store.profiles()["reddit:ben"] == "Also bento#1234 on Discord"
    assert len(store.profiles()) == 2
