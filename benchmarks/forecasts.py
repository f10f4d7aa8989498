"""What a forecast of many relationships costs, against lifetimes' BG/NBD on the same people.

usage: python benchmarks/forecasts.py [--members 100000] [--rounds 5] [--lifetimes PYTHON]

Ours reads ledgers and daily activity from SQLite, builds the features, moves the prior by own samples and
scores. Theirs fits BG/NBD and predicts 30 days from the same recency, frequency and age. ``--lifetimes`` names
a Python that has lifetimes (it needs an older numpy); without it only our times are told. The second
measure folds one more contact into ledgers of a thousand and of a million contacts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from analyzers import ledgers
from analyzers.forecast.columns import Daily, from_ledgers
from analyzers.forecast.model import shipped
from analyzers.forecast.samples import Samples
from storage.ledger import DAY_MS, Ledger
from storage.models import Exchange, from_millis
from storage.store import Store

TODAY = 20_000
THEIRS = """
import sys, time, numpy as np, pandas as pd, lifetimes
rows = np.load(sys.argv[1])
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    model = lifetimes.BetaGeoFitter(penalizer_coef=0.001)
    model.fit(rows["frequency"], rows["recency"], rows["age"])
    model.conditional_expected_number_of_purchases_up_to_time(30, rows["frequency"], rows["recency"], rows["age"])
    print(time.perf_counter() - start, flush=True)
"""


def people(count, rng):
    """Ledgers and activity days of made-up members: habits differ, and most have gone."""
    found, days = {}, []
    for number in range(count):
        contacts = 1 + rng.geometric(0.25)
        first = int(rng.integers(TODAY - 900, TODAY - 1))
        active = np.unique(first + np.cumsum(rng.geometric(0.08, contacts)))
        active = active[active < TODAY]
        if not len(active):
            active = np.array([first])
        ledger = Ledger()
        for day in active:
            at = int(day) * DAY_MS + 3_600_000
            ledger = ledgers.merge(ledger, ledgers.of(_contact(at)))
        found[f"file:{number}", "file:town"] = ledger
        days += [("file:town", f"file:{number}", int(day), 1) for day in active]
    return found, days


def _contact(at):
    return Exchange(
        brand="b", account="a", community="file:town", message="m", time=from_millis(at), inbound=True, means="reply"
    )


def ours(path):
    start = time.perf_counter()
    with Store(path) as store:
        books = store.ledgers("b")
        place = {account: row for row, (account, _) in enumerate(books)}
        rows = store.conn.execute("SELECT account, day, messages FROM author_day").fetchall()
    daily = Daily(
        np.array([place[account] for account, _, _ in rows], dtype=np.int64),
        np.array([day for _, day, _ in rows], dtype=np.int64),
        np.array([count for _, _, count in rows], dtype=np.float64),
    )
    pasts = from_ledgers(list(books.values()), TODAY, daily)
    hits = (pasts.in_last > TODAY - 30).astype(np.float64)
    model = shipped().updated(Samples(pasts, hits, np.arange(len(hits))))
    model.predict(pasts)
    return time.perf_counter() - start


def fold(events):
    """Seconds to fold one contact into a ledger of so many."""
    ledger = Ledger()
    for number in range(events):
        ledger = ledgers.merge(ledger, ledgers.of(_contact((TODAY - 700) * DAY_MS + number * 60_000)))
    one = ledgers.of(_contact(TODAY * DAY_MS))
    start = time.perf_counter()
    for _ in range(20_000):
        ledgers.merge(ledger, one)
    return (time.perf_counter() - start) / 20_000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lifetimes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "f.db"))
        books, days = people(arguments.members, np.random.default_rng(1))
        with Store(path) as store, store.transaction():
            store.put_ledgers("b", books)
            store.conn.executemany(
                "INSERT INTO author_day (community, account, day, messages) VALUES (?, ?, ?, ?)", days
            )
        theirs = theirs_of(folder, books, arguments)
        times = [ours(path) for _ in range(arguments.rounds)]
    result = {
        "members": arguments.members,
        "ours, seconds": round(statistics.median(times), 2),
        "one contact, microseconds at 1,000": round(fold(1_000) * 1e6, 2),
        "one contact, microseconds at 1,000,000": round(fold(1_000_000) * 1e6, 2),
    }
    if theirs:
        result["lifetimes, seconds"] = round(statistics.median(theirs), 2)
        result["ours over lifetimes"] = round(statistics.median(times) / statistics.median(theirs), 2)
    print(json.dumps(result, indent=2))


def theirs_of(folder, books, arguments):
    """The times of the same people in lifetimes, if a Python with it was named."""
    if not arguments.lifetimes:
        return []
    first = np.array([book.in_first for book in books.values()]) / DAY_MS
    last = np.array([book.in_last for book in books.values()]) / DAY_MS
    repeats = np.array([book.in_days.bit_count() - 1 for book in books.values()], dtype=float)
    path = Path(folder, "people.npz")
    np.savez(path, frequency=repeats, recency=np.where(repeats > 0, last - first, 0.0), age=TODAY - first)
    done = subprocess.run(
        [arguments.lifetimes, "-c", THEIRS, str(path), str(arguments.rounds)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(line) for line in done.stdout.split()]


if __name__ == "__main__":
    main()
