"""What it costs to keep exchanges, ledgers and tallies true while people talk, against inserting alone.

Messages of a made-up Discord server go the way of the bot (``Recorder.record``: settle, store, derive, cursor, one
transaction) one by one, in handfuls and in the largest batches that the listener writes. Labels cost nothing here: what a label costs is another measure's business.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from analyzers.exchanges import Rules
from benchmarks.measure import Measure, interleave, median, ratio
from bot.connectors.happenings import People, Place, Spoke
from bot.services.derive import Deriver
from bot.services.listen import Recorder
from storage.conversation import Cursor
from storage.models import Account, Brand, Channel, Community, Label, Message
from storage.store import Store

BRAND = Brand(name="Acme", accounts=("discord:1", "discord:2"))
#: Messages a flush: alone, as a lively server has them in a second, and the most that wait.
SIZES = (1, 20, 200)
#: How much of the talk is the brand's: as in a large community, and as in a small one of its own.
SHARES = (0.02, 0.1)
_PAST, _EACH = 20_000, {1: 2000, 20: 8000, 200: 16_000}
_PEOPLE, _ROOMS = 300, 12


class Same:
    """A classifier that has made up its mind."""

    model = "same-1"

    def label(self, items):
        """One label an item."""
        for _ in items:
            yield Label(label="give", p_take=0.1, kind="chat", model=self.model)


def talk(rng, share):
    """An endless conversation: replies, mentions and turns in several rooms, two of its people the brand's."""
    town = Community(id="discord:100", name="Town")
    rooms = [Place(town, Channel(id=f"discord:{200 + n}", community=town.id, name=f"room{n}")) for n in range(_ROOMS)]
    people = [Account(id=f"discord:{n}", name=f"user{n}") for n in range(1, _PEOPLE)]
    said = {place.channel.id: [] for place in rooms}
    time, number = datetime(2025, 1, 1, tzinfo=UTC), 10_000
    while True:
        time, number = time + timedelta(seconds=rng.expovariate(1 / 40)), number + 1
        place = rng.choice(rooms)
        author = rng.choice(people[:2]) if rng.random() < share else rng.choice(people[2:])
        before = said[place.channel.id]
        reply = rng.choice(before[-8:]) if before and rng.random() < 0.3 else None
        named = (rng.choice(people),) if rng.random() < 0.1 else ()
        key = f"discord:{number}"
        message = Message(
            id=key, community=town.id, channel=place.channel.id, author=author.id, time=time,
            text=f"word {number} " * rng.randint(1, 12), reply_to=reply, mentions=tuple(a.id for a in named),
        )  # fmt: skip
        before.append(key)
        yield Spoke(place, message, People((author, *named), frozenset(a.id for a in named)))


def record(database, happenings, size, *, derive):
    with Store(database) as store:
        recorder = Recorder(lambda store: Deriver(store, BRAND, Rules(), Same()) if derive else None)
        recorder.ensure(store)
        for at in range(0, len(happenings), size):
            part = happenings[at : at + size]
            cursors = {f"discord:since:{s.place.channel.id}": Cursor(at, True, None) for s in part}
            recorder.record(store, part, cursors)


def measure(repeats: int) -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        figures = {share: _measured(Path(folder), repeats, share) for share in SHARES}
    ratios = [each["ratio"] for each in figures[SHARES[0]].values()]
    detail = {
        f"brand writes {share:.0%}, {size} at a time": each
        for share, found in figures.items()
        for size, each in found.items()
    }
    return [
        Measure(
            "live upkeep of exchanges, ledgers, tallies", "insert only", max(ratios), 1.25, repeats, detail,
            f"Processor time, the worst of three batch sizes; the brand writes {SHARES[0]:.0%} of the messages.",
        )
    ]  # fmt: skip


def _measured(folder, repeats, share):
    """By batch size: upkeep over inserting, and milliseconds a message."""
    story = talk(random.Random(3), share)
    past = list(islice(story, _PAST))
    for name in ("plain.db", "kept.db"):
        (folder / name).unlink(missing_ok=True)
        record(folder / name, past, 500, derive=name == "kept.db")
    return {size: _pair(folder, repeats, list(islice(story, _EACH[size])), size) for size in SIZES}


def _pair(folder, repeats, news, size):
    def fresh():
        for name in ("plain.db", "kept.db"):
            shutil.copy(folder / name, folder / f"copy-{name}")

    costs = interleave(
        {
            "insert": lambda: record(folder / "copy-plain.db", news, size, derive=False),
            "keep": lambda: record(folder / "copy-kept.db", news, size, derive=True),
        },
        repeats,
        before=fresh,
    )
    each = {f"{name}, ms": round(1000 * median(spent) / len(news), 4) for name, spent in costs.items()}
    return {"ratio": ratio(costs["keep"], costs["insert"]), **each}


if __name__ == "__main__":
    for each in measure(5):
        print(each)
