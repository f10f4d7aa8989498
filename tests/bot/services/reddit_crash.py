"""A victim for the kill tests: one round of reading Reddit, until it is done or killed.

usage: python -m tests.bot.services.reddit_crash DATABASE URL
"""

import sys

from storage.store import Store
from tests.bot.services.reddit_kit import later, puller

if __name__ == "__main__":
    with Store(sys.argv[1]) as store:
        puller(store, sys.argv[2]).round(later(1))
