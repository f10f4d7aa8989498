"""Listen: what happens is gathered for a moment and written down, in order, with everything that follows from it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.connectors.happenings import Happening, Spoke
from bot.services.derive import Deriver
from bot.services.settle import Limbo, Settling
from storage.conversation import Changes, Cursor
from storage.errors import StoreError
from storage.store import Store
from storage.worker import StoreWorker

LIVE = "discord:live"
#: A channel whose history was read from its beginning up to the cursor.
HISTORY = "discord:history:"
#: A channel that is followed from the moment we came, without what was before.
SINCE = "discord:since:"

_log = logging.getLogger("givetake.listen")
DeriverFor = Callable[[Store], Deriver | None]
Heard = Callable[[Changes], object]


def number(message: str) -> int:
    """The platform's own number of a message (which orders a channel) from its id."""
    native = message.rpartition(":")[2]
    return int(native) if native.isdecimal() else 0


class Recorder:
    """Writes happenings into the store; used on the store's thread alone."""

    def __init__(self, deriver_for: DeriverFor) -> None:
        """``deriver_for`` makes the brand's deriver for a store; None as long as nobody speaks for the brand."""
        self._deriver_for = deriver_for
        self._deriver: Deriver | None = None
        self._made = False
        self.limbo = Limbo()

    def deriver(self, store: Store) -> Deriver | None:
        """The deriver, made at the first call."""
        if not self._made:
            self._deriver, self._made = self._deriver_for(store), True
        return self._deriver

    def forget_deriver(self) -> None:
        """Make the deriver anew at the next call: the brand was set up differently."""
        self._made = False

    def ensure(self, store: Store) -> bool:
        """Bring derived rows up to date with today's rules; tells whether they had to be rebuilt."""
        deriver = self.deriver(store)
        return deriver.ensure() if deriver else False

    def own(self, store: Store) -> frozenset[str]:
        """The accounts that speak for the brand."""
        deriver = self.deriver(store)
        return deriver.side().own if deriver else frozenset()

    def record(
        self, store: Store, happenings: Sequence[Happening], cursors: Mapping[str, Cursor] | None = None
    ) -> Changes:
        """Store happenings, what follows from them and the cursors they move, all in one transaction."""
        deriver = self.deriver(store)
        with store.transaction():
            changes = store.put(Settling(store, happenings, self.limbo).batch(LIVE))
            if deriver:
                deriver.apply(changes)
            store.mark_others_stale(deriver.brand.name if deriver else None)
            for source, cursor in (cursors or {}).items():
                _move(store, source, cursor)
        return changes


def _move(store: Store, source: str, cursor: Cursor) -> None:
    """Move a cursor forward, never back; where it began stays with it."""
    known = store.cursor(source)
    if known is None or cursor.position >= known.position:
        store.set_cursor(source, Cursor(cursor.position, cursor.done, known.digest if known else cursor.digest))


class Journal:
    """Gathers happenings on the event loop and has them recorded at most ``seconds`` later, in order.

    A channel is *settled* while nothing can be missing between its cursor and what we hear; only then do
    live messages move the cursor.
    """

    def __init__(self, worker: StoreWorker, recorder: Recorder, *, seconds: float = 1.0, most: int = 200) -> None:
        """``most`` happenings are recorded without waiting."""
        self._worker, self._recorder, self._seconds, self._most = worker, recorder, seconds, most
        #: Told what each flush changed: one for the program, one for whoever wants to know.
        self.changed: Heard | None = None
        self.heard: Heard | None = None
        self._waiting: list[Happening] = []
        self._settled: dict[str, str] = {}
        self._since: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._full = asyncio.Event()
        self._flushing = asyncio.Lock()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.recorded = 0

    def note(self, happening: Happening) -> None:
        """Take a happening; returns at once."""
        self._waiting.append(happening)
        self._wake.set()
        if len(self._waiting) >= self._most:
            self._full.set()

    def settle(self, channel: str, source: str) -> None:
        """From now on live messages of ``channel`` move the cursor of ``source``."""
        self._settled[channel] = source
        self._since.setdefault(channel, time.monotonic())

    def unsettle(self, channels: Iterable[str] | None = None) -> None:
        """Something may have been missed: cursors stay where they are until history was asked."""
        for channel in list(self._settled) if channels is None else channels:
            self._settled.pop(channel, None)
            self._since.pop(channel, None)

    def settled(self, channel: str) -> str | None:
        """The source whose cursor follows what we hear of a channel; None while something may be missing."""
        return self._settled.get(channel)

    def settled_for(self, channel: str) -> float:
        """Seconds since a channel is settled; 0 while it is not."""
        since = self._since.get(channel)
        return 0.0 if since is None else max(1e-9, time.monotonic() - since)

    def start(self) -> None:
        """Begin to record in the background."""
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name="journal")

    async def _run(self) -> None:
        while not self._stopping:
            await self._wake.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), self._seconds)
            try:
                await self.flush()
            except StoreError as error:  # kept, and tried again
                _log.error("not recorded yet", extra={"problem": str(error), "waiting": len(self._waiting)})
                await asyncio.sleep(min(self._seconds, 1.0))

    async def flush(self) -> None:
        """Record everything that waits. Raises StoreError; the happenings then go on waiting."""
        async with self._flushing:
            batch = list(self._waiting)
            self._wake.clear()
            self._full.clear()
            if not batch:
                return
            try:
                changes = await asyncio.shield(self._worker.run(self._recorder.record, batch, self._cursors(batch)))
            except BaseException:
                self._wake.set()
                raise
            del self._waiting[: len(batch)]
            self.recorded += len(batch)
        for listener in (self.changed, self.heard):
            if listener:
                listener(changes)

    def _cursors(self, batch: Iterable[Happening]) -> dict[str, Cursor]:
        """How far the settled channels are heard with this batch."""
        latest: dict[str, int] = {}
        for event in batch:
            if isinstance(event, Spoke) and event.live and (source := self._settled.get(event.place.channel.id)):
                latest[source] = max(latest.get(source, 0), number(event.message.id))
        return {source: Cursor(position, True, None) for source, position in latest.items()}

    async def stop(self) -> None:
        """Record what waits and end. Raises StoreError when it cannot be recorded."""
        self._stopping = True
        self._wake.set()
        self._full.set()
        if self._task:
            await self._task
            self._task = None
        await self.flush()
