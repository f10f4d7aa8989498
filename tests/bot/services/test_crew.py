"""Several processes: the same database whatever their number, and nobody left behind when one of them is killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzers.exchanges import Rules
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from bot.services.crew import Crew
from bot.services.derive import Deriver
from bot.services.judge import judge_lines
from bot.services.sharing import CLASSIFIER, shared
from storage.errors import SourceError, WorkerLostError
from storage.models import Brand
from storage.store import Store
from tests.factories import KeywordClassifier

ROOT = Path(__file__).parents[3]
BRAND = Brand(name="Acme", accounts=("reddit:acme",))
EXPORTS = ROOT / "tests" / "data" / "exports"


@pytest.fixture(scope="module")
def crew():
    with Crew(2, {CLASSIFIER: KeywordClassifier}) as both:
        yield both


def sources(*paths):
    return open_sources([str(path) for path in paths], options=ImportOptions(self_account="reddit:acme"))


def content(paths, size, crew=None, *, brand=True):
    """Everything in a database that was filled from ``paths``."""
    with Store() as store:
        classifier = shared(KeywordClassifier(), crew) if crew else KeywordClassifier()
        deriver = Deriver(store, BRAND, Rules(), classifier) if brand else None
        collect(store, sources(*paths), deriver, size=size, crew=crew)
        return [line for line in store.conn.iterdump() if "_sqlite_migrations" not in line]


COMMENTS = st.builds(
    lambda number, author, parent, body, edited: json.dumps(
        {
            "id": f"c{number}", "link_id": "t3_s", "parent_id": parent, "author": author, "body": body,
            "created_utc": 1_700_000_000 + 60 * number, "subreddit": "town", "edited": edited,
        }
    ),
    number=st.integers(1, 30),
    author=st.sampled_from(["acme", "ben", "Cleo", "[deleted]"]),
    parent=st.sampled_from(["t3_s", "t1_c1", "t1_c2", "t1_c7"]),
    body=st.sampled_from(["buy this", "how?", "ask u/acme", "[deleted]", "fine"]),
    edited=st.sampled_from([False, 1_700_009_000, 1_700_009_100]),
)  # fmt: skip
LINES = COMMENTS | st.sampled_from(["", '{"id": "cut', "[]", '{"id": "x"}', "\x00"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(LINES, min_size=1, max_size=40), min_size=1, max_size=3), size=st.integers(1, 50))
def test_any_number_of_processes_gives_the_same_database(crew, tmp_path, files, size):
    paths = [tmp_path / f"{number}.ndjson" for number in range(len(files))]
    for path, lines in zip(paths, files, strict=True):
        path.write_text(
            "\n".join([json.dumps({"id": "c0", "body": "x", "subreddit": "town", "created_utc": 1}), *lines])
        )
    assert content(paths, size, crew) == content(paths, size)


def test_every_format_can_be_parsed_elsewhere(crew):
    with Store() as store:
        assert collect(store, sources(EXPORTS), size=3, crew=crew).new > 20
    assert content([EXPORTS], 3, crew) == content([EXPORTS], 3)


def test_many_labels_are_made_elsewhere_and_in_order(crew):
    lines = [json.dumps({"id": n, "text": "buy" if n % 3 else "hm"}).encode() for n in range(2000)]
    lines[700] = b"{"
    assert list(judge_lines(lines, KeywordClassifier, "x", crew)) == list(judge_lines(lines, KeywordClassifier, "x"))


def test_a_real_dump_gives_the_same_database(crew, shared_data):
    paths = [shared_data / "reddit" / "GradSchool_submissions.zst"]
    assert content(paths, 1500, crew) == content(paths, 1500)


def test_what_came_before_an_unreadable_file_is_kept(crew, tmp_path):
    (tmp_path / "a.ndjson").write_text(json.dumps({"id": "a", "body": "x", "subreddit": "t", "created_utc": 1}))
    with Store() as store:
        with pytest.raises(SourceError):
            collect(store, [*sources(tmp_path), _Unreadable()], crew=crew)
        assert store.totals().messages == 1


class _Unreadable:
    id = path = "gone"

    def pieces(self, **_):
        raise SourceError("gone: cannot be opened.", "Check the path.")


def test_a_worker_that_is_killed_ends_the_run_in_one_line():
    with Crew(2) as crew, pytest.raises(WorkerLostError, match="goes on where it was"):
        list(crew.each(_die, [()] * 5))


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


# -- the whole program -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    rng = random.Random(7)
    names = ["acme", *(f"user{n}" for n in range(400))]
    path = tmp_path_factory.mktemp("dump") / "comments.ndjson"
    with path.open("w") as out:
        for n in range(1, 60_000):
            parent = f"t1_c{rng.randrange(n)}" if n % 5 else "t3_s"
            body = "words and more words " * rng.randint(1, 9)
            out.write(
                f'{{"id": "c{n}", "link_id": "t3_s", "parent_id": "{parent}", "author": "{rng.choice(names)}",'
                f' "body": "{body}", "created_utc": {1_700_000_000 + 60 * n}, "subreddit": "town"}}\n'
            )
    return path


def givetake(db, dump, jobs):
    return [sys.executable, "-m", "bot", "import", str(dump), "--db", str(db), "--jobs", str(jobs)]


def stored(db):
    with Store(db) as store:
        return [line for line in store.conn.iterdump() if "_sqlite_migrations" not in line]


def children(pid):
    """All processes below one, by id."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    below, grown = {pid}, True
    while grown:
        more = {int(child) for child, parent in map(str.split, listed.splitlines()) if int(parent) in below} - below
        below |= more
        grown = bool(more)
    return below - {pid}


def gone(pids, seconds=20.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(_runs(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def half_way(db, dump, jobs):
    """A running import that has stored something and has its workers."""
    process = subprocess.Popen(
        givetake(db, dump, jobs),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if db.exists() and len(children(process.pid)) >= jobs and _messages(db):
            break
        time.sleep(0.02)
    return process, children(process.pid)


def _messages(db):
    try:
        with Store(f"file:{db}?mode=ro", uri=True) as store:
            return store.totals().messages
    except Exception:  # not made yet
        return 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory, dump):
    db = tmp_path_factory.mktemp("whole") / "w.db"
    subprocess.run(givetake(db, dump, 1), cwd=ROOT, check=True, capture_output=True)
    return stored(db)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize(
    ("how", "code", "line"),
    [
        ("ctrl-c", 130, "stopped; the same command goes on"),
        ("term", 143, "stopped; the same command goes on"),
        ("kill", -9, ""),
        ("kill a worker", 14, "worker process was killed"),
    ],
)
def test_however_it_ends_nobody_stays_and_another_number_of_jobs_goes_on(tmp_path, dump, whole, how, code, line):
    db = tmp_path / "x.db"
    process, below = half_way(db, dump, 2)
    if how == "ctrl-c":
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all
    elif how == "kill a worker":
        os.kill(max(below), signal.SIGKILL)
    else:
        process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert gone(below)
    assert process.returncode == code
    assert line in told
    assert how == "kill" or len(told.splitlines()) == 1  # then Python itself tells of what it tidied up
    subprocess.run(givetake(db, dump, 3 if how == "term" else 1), cwd=ROOT, check=True, capture_output=True)
    assert stored(db) == whole
