"""Several programs write to one PostgreSQL database at once, some killed half-way: nothing is lost or doubled."""

import asyncio
import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storage.store import Store
from tests.bot.services import crash
from tests.bot.services.reddit_kit import content
from tests.bot.services.test_collect import comment
from tests.bot.services.test_derive import rows
from tests.databases import cut_off
from tests.fakes.discord import LoopbackDiscord
from tests.fakes.discord.running import live, running

ROOT = Path(__file__).parents[3]
COUNT = 1000


@pytest.fixture
def dumps(tmp_path):
    """Four overlapping dumps of one talk, in which every third comment is the brand's."""
    rng = random.Random(11)
    people = [f"user{n}" for n in range(60)]
    lines = []
    for n in range(1, COUNT + 1):
        author = "acme" if n % 3 == 0 else rng.choice(people)
        lines.append(comment(n, author, rng.randrange(n) or None, rng.choice(("buy", "how?", "so"))))
    lines[500] = json.dumps({"id": "broken"})
    paths = []
    for part, (first, last) in enumerate(((0, 450), (250, 700), (400, COUNT), (0, COUNT))):
        path = tmp_path / f"part{part}.ndjson"
        path.write_text("\n".join(lines[first:last]))
        paths.append(str(path))
    return paths


class Follower(threading.Thread):
    """Reads what was stored after what it saw last, as the review queue does, until told to stop."""

    def __init__(self, database):
        super().__init__()
        self.database, self.seen, self.stopped, self.looks = database, [], threading.Event(), 0

    def run(self):
        cursor = 0
        with Store(self.database) as store:
            while True:
                last = self.stopped.is_set()
                messages, cursor = store.messages_after(cursor, 0)
                self.seen += [message.id for message in messages]
                self.looks += 1
                if last:
                    return
                time.sleep(0.002)


def start(database, paths, *options):
    return subprocess.Popen([sys.executable, "-m", "tests.bot.services.crash", *options, database, *paths], cwd=ROOT)


def test_many_writers_end_in_the_database_of_one(postgres, dumps, tmp_path):
    shared = postgres.database()
    follower = Follower(shared)
    follower.start()
    assert start(shared, dumps, "--die-in", "3").wait(120) == -signal.SIGKILL
    lasting = [start(shared, dumps[n:] + dumps[:n]) for n in range(2)]
    for n in range(4):  # each dies at work, unless the others have left it none
        mixed = random.Random(n).sample(dumps, len(dumps))
        assert start(shared, mixed, "--die-in", str(1 + 3 * n)).wait(120) in (-signal.SIGKILL, 0)
    assert [program.wait(120) for program in lasting] == [0, 0]
    assert start(shared, dumps).wait(120) == 0  # what the killed ones left behind
    follower.stopped.set()
    follower.join()

    crash.run(str(tmp_path / "alone.db"), dumps)
    with Store(shared) as together, Store(tmp_path / "alone.db") as alone:
        assert content(together) == content(alone)
        assert rows(together) == rows(alone)
        stored = together.column("SELECT id FROM message")
    assert len(stored) == COUNT - 1
    assert follower.looks > 5
    assert sorted(follower.seen) == sorted(stored)  # each once: no number came after a higher one was seen


def test_a_writer_waits_for_the_turn_of_another_while_readers_do_not(postgres):
    from storage.errors import StoreLockedError
    from tests.factories import batch, message

    shared = postgres.database()
    with Store(shared) as one, Store(shared, timeout=0.2) as two:
        with one.transaction():
            one.put(batch(message(1)))
            assert two.totals().messages == 0
            with pytest.raises(StoreLockedError, match="another program"), two.transaction():
                pass
            assert two.messages(["file:m1"]) == []
        with two.transaction():
            assert two.put(batch(message(1), message(2))).new == [message(2)]
        assert one.totals().messages == 2


def test_what_one_store_remembers_is_right_when_another_wrote(databases):
    """Channels are remembered as written; another program renames one and removes it."""
    from storage.models import Channel, Community
    from tests.factories import batch, message

    shared, said = databases(), batch(message(1))
    renamed = Channel(id="file:room", community="file:town", name="attic", kind="chat")
    with Store(shared) as one, Store(shared) as two:
        for store in (one, two):
            with store.transaction():
                store.put(said)
        with two.transaction():
            two.put(batch(message(2)).__class__(source="x", position=1, channels=(renamed,)))
        assert one.channels()["file:room"].name == "attic"
        with one.transaction():
            one.put(said)
        assert two.channels()["file:room"].name == "file:room"
        with two.transaction():
            two.conn.execute("DELETE FROM channel")
            two.conn.execute("DELETE FROM community")
        with one.transaction():
            one.put(said)
        assert two.channels().keys() == {"file:room"}
        assert two.communities() == {Community(id="file:town", name="Town").id: "Town"}


@live
async def test_a_bot_whose_database_goes_away_keeps_what_it_hears(postgres):
    """Two bots on one database hear the same guild; the database's server ends every connection again and again."""
    async with LoopbackDiscord() as discord:
        guild = discord.add_guild("Town")
        room, ann, ben = discord.text(guild), guild.user("ann"), guild.user("ben")
        address, said = postgres.database(), []
        own = {"accounts": [f"discord:{ann.id}"]}
        async with running(discord, address, brand=own) as one, running(discord, address, brand=own) as two:
            await asyncio.gather(one.caught_up(), two.caught_up())
            for n in range(12):
                said.append(discord.say(room, (ann, ben)[n % 2], f"line {n}", reply_to=said[-1] if said else None))
                if n % 3 == 0:
                    cut_off(postgres)
                await asyncio.sleep(0.03)
            stored = [await bot.stored() for bot in (one, two)]
            exchanges = await two.ask(lambda store: store.exchanges("Acme", 1 << 60))
        assert [[m.text for m in each] for each in stored] == [[f"line {n}" for n in range(12)]] * 2
        assert len(exchanges) == 11
