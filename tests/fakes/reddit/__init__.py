"""A loopback Reddit: the real praw logs in, reads and acts against it."""

from tests.fakes.reddit.cassettes import Cassettes
from tests.fakes.reddit.faults import Faults
from tests.fakes.reddit.server import FakeReddit
from tests.fakes.reddit.world import World

__all__ = ["Cassettes", "FakeReddit", "Faults", "World"]
