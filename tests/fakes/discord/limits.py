"""Discord's rate limits: a bucket per route and major parameter, and 50 requests a second over all."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass
class Window:
    """At most ``limit`` requests in each span of ``per`` seconds."""

    limit: int
    per: float
    opened: float = 0.0
    used: int = 0

    def take(self, now: float) -> bool:
        """Count a request; false when there is no room for it."""
        if now >= self.opened + self.per:
            self.opened, self.used = now, 0
        self.used += 1
        return self.used <= self.limit

    def after(self, now: float) -> float:
        return max(0.001, self.opened + self.per - now)


@dataclass
class Limits:
    """The limits in force; tests may tighten ``routes`` or set ``overall`` to None.

    Windows are shorter than Discord's, with the same meaning, so that tests need not wait for seconds.
    """

    overall: int | None = 50
    #: Whether answers tell nothing of the limits.
    silent: bool = False
    default: tuple[int, float] = (20, 0.25)
    routes: dict[str, tuple[int, float]] = field(
        default_factory=lambda: {"POST /channels/{channel_id}/messages": (5, 0.25)}
    )
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)

    def crowded(self, now: float) -> float:
        """Seconds to wait because of the overall limit; 0 when there is room."""
        if self.overall is None:
            return 0.0
        while self._recent and now - self._recent[0] > 1:
            self._recent.popleft()
        if len(self._recent) >= self.overall:
            return max(0.001, 1 - (now - self._recent[0]))
        self._recent.append(now)
        return 0.0

    def take(self, route: str, major: str, now: float) -> tuple[bool, dict[str, str]]:
        """Count a request to a route: whether there is room, and the headers that tell."""
        limit, per = self.routes.get(route, self.default)
        window = self._windows.setdefault((route, major), Window(limit, per))
        window.limit, window.per = limit, per
        room = window.take(now)
        after = window.after(now)
        return room, {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - window.used)),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": blake2b(route.encode(), digest_size=8).hexdigest(),
        }
