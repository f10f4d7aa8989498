"""Since when we follow a guild, and until when its archives were looked through."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.conversation import Cursor
from storage.models import from_millis, to_millis
from storage.store import Store
from storage.worker import StoreWorker

_ARRIVED = "discord:arrived:"
#: That the whole past of everything was asked for; not done until it is here.
_ALL = "discord:whole"
#: Archives that were read whole, and those that are followed without their past.
_WHOLE, _SINCE = "discord:archive:", "discord:archive-since:"


class Arrivals:
    """Remembers times in the store's cursors."""

    def __init__(self, worker: StoreWorker) -> None:
        self._worker = worker

    async def guild(self, guild: int) -> datetime:
        """When we first saw a guild: now, at the first call."""
        return await self._worker.run(_arrived, f"{_ARRIVED}{guild}")

    async def whole(self, asked: bool) -> bool:
        """Whether the whole past is to be read: it was ``asked`` for now, or before a stop that came too early."""
        return await self._worker.run(_whole, asked)

    async def whole_read(self) -> None:
        """The whole past is here."""
        await self._worker.run(_set_whole, True)

    async def archive(self, channel: int, whole: bool) -> datetime | None:
        """Until when a channel's archive was looked through, from its beginning if ``whole``; None when never."""
        return await self._worker.run(_looked, channel, whole)

    async def archive_read(self, channel: int, begun: datetime, *, whole: bool) -> None:
        """A look through the archive that ``begun`` then came to its end."""
        source = f"{_WHOLE if whole else _SINCE}{channel}"
        await self._worker.run(_set, source, begun)


def _arrived(store: Store, source: str) -> datetime:
    known = store.cursor(source)
    if known:
        return from_millis(known.position)
    now = datetime.now(UTC)
    _set(store, source, now)
    return now


def _whole(store: Store, asked: bool) -> bool:
    known = store.cursor(_ALL)
    if asked and (known is None or known.done):
        _set_whole(store, False)
    return asked or (known is not None and not known.done)


def _set_whole(store: Store, done: bool) -> None:
    with store.transaction():
        store.set_cursor(_ALL, Cursor(0, done, None))


def _looked(store: Store, channel: int, whole: bool) -> datetime | None:
    known = [store.cursor(f"{_WHOLE}{channel}"), None if whole else store.cursor(f"{_SINCE}{channel}")]
    times = [cursor.position for cursor in known if cursor]
    return from_millis(max(times)) if times else None


def _set(store: Store, source: str, moment: datetime) -> None:
    with store.transaction():
        store.set_cursor(source, Cursor(to_millis(moment), True, None))
