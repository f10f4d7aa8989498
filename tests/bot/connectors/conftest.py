"""How the tests of importers write a file, read it whole and look at what came out."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.connectors.files import ImportOptions, open_sources

EXPORTS = Path(__file__).parents[2] / "data" / "exports"


@dataclass
class Seen:
    """All that a source yielded, merged over its batches."""

    batches: list = field(default_factory=list)

    def __getattr__(self, kind):
        return [noun for batch in self.batches for noun in getattr(batch, kind)]

    @property
    def by_id(self):
        """Messages by the last part of their id."""
        return {message.id.rpartition(":")[2]: message for message in self.messages}

    @property
    def reasons(self):
        return {problem.position: problem.reason for problem in self.problems}

    def account(self, key):
        return next(account for account in self.accounts if account.id == key)


@pytest.fixture
def exports():
    """The folder of small hand-made exports."""
    return EXPORTS


@pytest.fixture
def read():
    """Read all sources of a path."""

    def read(path, **options):
        sources = open_sources([str(path)], options=ImportOptions(**options))
        return Seen([batch for source in sources for batch in source.batches()])

    return read


@pytest.fixture
def parse(tmp_path, read):
    """Write a file of the given content and read it."""

    def parse(content, name="export", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, **options)

    return parse
