"""What moderators were asked and said, as a report tells it."""

from __future__ import annotations

from datetime import datetime

from storage.models import Noun


class Reviews(Noun, frozen=True):
    """``waiting`` reviews, since when the ``oldest`` waits, and how often people agreed, overrode or were unsure."""

    waiting: int
    oldest: datetime | None
    agreed: int
    overridden: int
    unsure: int

    @property
    def sentence(self) -> str:
        """All of it in words."""
        since = f" (the oldest since {self.oldest:%Y-%m-%d})" if self.oldest else ""
        return (
            f"{self.waiting} posts wait for a moderator{since}; moderators agreed with {self.agreed}, "
            f"overrode {self.overridden} and were unsure of {self.unsure}."
        )
