"""What may go wrong on the way to Reddit, one fault a request, in the order they were planned."""

import time
from collections import deque


class Faults:
    """A plan of faults; each matches requests by a part of their path and is used up once."""

    def __init__(self):
        self.planned = deque()
        self.skew = 0.0

    def plan(self, kind, times=1, path="", **fields):
        """``kind``: 429, 500, 503, 401, 403, 404, timeout, truncate, html, drop."""
        self.planned.extend([(kind, path, fields)] * times)

    def take(self, path):
        for fault in self.planned:
            if fault[1] in path and "access_token" not in path:
                self.planned.remove(fault)
                return fault
        return None

    def now(self):
        """Reddit's clock, which need not be ours."""
        return time.time() + self.skew
