"""A victim for the kill tests: imports with small batches until it is done or killed.

usage: python -m tests.bot.services.crash DATABASE PATH...
"""

import sys

from analyzers.exchanges import Rules
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from bot.services.derive import Deriver
from storage.models import Brand
from storage.store import Store
from tests.factories import KeywordClassifier

BRAND = Brand(name="Acme", accounts=("reddit:acme",))


def run(database: str, paths: list[str]) -> None:
    with Store(database) as store:
        deriver = Deriver(store, BRAND, Rules(), KeywordClassifier())
        collect(store, open_sources(paths, options=ImportOptions()), deriver, size=25)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])
