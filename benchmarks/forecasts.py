"""What a forecast of a hundred thousand relationships costs, against lifetimes' BG/NBD on the same people.

Ours reads ledgers and active days from SQLite, as every report does, builds the features, moves the prior by
own samples and scores. Theirs fits BG/NBD and predicts 30 days from the same recency, frequency and age. lifetimes
needs an older numpy: ``GIVETAKE_LIFETIMES`` names a Python that has it. The second measure folds one more contact
into ledgers of a thousand and of a million contacts.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from analyzers import ledgers
from analyzers.forecast.columns import contacts_of_days, unpack
from analyzers.forecast.model import shipped
from analyzers.forecast.replay import replay
from analyzers.forecast.samples import Samples
from analyzers.histories import days_of
from benchmarks.measure import AbsentError, Cost, Measure, interleave, median, ratio, seconds
from storage.ledger import DAY_MS, Ledger
from storage.models import Exchange, from_millis
from storage.store import Store

TODAY, MEMBERS, FOLDS = 20_000, 100_000, 20_000
THEIRS = """
import sys, time, numpy as np, pandas as pd, lifetimes
rows = np.load(sys.argv[1])
for _ in sys.stdin:
    cpu, wall = time.process_time(), time.perf_counter()
    model = lifetimes.BetaGeoFitter(penalizer_coef=0.001)
    model.fit(rows["frequency"], rows["recency"], rows["age"])
    model.conditional_expected_number_of_purchases_up_to_time(30, rows["frequency"], rows["recency"], rows["age"])
    print(time.process_time() - cpu, time.perf_counter() - wall, flush=True)
"""


def measure(repeats: int) -> list[Measure]:
    return [folding(repeats), forecasting(repeats)]


def folding(repeats: int) -> Measure:
    """One contact folded into a ledger of a million contacts, over one of a thousand."""
    one = ledgers.of(contact(TODAY * DAY_MS))
    books = {count: book(count) for count in (1_000, 1_000_000)}

    def fold(ledger: Ledger) -> None:
        for _ in range(FOLDS):
            ledgers.merge(ledger, one)

    costs = interleave({f"{n:,} contacts": lambda ledger=ledger: fold(ledger) for n, ledger in books.items()}, repeats)
    few, many = costs.values()
    each = {f"{name}, microseconds each": round(median(cost) / FOLDS * 1e6, 2) for name, cost in costs.items()}
    return Measure(
        "fold one contact into a ledger of a million", "the same at a thousand", ratio(many, few), 1.3, repeats, each,
        "Processor time of 20,000 folds.",
    )  # fmt: skip


def forecasting(repeats: int) -> Measure:
    """Features, fit and scores of MEMBERS relationships from SQLite, over lifetimes' fit and prediction."""
    with tempfile.TemporaryDirectory() as folder:
        path, people = made(Path(folder, "f.db"), MEMBERS)
        summary = Path(folder, "people.npz")
        np.savez(summary, **people)
        with other(summary) as theirs:
            ours_, theirs_ = [], []
            for turn in range(repeats + 1):
                pair = interleave({"ours": lambda: ours(path)}, 1, warm=False)["ours"][0], asked(theirs)
                if turn:
                    ours_.append(pair[0])
                    theirs_.append(pair[1])
    costs = {"givetake": ours_, "lifetimes BG/NBD": theirs_}
    return Measure(
        f"forecast {MEMBERS:,} relationships", "lifetimes BG/NBD fit and predict", ratio(ours_, theirs_), 1.0,
        repeats, seconds(costs), "Processor time from opening the database to the scores; theirs from arrays in memory.",
    )  # fmt: skip


def ours(path: Path) -> object:
    """Forecast everybody in the store."""
    with Store(path) as store:
        books = store.book_columns("b")
        active = store.active_days(None, TODAY)
    row = dict(zip(books.accounts, range(len(books.accounts)), strict=True))
    contacts = contacts_of_days(len(row), unpack(books.in_days), unpack(books.out_days), days_of(row, active))
    (pasts,) = replay(contacts, [TODAY])
    came = (pasts.in_last > TODAY - 30).astype(np.float64)
    return shipped().updated(Samples(pasts, came, np.arange(len(came)))).predict(pasts)


def made(path: Path, count: int) -> tuple[Path, dict[str, np.ndarray]]:
    """A store of made-up members, whose habits differ and most of whom have gone, and their summary for BG/NBD."""
    rng = np.random.default_rng(1)
    sets = []
    for _ in range(count):
        first, contacts = int(rng.integers(TODAY - 900, TODAY - 1)), 1 + rng.geometric(0.25)
        days = np.unique(first + np.cumsum(rng.geometric(0.08, contacts)))
        days = days[days < TODAY]
        sets.append(days if len(days) else np.array([first]))
    books = {
        (f"file:{number}", "file:town"): ledgers.fold(contact(int(day) * DAY_MS + 3_600_000) for day in days)
        for number, days in enumerate(sets)
    }
    with Store(path) as store, store.transaction():
        store.put_ledgers("b", books)
        store.conn.executemany(
            "INSERT INTO author_day (community, account, day, messages) VALUES ('file:town', ?, ?, 1)",
            [(f"file:{number}", int(day)) for number, days in enumerate(sets) for day in days],
        )
    first, last = (np.array([days[end] for days in sets], dtype=float) for end in (0, -1))
    repeats = np.array([len(days) - 1.0 for days in sets])
    return path, {"frequency": repeats, "recency": last - first, "age": TODAY - first}


def book(count: int) -> Ledger:
    """A ledger of so many contacts, a minute apart."""
    return ledgers.fold(contact((TODAY - 700) * DAY_MS + number * 60_000) for number in range(count))


def contact(at: int) -> Exchange:
    return Exchange(
        brand="b", account="a", community="file:town", message="m", time=from_millis(at), inbound=True, means="reply"
    )


def other(summary: Path) -> subprocess.Popen[str]:
    """A Python with lifetimes that forecasts the same people once for each line it is sent."""
    python = os.environ.get("GIVETAKE_LIFETIMES", "")
    if not python:
        raise AbsentError("no Python with lifetimes: name one in GIVETAKE_LIFETIMES")
    command = [python, "-W", "ignore", "-c", THEIRS, str(summary)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def asked(theirs: subprocess.Popen[str]) -> Cost:
    """Let the other Python forecast once."""
    if theirs.stdin is None or theirs.stdout is None:
        raise AbsentError("no pipe to the other Python")
    theirs.stdin.write("go\n")
    theirs.stdin.flush()
    cpu, wall = theirs.stdout.readline().split()
    return Cost(float(cpu), float(wall))


if __name__ == "__main__":
    for each in measure(5):
        print(each.name, each.ratio, each.detail)
