"""What happens where people talk, in the order it happened: what a live source tells the listener."""

from __future__ import annotations

import msgspec

from storage.models import Account, Channel, Community, Message


class UnreadableError(Exception):
    """A channel that cannot be read.

    ``plain`` says so to an admin, ``remedy`` what to do about it, ``passing`` that it may mend by itself.
    """

    def __init__(self, plain: str, remedy: str = "", *, passing: bool = False) -> None:
        super().__init__(plain)
        self.plain, self.remedy, self.passing = plain, remedy, passing


class Place(msgspec.Struct, frozen=True):
    """A channel or thread and the community it is in."""

    community: Community
    channel: Channel


class People(msgspec.Struct, frozen=True):
    """Accounts as they were just seen.

    Of those named in ``partial`` the source told no roles and no nickname: what is known of them stays.
    """

    accounts: tuple[Account, ...] = ()
    partial: frozenset[str] = frozenset()


class Spoke(msgspec.Struct, frozen=True):
    """A message was written, edited, or read in the channel's history.

    ``live`` tells it from history. ``reactions`` says how far to believe the message's reactions: "counts" names
    emoji and numbers but not who; "unknown" says nothing of them; "all" is the whole truth.
    """

    place: Place
    message: Message
    people: People
    live: bool = True
    reactions: str = "counts"


class Removed(msgspec.Struct, frozen=True):
    """Messages were deleted."""

    messages: tuple[str, ...]


class Reacted(msgspec.Struct, frozen=True):
    """An account put an emoji under a message, or took it back."""

    message: str
    emoji: str
    account: str
    added: bool
    people: People = People()


class Cleared(msgspec.Struct, frozen=True):
    """All reactions under a message are gone, or all of one emoji."""

    message: str
    emoji: str | None = None


class Met(msgspec.Struct, frozen=True):
    """Accounts changed their names or roles."""

    people: People


Happening = Spoke | Removed | Reacted | Cleared | Met


class Page(msgspec.Struct, frozen=True):
    """Some messages of a channel's history, oldest first.

    It holds everything behind the position that was asked for, up to ``last``; ``end`` says that nothing came after it.
    """

    spoken: tuple[Spoke, ...]
    last: int
    end: bool
