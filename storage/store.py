"""The one door to the database."""

from __future__ import annotations

from storage.acts import Acts
from storage.books import Books
from storage.connection import MEMORY
from storage.derived import Derived
from storage.digests import Digests
from storage.erasing import Backups, Erasing
from storage.feeds import Feeds
from storage.forecasts import Forecasts
from storage.optouts import Optouts
from storage.people import People
from storage.places import Places
from storage.policies import Policies
from storage.questions import Questions
from storage.reviews import Reviews

__all__ = ["MEMORY", "Store"]


class Store(
    Optouts,
    Erasing,
    Derived,
    Books,
    Questions,
    Acts,
    Reviews,
    Digests,
    People,
    Backups,
    Forecasts,
    Places,
    Feeds,
    Policies,
):
    """All rooms of the store behind one door; nobody else writes SQL.

    Not thread safe: one thread at a time (see :mod:`storage.worker` for async callers).
    """
