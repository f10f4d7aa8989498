"""One reading of Reddit from the command line, on the thread that asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from bot.config_reddit import RedditSection, subreddit
from bot.connectors.reddit import Reddit, Tell
from bot.services.derive import Deriver
from bot.services.reddit import Pull, Pulled
from bot.services.reddit_live import setup
from storage.errors import SourceError, UsageError
from storage.models import Brand
from storage.store import Store

R = TypeVar("R")


def once(
    store: Store,
    deriver: Deriver | None,
    section: RedditSection,
    brand: Brand,
    *,
    subreddits: Sequence[str],
    everything: bool,
    now: datetime,
    tell: Tell,
) -> Pulled:
    """Read everything that the configuration and ``subreddits`` name, and nothing else.

    Raises UsageError when nothing is named, SourceError when nothing could be read.
    """
    made = setup(section, brand)
    wanted = tuple(dict.fromkeys((*made.plan.subreddits, *_names(subreddits))))
    plan = msgspec.structs.replace(made.plan, subreddits=wanted)
    if not plan.feeds():
        raise UsageError("There is nothing to read on Reddit.", "Name --account reddit:NAME or --subreddit NAME.")

    def door(job: Callable[[Store, Deriver | None], R]) -> R:
        return job(store, deriver)

    pull = Pull(Reddit(made.login, tell=tell, patience=made.patience), door, plan, tell=tell)
    done = _read(pull, deriver, now, everything=everything)
    if done.closed and len(done.closed) >= len({feed.about for feed in plan.feeds()}):
        raise SourceError("Nothing on Reddit could be read: " + " ".join(done.closed.values()))
    return done


def _read(pull: Pull, deriver: Deriver | None, now: datetime, *, everything: bool) -> Pulled:
    """One round, with derived rows up to date before and after it."""
    if deriver:
        deriver.ensure()
    done = pull.round(now)
    if everything:
        pull.recheck(now, done, everything=True)
    if deriver:
        deriver.ensure()
    return done


def _names(given: Sequence[str]) -> list[str]:
    try:
        return [subreddit(text) for text in given]
    except ValueError as error:
        raise UsageError(f"{error}.") from error
