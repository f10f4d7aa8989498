"""Made-up pasts for the loopback Discord, backfills of them, and what must be the same in the end."""

import asyncio
import contextlib
import itertools
import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from bot.desk import Plan
from storage.store import Store
from tests.bot.services.test_derive import rows
from tests.fakes.discord import permissions
from tests.fakes.discord.running import running

START = datetime(2025, 1, 1, tzinfo=UTC)
HISTORY = "GET /channels/{channel_id}/messages"
ROOT = Path(__file__).parents[3]


def talk(server, channel, people, count, start=START, every=60):
    """``count`` messages of a made-up conversation in the past; every fifth answers an earlier one."""
    said = []
    for number in range(count):
        author = people[(number * 7 + number // 3) % len(people)]
        answered = said[-3] if number % 5 == 4 else None
        text = ("buy now" if number % 11 == 0 else "how?") if number % 3 else f"message {number}"
        said.append(server.say(channel, author, text, reply_to=answered, at=start + timedelta(seconds=every * number)))
    return said


def town(server, messages=450):
    """A guild with a busy channel, a quiet one, threads of every kind and a forum."""
    guild = server.add_guild("Town", bot_permissions=permissions.MANAGE_THREADS)
    people = [guild.user(name) for name in ("ann", "ben", "cleo", "dan")]
    busy, quiet, empty = (server.text(guild, name) for name in ("busy", "quiet", "empty"))
    opener = talk(server, busy, people, messages)[7]
    talk(server, quiet, people, 3)
    active = server.thread(busy, people[0], "active", message=opener)
    talk(server, active, people, 120)
    for number in range(3):
        old = server.thread(busy, people[1], f"old {number}")
        talk(server, old, people, 5)
        server.archive(old, at=START + timedelta(days=number))
    secret = server.thread(quiet, people[2], "secret", kind=12)
    talk(server, secret, people, 2)
    server.archive(secret)
    forum = server.forum(guild, "help")
    for number in range(4):
        post = server.post(forum, people[number], f"post {number}", "my question", at=START + timedelta(hours=number))
        talk(server, post, people, 6, START + timedelta(hours=number, minutes=1))
        if number % 2:
            server.archive(post)
    return guild, busy, people, empty


def everything(server):
    return [m for guild in server.guilds.values() for c in guild.channels.values() for m in server.said(c)]


async def filled(server, path, **options):
    """One uninterrupted backfill; what it counted."""
    results = []
    plan = Plan(whole=True, done=results.append, only=options.pop("only", frozenset()))
    async with running(server, path, plan=plan, **options) as bot:
        await server.until(lambda: results, 30)
        await bot.caught_up()
    return results[0]


def content(path):
    """Everything in a database that must not depend on how it came there."""
    with Store(path) as store:
        messages = {
            m.id: msgspec.structs.replace(m, reactions=())
            for part in store.all_messages() for m in part if not m.removed
        }  # fmt: skip
        return {
            "messages": messages,
            "totals": msgspec.structs.replace(store.totals(), messages=len(messages)),
            "channels": store.channels(),
            **rows(store),
        }


def own(*users):
    return {"accounts": [f"discord:{user.id}" for user in users]}


def _far(server, process, pages):
    return len(server.asked(HISTORY)) > pages or process.returncode is not None


@contextlib.asynccontextmanager
async def chatter(server, channel, people, *, every=0.02):
    """People who go on talking, editing and deleting as long as the block lasts; the messages they wrote."""
    said = []

    async def talking():
        for number in itertools.count():
            said.append(server.say(channel, people[number % len(people)], f"live {number}"))
            if number % 5 == 3:
                server.edit(said[-3], f"live {number}, edited")
            if number % 7 == 6:
                server.delete(said.pop(-5))
            await asyncio.sleep(every)

    task = asyncio.create_task(talking())
    try:
        yield said
    finally:
        task.cancel()


async def killed_and_resumed(server, path, people, kills, *, most_seconds):
    """Backfills in a process of its own, killed so many times at random instants, then once to the end."""
    config = path.with_suffix(".toml")
    accounts = ", ".join(f'"discord:{user.id}"' for user in people)
    config.write_text(f'[brand]\nname = "Acme"\naccounts = [{accounts}]\n')
    environ = {**os.environ, **server.settings(), "PYTHONPATH": str(ROOT)}
    chance = random.Random(7)
    for left in range(kills, -1, -1):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bot.services.filler", str(config), str(path), env=environ, cwd=ROOT
        )
        if left:
            pages = len(server.asked(HISTORY)) + chance.randrange(3)
            await server.until(partial(_far, server, process, pages), most_seconds)
            await asyncio.sleep(chance.random() * 0.05)
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
        code = await process.wait()
    return code
