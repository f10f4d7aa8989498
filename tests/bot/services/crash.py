"""A victim for the kill tests: imports with small batches until it is done or killed.

usage: python -m tests.bot.services.crash [--die-in N] DATABASE PATH...

With ``--die-in`` the program kills itself in the N-th batch, before the batch is committed.
"""

import os
import signal
import sys

from analyzers.exchanges import Rules
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from bot.services.derive import Deriver
from storage.models import Brand
from storage.store import Store
from tests.factories import KeywordClassifier

BRAND = Brand(name="Acme", accounts=("reddit:acme",))


class Mortal(Deriver):
    """Dies in one of its batches."""

    left = 0

    def apply(self, changes):
        super().apply(changes)
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def run(database: str, paths: list[str], die_in: int = 0) -> None:
    with Store(database) as store:
        deriver = Mortal(store, BRAND, Rules(), KeywordClassifier())
        deriver.left = die_in
        collect(store, open_sources(paths, options=ImportOptions()), deriver, size=25)


if __name__ == "__main__":
    given, number = sys.argv[1:], 0
    if given[0] == "--die-in":
        number, given = int(given[1]), given[2:]
    run(given[0], given[1:], number)
