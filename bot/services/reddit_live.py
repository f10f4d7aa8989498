"""Reddit beside Discord: one thread owns praw, goes round and round, and asks for the store through the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import msgspec

from bot.config_reddit import RedditSection
from bot.connectors.reddit import Login, LoginRefusedError, Reddit, StoppedError, Tell
from bot.services.derive import Deriver
from bot.services.moderate import Moderator, Powers
from bot.services.reddit import Door, Plan, Pull
from bot.services.review import Reviewer
from storage.errors import GivetakeError
from storage.models import Brand, to_millis
from storage.store import Store
from storage.worker import StoreWorker

R = TypeVar("R")
#: After an error that concerns all of Reddit: how long until the next round, in seconds.
_AFTER_TROUBLE = 300.0


class Setup(msgspec.Struct, frozen=True):
    """Everything that reading Reddit needs to know."""

    login: Login
    plan: Plan
    powers: Powers
    pause: float = 60.0
    patience: float = 900.0


def setup(section: RedditSection, brand: Brand) -> Setup:
    """What the configuration asks for; the environment beats the file."""
    known = section.resolved()
    login = Login(
        client_id=known.client_id, client_secret=known.client_secret, user_agent=known.user_agent,
        refresh_token=known.refresh_token, username=known.username, password=known.password,
        url=known.url, timeout=known.timeout_seconds,
    )  # fmt: skip
    accounts = tuple(key.removeprefix("reddit:") for key in brand.accounts if key.startswith("reddit:"))
    moderate = known.moderate
    plan = Plan(
        subreddits=tuple(dict.fromkeys((*known.subreddits, *moderate.subreddits))), accounts=accounts,
        inbox=known.inbox and login.acts, budget=known.more_requests, ages=tuple(known.recheck_days),
        profiles=known.profiles,
    )  # fmt: skip
    powers = Powers(
        subreddits=tuple(moderate.subreddits), dry=moderate.dry_run, report=moderate.report, note=moderate.note,
        digest=moderate.digest,
    )  # fmt: skip
    return Setup(login, plan, powers, known.poll_seconds, known.patience_seconds)


class Rounds:
    """Rounds of reading and moderating on the thread that calls; ``stopped`` ends them between two answers."""

    def __init__(
        self,
        made: Setup,
        door: Door,
        reviewer: Callable[[Deriver], Reviewer] | None,
        *,
        tell: Tell,
        stopped: threading.Event,
    ) -> None:
        """Without a ``reviewer`` nothing is flagged or moderated."""
        self.setup, self.tell, self.stopped, self.door, self.reviewer = made, tell, stopped, door, reviewer
        reddit = Reddit(made.login, tell=tell, stopped=stopped, patience=made.patience)
        self.pull = Pull(reddit, door, made.plan, tell=tell)
        active = reviewer is not None and made.powers.subreddits and made.login.acts
        self.moderator = Moderator(reddit, door, reviewer, made.powers, tell=tell) if active and reviewer else None

    def once(self, now: datetime) -> None:
        """One round. Raises GivetakeError and StoppedError."""
        self.pull.round(now)
        if self.moderator:
            self.moderator.round(now)
        elif self.reviewer:
            self.door(partial(_look, reviewer=self.reviewer, now=to_millis(now)))

    def run(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Go on until stopped; trouble is told and waited out, a refused login ends it."""
        while not self.stopped.is_set():
            pause = self.setup.pause
            try:
                self.once(clock())
            except StoppedError:
                return
            except LoginRefusedError as error:
                self.tell(f"Reddit is switched off until the next start: {error}")
                return
            except GivetakeError as error:
                self.tell(str(error))
                pause = max(pause, _AFTER_TROUBLE)
            self.stopped.wait(pause)


def _look(_: Store, deriver: Deriver | None, reviewer: Callable[[Deriver], Reviewer], now: int) -> None:
    """Flag what came in."""
    if deriver:
        reviewer(deriver).look(now)


async def serve(
    made: Setup,
    worker: StoreWorker,
    deriver: Callable[[Store], Deriver | None],
    reviewer: Callable[[Deriver], Reviewer] | None,
    *,
    tell: Tell,
) -> None:
    """Read Reddit until cancelled; the store stays on ``worker``'s thread, praw on one of its own."""
    loop, stopped = asyncio.get_running_loop(), threading.Event()

    def door(job: Callable[[Store, Deriver | None], R]) -> R:
        work = worker.run(lambda store: job(store, deriver(store)))
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    def begin() -> None:
        Rounds(made, door, reviewer, tell=tell, stopped=stopped).run()

    task = asyncio.ensure_future(asyncio.to_thread(begin))
    try:
        await asyncio.shield(task)
    finally:
        stopped.set()
        await asyncio.gather(task, return_exceptions=True)
