"""Whether a report of one brand costs the same however much other people have said.

Two stores hold the same brand: its posts of the last 90 days and the people it talks with. The other messages, ten
times as many in the second store, are other people's in the same channels over two years, put in by plain SQL.
``--full`` takes 1 and 10 million (about 5 GB in the temporary folder), the quick form 50,000 and 500,000.
"""

from __future__ import annotations

import json
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analyzers.classifier import load
from analyzers.exchanges import Rules
from analyzers.forecast.model import shipped
from benchmarks.measure import Measure, interleave, ratio, seconds
from bot.config import ReportSection
from bot.services.derive import Deriver
from bot.services.report import Asked, report
from storage.models import Account, Batch, Brand, Channel, Community, Message, to_millis
from storage.store import Store

END = datetime(2025, 6, 1, tzinfo=UTC)
DAY_MS = 86_400_000
CHANNELS, POSTS, MEMBERS = 24, 3_000, 800
WORDS = [f"word{number}" for number in range(3_000)]
BRAND = Brand(name="Acme", accounts=("file:acme",))
_MASS = """
    INSERT INTO message (id, community, channel, author, time, text, reply_to, thread, mentions, reactions, system,
        edited, removed, url, digest)
    VALUES (?, 'file:town', ?, ?, ?, ?, ?, NULL, NULL, NULL, 0, NULL, '', NULL, NULL)
"""


def measure(repeats: int, full: bool) -> Measure:
    few, many = (1_000_000, 10_000_000) if full else (50_000, 500_000)
    with tempfile.TemporaryDirectory() as folder:
        return compare({count: made(Path(folder, f"{count}.db"), count) for count in (few, many)}, repeats, full)


def compare(paths: dict[int, Path], repeats: int, full: bool) -> Measure:
    """The measure over two stores that are made, by their number of messages, the smaller one first."""
    sizes = {f"{count:,} messages, MB": path.stat().st_size >> 20 for count, path in paths.items()}
    costs = interleave({f"{count:,} messages": lambda path=path: asked(path) for count, path in paths.items()}, repeats)
    small, large = costs.values()
    few, many = paths
    return Measure(
        f"report of one brand, {many:,} stored messages", f"the same at {few:,}", ratio(large, small), 1.3, repeats,
        {**seconds(costs), **sizes},
        f"Opening the store and building the report of a brand with {POSTS:,} posts and {MEMBERS} members, last 30 days."
        + ("" if full else " The quick form; --full takes ten million messages."),
    )  # fmt: skip


def asked(path: Path) -> object:
    """What `givetake report --days 30` does, without drawing it."""
    with Store(path) as store:
        own = Deriver(store, BRAND, Rules(), load()).side().own
        return report(store, BRAND, own, Asked(days=30), ReportSection(), shipped())


def made(path: Path, count: int) -> Path:
    """A store with the brand's talk and so many messages of others."""
    with Store(path) as store:
        deriver = Deriver(store, BRAND, Rules(), load())
        deriver.ensure()
        for batch in talk(random.Random(1)):
            with store.transaction():
                deriver.apply(store.put(batch))
        store.conn.execute("PRAGMA synchronous = OFF")
        with store.transaction():
            mass(store.conn, count, random.Random(2))
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def talk(rng):
    """The brand's posts, each answering a question of a member, over the last 90 days."""
    start = END - timedelta(days=90)
    people = tuple(Account(id=f"file:member{number}", name=f"member{number}") for number in range(MEMBERS))
    accounts = (*people, Account(id="file:acme", name="acme"))
    channels = tuple(Channel(id=f"file:c{n}", community="file:town", name=f"room {n}") for n in range(CHANNELS))
    town = (Community(id="file:town", name="Town"),)
    messages = []
    for number in range(POSTS):
        time = start + timedelta(days=90) * number / POSTS
        place = {"community": "file:town", "channel": f"file:c{rng.randrange(CHANNELS)}"}
        asker, text = rng.choice(people).id, " ".join(rng.choices(WORDS, k=12))
        messages += [
            Message(id=f"file:q{number}", author=asker, time=time, text=f"How do I {text}?", **place),
            Message(
                id=f"file:a{number}", author="file:acme", time=time + timedelta(minutes=2),
                text=f"You can {text}" if number % 5 else f"Try our new {text} at https://acme.example/{number}",
                reply_to=f"file:q{number}" if number % 9 else None, **place,
            ),
        ]  # fmt: skip
    for first in range(0, len(messages), 1_000):
        batch = messages[first : first + 1_000]
        yield Batch(
            source="talk", position=first, messages=tuple(batch), accounts=accounts, channels=channels, communities=town
        )


def mass(conn, count, rng):
    """Other people's messages, and the counts that an import keeps of them."""
    indexes = conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'message' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        conn.execute(f"DROP INDEX {name}")
    conn.executemany(_MASS, others(count, rng))
    for _, sql in indexes:
        conn.execute(sql)
    conn.execute(
        "INSERT OR IGNORE INTO account (id, name, display, bot, roles)"
        " SELECT DISTINCT author, author, '', 0, NULL FROM message"
    )
    conn.execute(
        "INSERT OR IGNORE INTO author_day (account, community, day, messages)"
        f" SELECT author, community, time / {DAY_MS}, count(*) FROM message GROUP BY 1, 2, 3"
    )
    conn.execute("INSERT OR REPLACE INTO author SELECT author, min(time) FROM message GROUP BY author")
    conn.execute(
        "INSERT OR REPLACE INTO community_day"
        f" SELECT community, time / {DAY_MS}, count(*), count(reply_to) FROM message GROUP BY 1, 2"
    )
    conn.execute(
        "UPDATE community SET messages = (SELECT count(*) FROM message), replies = (SELECT count(reply_to) FROM message)"
    )


def others(count, rng):
    first, last, crowd = to_millis(END - timedelta(days=730)), to_millis(END), max(100, count // 50)
    texts = [" ".join(rng.choices(WORDS, k=rng.randint(2, 25))) for _ in range(5_000)]
    for number in range(count):
        reply = f"file:x{number - 1:09}" if number % 3 == 1 else None
        yield (
            f"file:x{number:09}", f"file:c{rng.randrange(CHANNELS)}", f"file:other{int(crowd * rng.random() ** 2)}",
            first + (last - first) * number // count, texts[number % len(texts)], reply,
        )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(5, full=False).detail, indent=2))
