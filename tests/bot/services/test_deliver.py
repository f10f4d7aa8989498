"""Digests reach their readers once for each period, wherever the program ends or Discord fails on the way."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.render.embeds import Card, Parcel
from bot.services.deliver import Postman
from storage.errors import PassingError, RefusedError
from storage.models import to_millis
from storage.reviews import Who
from storage.store import Store

MONDAY = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
MARA = Who(id="discord:7", name="Mara")


class CrashError(BaseException):
    """The program ends here."""


class Crashes:
    """Ends the program at the n-th place where it may."""

    def __init__(self, at=None):
        self.left = at

    def here(self):
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise CrashError


class Town:
    """A channel, and a courier to it that knows nonces only as long as Discord does."""

    def __init__(self):
        self.messages, self.nonces = [], {}
        self.lose = self.trouble = 0
        self.refuse = False
        self.crashes = Crashes()

    async def readers(self, target):
        self.crashes.here()
        return lambda channel: True

    async def find(self, target, marker, since):
        self.crashes.here()
        return "found" if any(marker == parcel.marker for parcel in self.messages) else None

    async def send(self, target, parcel, nonce):
        self.crashes.here()
        if self.refuse:
            raise RefusedError("The channel is gone.")
        if self.trouble:
            self.trouble -= 1
            raise PassingError("Discord does not answer.")
        if nonce not in self.nonces:
            self.messages.append(parcel)
            self.nonces[nonce] = str(len(self.messages))
        self.crashes.here()
        if self.lose:
            self.lose -= 1
            raise PassingError("The answer was lost.")
        return self.nonces[nonce]


class Bot:
    """A program over a store that lives longer than it."""

    def __init__(self, store, town, now=MONDAY):
        self.store, self.town, self.now = store, town, now
        self.postman = Postman(self.run, town, self.pack, lambda: self.now, timedelta(minutes=15))

    async def run(self, job, *args):
        self.town.crashes.here()
        result = job(self.store, *args)
        self.town.crashes.here()
        return result

    async def pack(self, due, sees, late):
        self.town.crashes.here()
        return Parcel(cards=(Card(title="digest", footer=due.marker),), marker=due.marker, line="late" if late else "")

    def deliver(self):
        return asyncio.run(self.postman.deliver("Acme"))


def ordered(store, cron="0 9 * * 1", zone="UTC", created=MONDAY - timedelta(days=1)):
    return store.add_digest("Acme", cron, zone, "discord:5", 7, to_millis(created), MARA)


def states(store, *numbers):
    return [each.state for each in store.deliveries(numbers or (1,))]


def test_what_is_due_goes_out_once(store):
    ordered(store)
    town = Town()
    assert Bot(store, town, MONDAY - timedelta(seconds=1)).deliver() == []
    (done,) = Bot(store, town).deliver()
    assert (done.state, done.message, done.late) == ("sent", "1", False)
    assert Bot(store, town, MONDAY + timedelta(days=6)).deliver() == []
    assert len(town.messages) == 1


def test_a_hundred_crashes_end_in_one_delivery(tmp_path):
    places = 0
    for point in range(100):
        town, path = Town(), tmp_path / f"{point}.db"
        with Store(path) as store:
            ordered(store)
            town.crashes = Crashes(point % 10)
            try:
                Bot(store, town).deliver()
            except CrashError:
                places += 1
        if point % 2:  # the longer the pause, the less Discord remembers
            town.nonces.clear()
        town.crashes = Crashes(point // 10 - 1 if point >= 10 else None)  # and a second crash on the way
        for _ in range(3):
            with Store(path) as store:
                try:
                    Bot(store, town, MONDAY + timedelta(minutes=point)).deliver()
                except CrashError:
                    town.crashes = Crashes()
        with Store(path) as store:
            assert (len(town.messages), states(store)) == (1, ["sent"]), point
    assert places == 100


def test_a_lost_answer_is_noticed_and_found(store):
    ordered(store)
    town = Town()
    town.lose = 1
    bot = Bot(store, town)
    assert bot.deliver() == []
    town.nonces.clear()
    bot.now += timedelta(minutes=1)
    assert [each.message for each in bot.deliver()] == ["found"]
    assert len(town.messages) == 1


def test_passing_trouble_is_tried_again_with_patience(store):
    ordered(store)
    town = Town()
    town.trouble = 3
    bot = Bot(store, town)
    tried = []
    for minute in range(12):
        bot.now = MONDAY + timedelta(minutes=minute)
        before = town.trouble
        bot.deliver()
        tried += [minute] if town.trouble != before or (len(town.messages) == 1 and tried[-1:] != ["sent"]) else []
        if town.messages:
            break
    assert tried == [0, 1, 2, 4]
    assert states(store) == ["sent"]


def test_a_lost_channel_is_told_and_not_tried_again_before_the_next_period(store):
    ordered(store)
    town = Town()
    town.refuse = True
    (done,) = Bot(store, town).deliver()
    assert (done.state, done.reason) == ("failed", "The channel is gone.")
    town.refuse = False
    assert Bot(store, town, MONDAY + timedelta(hours=1)).deliver() == []
    (done,) = Bot(store, town, MONDAY + timedelta(days=7)).deliver()
    assert done.state == "sent"


def test_missed_periods_are_made_up_for_once_and_marked_late(store):
    ordered(store)
    town = Town()
    (done,) = Bot(store, town, MONDAY + timedelta(days=22, hours=3)).deliver()
    assert (done.period, done.late, town.messages[0].line) == ("2025-03-24T09:00", True, "late")
    assert len(town.messages) == 1


def test_what_may_have_gone_out_before_a_later_period_is_looked_for_but_not_sent(store):
    ordered(store)
    town = Town()
    town.lose = 1
    Bot(store, town).deliver()
    town.messages.clear()
    ended = Bot(store, town, MONDAY + timedelta(days=7)).deliver()
    assert {(each.period, each.state) for each in ended} == {
        ("2025-03-03T09:00", "failed"),
        ("2025-03-10T09:00", "sent"),
    }
    assert len(town.messages) == 1


@pytest.mark.parametrize(("cron", "zone", "start", "days"), [
    ("30 2 * * *", "Europe/Berlin", datetime(2025, 10, 24, tzinfo=UTC), 5),
    ("30 2 * * *", "Europe/Berlin", datetime(2025, 3, 28, tzinfo=UTC), 5),
    ("0 9 * * *", "America/New_York", datetime(2025, 10, 31, tzinfo=UTC), 5),
])  # fmt: skip
def test_one_digest_a_day_across_a_change_of_clocks(store, cron, zone, start, days):
    ordered(store, cron, zone, created=start)
    town = Town()
    for minutes in range(0, days * 1440, 20):
        Bot(store, town, start + timedelta(minutes=minutes)).deliver()
    assert len(town.messages) == days


def test_two_programs_do_not_send_at_once(store):
    ordered(store)
    town = Town()
    first, second = Bot(store, town), Bot(store, town)

    async def both():
        return await asyncio.gather(first.postman.deliver("Acme"), second.postman.deliver("Acme"))

    asyncio.run(both())
    assert len(town.messages) == 1
