"""The one door to the database."""

from __future__ import annotations

from storage.books import Books
from storage.conversation import Conversation
from storage.derived import Derived
from storage.questions import Questions


class Store(Conversation, Derived, Books, Questions):
    """All rooms of the store behind one door; nobody else writes SQL.

    Not thread safe: one thread at a time (see :mod:`storage.worker` for async callers).
    """
