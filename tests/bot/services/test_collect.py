"""Imports: resumable at any instant, idempotent, honest about what they could not read."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import Collected, collect
from storage.store import Store
from tests.bot.services import crash
from tests.databases import dumped

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("GIVETAKE_KILLS", "6"))


def comment(number: int, author: str, parent: int | None, body: str = "hello") -> str:
    record = {
        "id": f"c{number}",
        "link_id": "t3_s",
        "parent_id": "t3_s" if parent is None else f"t1_c{parent}",
        "author": author,
        "body": body,
        "created_utc": 1_700_000_000 + 60 * number,
        "subreddit": "town",
        "permalink": f"/r/town/comments/s/_/c{number}/",
    }
    return json.dumps(record)


@pytest.fixture
def dump(tmp_path):
    """A thread in which every third comment is the brand's, and one line is broken."""
    rng = random.Random(7)
    names = ["acme", *(f"user{n}" for n in range(40))]
    lines = [
        comment(n, "acme" if n % 3 == 0 else rng.choice(names), rng.randrange(n) if n % 5 else None, "buy?"[n % 2 :])
        for n in range(1, 1500)
    ]
    lines[700] = '{"id": "broken"'
    path = tmp_path / "comments.ndjson"
    path.write_text("\n".join(lines))
    return path


def content(path):
    with Store(path) as store:
        return dumped(store)


def sources(*paths):
    return open_sources([str(path) for path in paths], options=ImportOptions())


def test_the_same_file_again_is_known_unchanged(store, dump):
    first = collect(store, sources(dump))
    assert (first.records, first.new, first.problems) == (1499, 1498, 1)
    before = dumped(store)
    assert collect(store, sources(dump)) == Collected(sources=1, unchanged=1)
    assert dumped(store) == before


def test_a_grown_file_adds_only_what_is_new(store, dump):
    collect(store, sources(dump))
    with dump.open("a") as file:
        file.write("\n" + comment(5000, "user1", 1))
    again = collect(store, sources(dump))
    assert (again.new, again.altered, again.problems) == (1, 0, 1)
    assert store.totals().quarantined == 1


def test_an_overlapping_file_changes_nothing(store, dump, tmp_path):
    collect(store, sources(dump))
    part = tmp_path / "part.ndjson"
    part.write_text("\n".join(dump.read_text().splitlines()[100:300]))
    again = collect(store, sources(part))
    assert (again.new, again.altered) == (0, 0)


def test_an_import_without_the_brand_is_derived_later(databases, dump):
    live, late = databases("live.db"), databases("late.db")
    crash.run(str(live), [str(dump)])
    with Store(late) as store:
        collect(store, sources(dump), size=25)
    crash.run(str(late), [str(dump)])
    with Store(live) as one, Store(late) as two:
        assert one.exchanges("Acme", 1 << 60) == two.exchanges("Acme", 1 << 60) != []
        assert one.tallies("Acme", 1 << 40) == two.tallies("Acme", 1 << 40) != []


def test_an_import_for_another_brand_makes_the_first_stale(store, dump):
    from analyzers.exchanges import Rules
    from bot.services.derive import Deriver
    from storage.models import Brand
    from tests.factories import KeywordClassifier

    acme, other = (
        Deriver(store, Brand(name=name, accounts=(f"reddit:{name}",)), Rules(), KeywordClassifier())
        for name in ("acme", "user1")
    )
    acme.ensure()
    collect(store, sources(dump), other)
    assert store.exchanges("acme", 1 << 60) == []
    assert acme.ensure()
    assert store.exchanges("acme", 1 << 60) != []


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_anywhere_it_resumes_to_the_same_database(tmp_path, dump, seed):
    whole, hurt = tmp_path / "whole.db", tmp_path / "hurt.db"
    crash.run(str(whole), [str(dump)])
    command = [sys.executable, "-m", "tests.bot.services.crash", str(hurt), str(dump)]
    rng = random.Random(seed)
    for _ in range(3):
        victim = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + 20
        while not hurt.exists() and victim.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.25))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    subprocess.run(command, cwd=ROOT, check=True)
    assert content(hurt) == content(whole)
